"""Signs of a topic: words that tell by themselves that no entry is meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.core.matching.cues import Cue, CueBook, read_cue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.core.matching.markers import Clauses
    from bot.core.matching.normalise import Normaliser

THERE = ("ở", "tại")  #: said before the name of a place, of who is there
SURE = 1.5  #: what a place counts, beside other words: whatever is asked, it is not asked of us


URGENT = 3.0  #: what a sign of danger counts, beside a sign of what is merely not ours


class TopicWords(NamedTuple):
    """The words of one topic."""

    tell: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  #: names of places
    unless: tuple[str, ...] = ()  #: beside these nothing is told
    is_urgent: bool = False  #: whether a life may be in danger

    def cues(self) -> Iterator[tuple[str, float]]:
        """Yield what tells of the topic, and how much it counts."""
        yield from ((said, URGENT if self.is_urgent else 1.0) for said in self.tell)
        yield from ((f"{there} {place}", SURE) for place in self.places for there in THERE)


@dataclass(frozen=True, slots=True)
class Signs:
    """Hears the signs of all topics."""

    book: CueBook
    topics: dict[Cue, tuple[int, ...]]  #: what each cue is a sign of
    against: dict[int, CueBook]

    @classmethod
    def build(cls, words: Sequence[TopicWords], normaliser: Normaliser) -> Signs:
        """Read the words of each topic as citizens' words are read."""

        def read(said: str, weight: float = 1.0) -> Cue:
            return Cue(read_cue(said, normaliser), None, weight)

        topics: dict[Cue, tuple[int, ...]] = {}
        for number, one in enumerate(words):
            for said, weight in one.cues():
                cue = read(said, weight)
                topics[cue] = (*topics.get(cue, ()), number)
        against = {n: CueBook(map(read, one.unless)) for n, one in enumerate(words) if one.unless}
        return cls(CueBook(topics), topics, against)

    def heard(self, readings: Sequence[Clauses], meant: Sequence[bool]) -> Mapping[int, float]:
        """Return the topics with a sign among the words that are meant, and what it counts.

        Danger counts wherever it is told: "không muốn sống nữa" sets nothing aside.
        *readings*: a message as written and as repaired; a sign need be no word of ours.
        """
        heard: dict[int, float] = {}
        for clauses in readings:
            begin = 0
            for clause in clauses:
                for _, cue, places in self.book.found(clause):
                    is_meant = all(meant[begin + place] for place in places)
                    if is_meant or cue.weight >= URGENT:
                        heard |= {n: max(cue.weight, heard.get(n, 0.0)) for n in self.topics[cue]}
                begin += len(clause)
        return {n: counts for n, counts in heard.items() if not self._is_denied(n, readings[-1])}

    def _is_denied(self, number: int, clauses: Clauses) -> bool:
        against = self.against.get(number)
        return against is not None and any(any(against.found(clause)) for clause in clauses)
