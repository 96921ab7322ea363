"""Hears complaints: what somebody tells about the city without asking how to do anything."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.gopy import Field, GopyFile

ENOUGH = 2  #: words of one field that make a complaint without further words


class Heard(NamedTuple):
    """What there is of a complaint in a text."""

    fields: tuple[Field, ...]  #: those its words point to, most words first
    words: int  #: how many of the first field's words
    complains: bool  #: whether it says that something is wrong

    @property
    def is_complaint(self) -> bool:
        """Whether it is likely meant as feedback."""
        return bool(self.fields) and (self.complains or self.words >= ENOUGH)


def hear(text: str, gopy: GopyFile) -> Heard:
    """Return what a text has of a complaint, by the words of gopy.yaml."""
    said = _plain(text)
    found = [(len(_found(field.says, said)), field) for field in gopy.fields]
    # the sort is stable: among equals the field that stands first in the file comes first
    likely = sorted((pair for pair in found if pair[0]), key=lambda pair: -pair[0])
    complains = bool(_found(gopy.complains, said))
    return Heard(tuple(field for _, field in likely), likely[0][0] if likely else 0, complains)


def names_identity_paper(text: str, gopy: GopyFile) -> bool:
    """Tell whether a text speaks of a paper whose picture must not be sent on."""
    return bool(_found(gopy.identity_papers, _plain(text)))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _found(phrases: Sequence[str], said: str) -> set[str]:
    """Return the phrases that stand in a text; of two that overlap the longer one counts."""
    pattern = _pattern(tuple(phrases))
    return set(pattern.findall(said)) if pattern else set()


@lru_cache(maxsize=64)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    plain = sorted({_plain(phrase) for phrase in phrases}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, plain))})\b") if plain else None
