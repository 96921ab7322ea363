"""Markers: words that tell what of a message is meant, of every kind found in one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.matching.cues import Cue, CueBook, read_cue

if TYPE_CHECKING:
    from bot.core.matching.normalise import Normaliser, Token
    from bot.core.vocabulary import FocusWords

Clauses = Sequence[Sequence["Token"]]
Places = frozenset[int]  #: of the words of one marker, in the whole message


class Marker(StrEnum):
    """A kind of words, named as in `synonyms.yaml`."""

    SETTLED = "settled"
    UNLESS = "unless"
    CONTRAST = "contrast"
    TURNS = "turns"
    COURTESY = "courtesy"
    REASONS = "reasons"
    POINTING = "pointing"
    MEANS = "means"
    WHOLE = "whole"
    DEMANDS = "demands"


#: kinds that tell nothing by themselves, only what others beside them mean
TURNING = frozenset({Marker.UNLESS, Marker.TURNS, Marker.WHOLE})
Marked = Mapping[Marker, Sequence[Places]]  #: what was found, first what stands first


@dataclass(frozen=True, slots=True)
class Markers:
    """Knows the markers of every kind; most phrases have none, and a look at each word tells."""

    book: CueBook

    @classmethod
    def build(cls, words: FocusWords, normaliser: Normaliser) -> Markers:
        """Read the words as citizens' words are read."""
        kinds: defaultdict[tuple[tuple[Token, ...], ...], list[Marker]] = defaultdict(list)
        for kind in Marker:
            for says in getattr(words, kind.value):
                kinds[read_cue(says, normaliser)].append(kind)
        return cls(CueBook(Cue(parts, None, 0.0, tuple(of)) for parts, of in kinds.items()))

    def found(self, clauses: Clauses) -> Marked:
        """Return the markers that stand each within one clause."""
        marked: dict[Marker, list[Places]] = {}
        for cue, places in found(self.book, clauses):
            for kind in cue.kinds:
                marked.setdefault(kind, []).append(places)
        return marked


def found(book: CueBook, clauses: Clauses) -> list[tuple[Cue, Places]]:
    """Return every cue of a book that stands within one clause, with its places."""
    cues = []
    begin = 0
    for clause in clauses:
        for _, cue, places in book.found(clause):
            moved = frozenset([begin + place for place in places]) if begin else places
            cues.append((cue, moved))
        begin += len(clause)
    return cues


def within(places: Places, begin: int, end: int) -> bool:
    """Whether all places are from *begin* to *end*."""
    return begin <= min(places) and max(places) < end
