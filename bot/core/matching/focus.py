"""What of a message is meant: not what it says is settled, and not what it sets aside.

"Khai sinh có rồi, chỉ thiếu thẻ bảo hiểm" asks for the card; "mất cà vẹt chứ không mất bằng lái"
has lost no licence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.matching.cues import Cue, CueBook, read_cue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.matching.normalise import Normaliser, Token
    from bot.core.vocabulary import Vocabulary

Clauses = Sequence[Sequence["Token"]]
ASIDE = 0.3  #: what words set aside weigh
ENOUGH = 0.3
_EARLY = 0.55  #: what the first word of a long story weighs; the last one weighs 2 - _EARLY
_STORY = 20  #: words from which a message is a story


@dataclass(frozen=True, slots=True)
class Focus:
    """Knows the words that set a part of a message aside."""

    settled: CueBook  #: clauses with these tell what is done or owned
    unless: CueBook  #: but not when these are in it
    contrast: CueBook  #: what follows these in the clause is not meant
    turns: CueBook  #: words that begin a clause of their own

    @classmethod
    def build(cls, vocabulary: Vocabulary, normaliser: Normaliser) -> Focus:
        """Read the words as citizens' words are read."""

        def book(says: Sequence[str]) -> CueBook:
            return CueBook(Cue(read_cue(one, normaliser), None, 0.0) for one in says)

        words = vocabulary.focus
        return cls(*map(book, (words.settled, words.unless, words.contrast, words.turns)))

    def weights(
        self, clauses: Clauses, masses: Sequence[float], rarest: float
    ) -> tuple[list[float], bool]:
        """Return the weight of each word, 1 for what is meant, and whether any is set aside."""
        length = len(masses)
        aside = {place for begin, end in self._aside(clauses) for place in range(begin, end)}
        sets_aside = bool(aside)
        if sum(mass for i, mass in enumerate(masses) if i not in aside) < ENOUGH * rarest:
            aside = set()
        slope = 2 * (1 - _EARLY) / max(1, length - 1) if length >= _STORY else 0.0
        start = _EARLY if slope else 1.0
        weights = [(start + slope * i) * (ASIDE if i in aside else 1.0) for i in range(length)]
        return weights, sets_aside

    def _aside(self, clauses: Clauses) -> Iterator[tuple[int, int]]:
        """Yield the stretches of words that are set aside."""
        begin = 0
        for clause in (part for whole in clauses for part in self._parted(whole)):
            end = begin + len(clause)
            if any(self.settled.found(clause)) and not any(self.unless.found(clause)):
                yield begin, end
            for place, _, _ in self.contrast.found(clause):
                yield begin + place, end
                break
            begin = end

    def _parted(self, clause: Sequence[Token]) -> Iterator[Sequence[Token]]:
        """Cut a clause before the words that turn to something else."""
        begin = 0
        for place, _, _ in self.turns.found(clause):
            if place > begin:
                yield clause[begin:place]
                begin = place
        yield clause[begin:]
