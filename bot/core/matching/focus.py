"""What of a message is meant: not what it says is settled, and not what it sets aside.

"Khai sinh có rồi, chỉ thiếu thẻ bảo hiểm" asks for the card; "mất cà vẹt chứ không mất bằng lái"
has lost no licence.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.core.matching.cues import Cue, CueBook, read_cue
from bot.core.matching.references import Clauses, References, Stretch, found

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.matching.normalise import Normaliser
    from bot.core.vocabulary import Vocabulary

ASIDE = 0.3  #: what words set aside weigh
WHY, HOW = 0.65, 0.5  #: what words weigh that tell why something is wanted, or by which means
ENOUGH = 0.3
_EARLY = 0.6  #: what the first word of a long story weighs; the last one weighs 2 - _EARLY
_STORY = 20  #: words from which a message is a story


@dataclass(frozen=True, slots=True)
class Focus:
    """Knows the words that set a part of a message aside."""

    settled: CueBook  #: clauses with these tell what is done or owned
    unless: CueBook  #: but not when these are in it
    contrast: CueBook  #: what follows these in the clause is not meant
    turns: CueBook  #: words that begin a clause of their own
    courtesy: CueBook  #: words of mere politeness
    references: References

    @classmethod
    def build(cls, vocabulary: Vocabulary, normaliser: Normaliser) -> Focus:
        """Read the words as citizens' words are read."""

        def book(says: Sequence[str]) -> CueBook:
            return CueBook(Cue(read_cue(one, normaliser), None, 0.0) for one in says)

        words = vocabulary.focus
        refer = (
            *(words.reasons, words.pointing, words.means),
            *(words.whole, words.things, words.needs, words.turning),
        )
        return cls(
            book(words.settled),
            book(words.unless),
            book(words.contrast),
            book(words.turns),
            book(words.courtesy),
            References(*map(book, refer)),
        )

    def weights(
        self, clauses: Clauses, masses: Sequence[float], rarest: float
    ) -> tuple[list[float], bool]:
        """Return the weight of each word, 1 for what is meant, and whether any is set aside."""
        length = len(masses)
        parts = list(self._parts(clauses))
        told = {place for stretch in self._aside(clauses, parts) for place in range(*stretch)}
        aside = self.references.spared(clauses, parts, told)
        aside.update(*found(self.courtesy, clauses))
        if sum(mass for i, mass in enumerate(masses) if i not in aside) < ENOUGH * rarest:
            aside = set()
        light = dict.fromkeys(self.references.why(clauses), WHY)
        light |= dict.fromkeys(self.references.how(clauses, aside), HOW)
        light |= dict.fromkeys(aside, ASIDE)
        slope = 2 * (1 - _EARLY) / max(1, length - 1) if length >= _STORY else 0.0
        start = _EARLY if slope else 1.0
        return [(start + slope * i) * light.get(i, 1.0) for i in range(length)], bool(told)

    def _aside(self, clauses: Clauses, parts: Sequence[Stretch]) -> Iterator[Stretch]:
        """Yield the stretches of words that are set aside."""
        said = [token for clause in clauses for token in clause]
        for begin, end in parts:
            part = said[begin:end]
            if any(self.settled.found(part)) and not any(self.unless.found(part)):
                yield begin, end
            for place, _, _ in self.contrast.found(part):
                yield begin + place, end
                break

    def _parts(self, clauses: Clauses) -> Iterator[Stretch]:
        """Cut the clauses before the words that turn to something else."""
        begin = 0
        for clause in clauses:
            end = begin + len(clause)
            cuts = [begin + place for place, _, _ in self.turns.found(clause) if place]
            yield from pairwise(sorted({begin, *cuts, end}))
            begin = end
