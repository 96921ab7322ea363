"""The shadow of a text: plain letters and digits to search in, tied to places in the original."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LONGEST_FOLD = 6  #: a character that unfolds to more (ﷺ) is no number and stays as it is
_LIKE = {"đ": "d", "Đ": "D", "·": ".", "•": ".", "\u2212": "-", "\t": " "}


def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern for shadows: either case, blanks and comments of the source ignored."""
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


def replace(
    text: str, pattern: re.Pattern[str], judge: Callable[[re.Match[str]], str | None]
) -> str:
    """Return the text with the judge's word wherever the pattern is found in the shadow.

    Args:
        text: Anything; what is not found comes back as it was.
        pattern: Of a match, the outermost named group is replaced.
        judge: Says by what; None keeps the match.
    """
    shadow, places = cast(text)
    pieces: list[str] = []
    done = 0
    for match in pattern.finditer(shadow):
        word = judge(match)
        if word is not None:
            first, last = match.span(match.lastgroup or 0)
            pieces += text[done : places[first]], word
            done = max(places[last - 1] + 1, places[last])
    return "".join(pieces) + text[done:]


def cast(text: str) -> tuple[str, Sequence[int]]:
    """Return the shadow and, for each of its characters and its end, the place in the text."""
    parts = list(map(_fold, text))
    sizes = list(map(len, parts))
    if sizes.count(1) == len(text):  # as of nearly all texts: place by place the same
        return "".join(parts), range(len(text) + 1)
    places = [place for place, size in enumerate(sizes) for _ in range(size)]
    return "".join(parts), [*places, len(text)]


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    """Return a character without its marks; nothing for marks and invisible characters."""
    spread = unicodedata.normalize("NFKD", character)
    if len(spread) > _LONGEST_FOLD:
        return character
    return "".join(_plain(part) for part in spread)


def _plain(character: str) -> str:
    kind = unicodedata.category(character)
    if kind[0] == "M" or kind == "Cf":
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    if kind == "Pd":
        return "-"
    return " " if kind == "Zs" else _LIKE.get(character, character)
