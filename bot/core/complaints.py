"""Hears complaints: what somebody tells about the city without asking how to do anything."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.core.text import LONGEST, canonical, clean, unmark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.core.gopy import Field, GopyFile

ENOUGH = 2  #: words of one field that make a complaint without further words
_WORD = re.compile(r"[^\W_]+")


class Word(NamedTuple):
    """A word as it was written; *exact* is None when it was typed without diacritics."""

    plain: str
    exact: str | None

    def may_be(self, meant: Word) -> bool:
        """Whether another word may be meant: "hoi" may be "hôi", "hỏi" may not."""
        return self.plain == meant.plain and self.exact in {None, meant.exact}


class Heard(NamedTuple):
    """What there is of a complaint in a text."""

    fields: tuple[Field, ...]  #: those its words point to, most words first
    words: int  #: how many of the first field's words
    complains: bool  #: whether it says that something is wrong
    asks: bool  #: whether it asks how something is done

    @property
    def is_complaint(self) -> bool:
        """Whether it is likely meant as feedback."""
        return bool(self.fields) and (self.complains or self.words >= ENOUGH)


def hear(text: str, gopy: GopyFile) -> Heard:
    """Return what a text has of a complaint, by the words of gopy.yaml."""
    said = _said(text)
    found = [(len(_found(field.says, said)), field) for field in gopy.fields]
    # the sort is stable: among equals the field that stands first in the file comes first
    likely = sorted((pair for pair in found if pair[0]), key=lambda pair: -pair[0])
    return Heard(
        fields=tuple(field for _, field in likely),
        words=likely[0][0] if likely else 0,
        complains=bool(_found(gopy.complains, said)),
        asks=_asks(text, said, gopy),
    )


def names_any(text: str, phrases: tuple[str, ...]) -> bool:
    """Tell whether one of the phrases stands in a text, with or without its diacritics."""
    return bool(_found(phrases, _said(text)))


def names_identity_paper(text: str, gopy: GopyFile) -> bool:
    """Tell whether a text speaks of a paper whose picture must not be sent on."""
    return names_any(text, gopy.identity_papers)


def _asks(text: str, said: Sequence[Word], gopy: GopyFile) -> bool:
    if text.rstrip(" .!…").endswith("?") or _found(gopy.asks, said):
        return True
    return bool(said) and bool(_found(gopy.asks_at_end, said[-1:]))


def _said(text: str) -> tuple[Word, ...]:
    written = _WORD.findall(clean(text[:LONGEST]).casefold())
    return tuple(
        Word(plain, None if word == plain else canonical(word))
        for word, plain in ((word, unmark(word)) for word in written)
    )


def _found(phrases: tuple[str, ...], said: Sequence[Word]) -> set[tuple[Word, ...]]:
    """Return the phrases that stand in a text; of two that overlap the longer one counts."""
    return set(_walk(_by_first_word(phrases), said))


def _walk(
    phrases: Mapping[str, Sequence[tuple[Word, ...]]], said: Sequence[Word]
) -> Iterator[tuple[Word, ...]]:
    place = 0
    while place < len(said):
        here = (p for p in phrases.get(said[place].plain, ()) if _stands_at(p, said, place))
        found = next(here, None)
        if found is not None:
            yield found
        place += len(found) if found else 1


def _stands_at(phrase: Sequence[Word], said: Sequence[Word], place: int) -> bool:
    there = said[place : place + len(phrase)]
    return len(there) == len(phrase) and all(
        word.may_be(meant) for word, meant in zip(there, phrase, strict=True)
    )


@lru_cache(maxsize=64)
def _by_first_word(phrases: tuple[str, ...]) -> Mapping[str, Sequence[tuple[Word, ...]]]:
    """Return the phrases by their first word, the longest first."""
    by_word: dict[str, list[tuple[Word, ...]]] = {}
    for written in (_WORD.findall(clean(phrase).casefold()) for phrase in phrases):
        words = tuple(Word(unmark(word), canonical(word)) for word in written)
        by_word.setdefault(words[0].plain, []).append(words)
    return {word: sorted(found, key=len, reverse=True) for word, found in by_word.items()}
