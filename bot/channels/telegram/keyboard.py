"""Sets the buttons of a reply as an inline keyboard that Telegram accepts."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.text import clean, is_blank, shorten, units
from bot.core import actions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.models import Button

logger = logging.getLogger(__name__)

MOST_BUTTONS = 100
LONGEST_LABEL = 60  #: ours: what a phone shows on two lines
_LONGEST_IN_A_PAIR = 16  # what a phone of 320 px shows on half a row


def keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """Return the buttons in rows of one or two, or None when there are none."""
    keys = [key for button in buttons if (key := _key(button))][:MOST_BUTTONS]
    return InlineKeyboardMarkup(list(_rows(keys))) if keys else None


def without_urls(markup: InlineKeyboardMarkup | None) -> InlineKeyboardMarkup | None:
    """Drop the buttons that open an address, the only ones Telegram may judge by content."""
    rows = markup.inline_keyboard if markup else ()
    kept = [[key for key in row if not key.url] for row in rows]
    kept = [row for row in kept if row]
    return InlineKeyboardMarkup(kept) if kept else None


def _rows(keys: Sequence[InlineKeyboardButton]) -> Iterator[list[InlineKeyboardButton]]:
    """Pair neighbours that are both short."""
    row: list[InlineKeyboardButton] = []
    for key in keys:
        if row and _is_short(row[0]) and _is_short(key):
            yield [*row, key]
            row = []
            continue
        if row:
            yield row
        row = [key]
    if row:
        yield row


def _is_short(key: InlineKeyboardButton) -> bool:
    return units(key.text) <= _LONGEST_IN_A_PAIR


def _key(button: Button) -> InlineKeyboardButton | None:
    label = clean(button.text)
    label = "…" if is_blank(label) else shorten(label, LONGEST_LABEL)
    if not button.url:
        return InlineKeyboardButton(label, callback_data=_callback_data(button.action))
    if not _is_public(button.url):
        logger.warning("telegram.button_dropped", extra={"reason": "not a public web address"})
        return None
    return InlineKeyboardButton(label, url=button.url)


def _callback_data(action: str) -> str:
    """Return an action that fits, or help in its place."""
    size = len(action.encode("utf-8", "replace"))
    if 0 < size <= actions.MAX_BYTES and action.isprintable():
        return action
    logger.error("telegram.action_does_not_fit", extra={"bytes": size})
    return actions.help_()


def _is_public(url: str) -> bool:
    """Tell an http(s) address whose host Telegram accepts: it wants a dot in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_web = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    return is_web and url.isprintable() and " " not in url
