"""The words that ask for an aspect, and what is left without them: the bare subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.entry import Aspect
from bot.core.matching.cues import Cue, CueBook, read_cue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.matching.normalise import Normaliser, Token
    from bot.core.vocabulary import Vocabulary

WEAK = 0.3  #: of its weight is left to a weak cue
_LATER = 0.4  #: what the end of a sentence weighs more than its beginning
_TAKEN = (Aspect.FEE, Aspect.TIME)  #: what a thing takes


@dataclass(frozen=True, slots=True)
class Heard:
    """A cue, and the places of its words."""

    cue: Cue
    places: frozenset[int]

    def weight(self, length: int) -> float:
        """Return its weight in an utterance of *length* words."""
        return self.cue.weight + _LATER * min(self.places) / length


def read_cues(vocabulary: Vocabulary, normaliser: Normaliser) -> CueBook:
    """Read the words that ask for an aspect as citizens' words are read."""
    cues = []
    for group in vocabulary.aspects:
        for rank, says in enumerate(group.says):
            parts = read_cue(says, normaliser)
            weight = sum(map(len, parts)) + 0.5 - 0.4 * rank / len(group.says)
            weight *= WEAK if group.weak else 1.0
            cues.append(Cue(parts, group.aspect, weight))
    silent = (Cue(read_cue(says, normaliser), None, 0.0) for says in vocabulary.not_asked)
    return CueBook([*cues, *silent])


def find(book: CueBook, said: Sequence[Token]) -> list[Heard]:
    """Return the cues in a row of words; not those inside longer ones."""
    heard = [Heard(cue, places) for _, cue, places in book.found(said)]
    return [
        one
        for one in heard
        if one.cue.aspect and not any(one.places < other.places for other in heard)
    ]


def costing(said: Sequence[str], heard: Sequence[Heard], costs: frozenset[str]) -> Iterator[int]:
    """Yield the places of words that ask what a thing takes: "mất bao lâu" tells of no loss."""
    for one in heard:
        if one.cue.aspect in _TAKEN:
            yield from (place for place in one.places if said[place] in costs)


def core(
    words: Sequence[str],
    heard: Sequence[Heard],
    fillers: frozenset[str],
    meant: Sequence[bool],
) -> str:
    """Return what is left without questions, fillers and what is not *meant*: the bare subject."""
    asked = {place for one in heard for place in one.places}
    return " ".join(
        [
            word
            for i, word in enumerate(words)
            if meant[i] and word not in fillers and i not in asked
        ]
    )
