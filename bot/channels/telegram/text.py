"""Counts and cuts text the way Telegram does: in UTF-16 units, after entity parsing."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BASIC_PLANE = 0xFFFF
_ZERO_WIDTH_JOINER = "\u200d"
_LONGEST_CLUSTER = 32  # code points we are ready to step back over
_BLANKS = frozenset("\u2800\u3164\u115f\u1160\ufffc")  # shown as nothing, though not spaces


def units(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text) + sum(ord(char) > _BASIC_PLANE for char in text)


def clean(text: str) -> str:
    """Drop what Telegram or its JSON cannot carry: control characters and lone surrogates."""
    return "".join(char for char in text if char == "\n" or not _is_unsendable(char)).strip()


def is_blank(text: str) -> bool:
    """Tell a text in which nothing can be seen; Telegram refuses such a message."""
    return all(char in _BLANKS or unicodedata.category(char)[0] in "ZC" for char in text)


def cut(text: str, limit: int) -> Iterator[str]:
    """Cut a text into pieces of at most *limit* units, at a space where there is one."""
    while units(text) > limit:
        end = _last_place(text, limit)
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    if text:
        yield text


def shorten(text: str, limit: int) -> str:
    """Return a text of at most *limit* units, with an ellipsis where something is missing."""
    if units(text) <= limit:
        return text
    return f"{next(cut(text, limit - 1))}…"


def _last_place(text: str, limit: int) -> int:
    """Return the best index within *limit* units to cut at, never 0."""
    end = _index_at(text, limit)
    breaks = (text.rfind("\n", 1, end + 1), text.rfind(" ", 1, end + 1))
    place = next((place for place in breaks if place > end // 2), 0)
    return place or _before_cluster(text, end)


def _index_at(text: str, limit: int) -> int:
    """Return how many code points fit in *limit* units."""
    total = 0
    for index, char in enumerate(text):
        total += 2 if ord(char) > _BASIC_PLANE else 1
        if total > limit:
            return index
    return len(text)


def _before_cluster(text: str, end: int) -> int:
    """Step back so as not to part a letter from its marks, or an emoji from its other half."""
    for place in range(end, max(end - _LONGEST_CLUSTER, 0), -1):
        joined = text[place - 1] == _ZERO_WIDTH_JOINER
        if (
            not joined
            and unicodedata.category(text[place])[0] != "M"
            and (text[place] != _ZERO_WIDTH_JOINER)
        ):
            return place
    return end


def _is_unsendable(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs"}
