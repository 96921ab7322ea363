"""Sets a reply as Telegram messages: HTML that user text cannot break, cut to size."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from bot.channels.telegram.keyboard import keyboard
from bot.channels.telegram.text import clean, cut, is_blank, units
from bot.core.models import Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from telegram import InlineKeyboardMarkup

    from bot.core.models import Line, Reply

LIMIT = 4096  #: UTF-16 units of a message after entity parsing

_TAGS = {Style.TITLE: "b", Style.NOTE: "i"}
_LISTS = (Style.ITEM, Style.STEP)


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a reply."""

    html: str
    plain: str  #: the same words, for when Telegram does not like the HTML
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class _Block:
    """A line with what sets it apart from the one before; no tag ever spans two blocks."""

    gap: str
    style: Style
    text: str

    @property
    def html(self) -> str:
        tag = _TAGS.get(self.style)
        text = escape(self.text, quote=False)
        return f"<{tag}>{text}</{tag}>" if tag else text


def render(reply: Reply) -> tuple[Part, ...]:
    """Return the messages of a reply, the buttons under the last; none when nothing is visible."""
    pages = list(_pages(_blocks(_marked(reply.lines))))
    buttons = keyboard(reply.buttons)
    last = len(pages) - 1
    return tuple(
        Part(
            html=_join((block.gap, block.html) for block in page),
            plain=_join((block.gap, block.text) for block in page),
            keyboard=buttons if number == last else None,
        )
        for number, page in enumerate(pages)
    )


def _marked(lines: Sequence[Line]) -> Iterator[tuple[Style, str]]:
    """Put bullets and numbers before the lines of lists, and drop lines that show nothing."""
    for style, group in groupby(lines, key=lambda line: line.style):
        texts = (text for line in group if not is_blank(text := clean(line.text)))
        for number, text in enumerate(texts, start=1):
            match style:
                case Style.ITEM:
                    yield style, f"• {text}"
                case Style.STEP:
                    yield style, f"{number}. {text}"
                case _:
                    yield style, text


def _blocks(lines: Iterable[tuple[Style, str]]) -> Iterator[_Block]:
    """Set lists and what follows a title close, and paragraphs apart; cut what is too long."""
    before: Style | None = None
    for style, text in lines:
        is_close = style in _LISTS or before is Style.TITLE
        gap = "" if before is None else "\n" if is_close else "\n\n"
        for piece in cut(text, LIMIT):
            if not is_blank(piece):
                yield _Block(gap, style, piece)
                gap = "\n"
        before = style


def _pages(blocks: Iterable[_Block]) -> Iterator[list[_Block]]:
    """Fill messages with whole blocks."""
    page: list[_Block] = []
    size = 0
    for block in blocks:
        more = units(block.gap) + units(block.text)
        if page and size + more > LIMIT:
            yield page
            page, size = [], 0
        page.append(block)
        size += more
    if page:
        yield page


def _join(blocks: Iterable[tuple[str, str]]) -> str:
    """Put gaps between the blocks of a page; the gap before the first goes."""
    return "".join(gap + text for gap, text in blocks).lstrip("\n")
