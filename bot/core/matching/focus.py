"""What of a message is meant: not what it says is settled, and not what it sets aside.

"Khai sinh có rồi, chỉ thiếu thẻ bảo hiểm" asks for the card; "mất cà vẹt chứ không mất bằng lái"
has lost no licence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.core.matching.cues import read_book
from bot.core.matching.markers import TURNING, Marker, Markers, within
from bot.core.matching.references import References

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.matching.markers import Clauses, Marked
    from bot.core.matching.normalise import Normaliser
    from bot.core.matching.references import Stretch
    from bot.core.vocabulary import Vocabulary

ASIDE = 0.3  #: what words set aside weigh
WHY, HOW = 0.65, 0.5  #: what words weigh that tell why something is wanted, or by which means
ENOUGH = 0.3
_EARLY = 0.6  #: what the first word of a long story weighs; the last one weighs 2 - _EARLY
_STORY = 20  #: words from which a message is a story


@dataclass(frozen=True, slots=True)
class Focus:
    """Knows the words that set a part of a message aside."""

    markers: Markers
    references: References

    @classmethod
    def build(cls, vocabulary: Vocabulary, normaliser: Normaliser) -> Focus:
        """Read the words as citizens' words are read."""
        words = vocabulary.focus
        refer = (words.things, words.needs, words.doing, words.needed, words.turning)
        references = References(*(read_book(one, normaliser) for one in refer))
        return cls(Markers.build(words, normaliser), references)

    def weights(
        self, clauses: Clauses, masses: Sequence[float], rarest: float
    ) -> tuple[list[float], bool]:
        """Return the weight of each word, 1 for what is meant, and whether any is set aside."""
        length = len(masses)
        slope = 2 * (1 - _EARLY) / max(1, length - 1) if length >= _STORY else 0.0
        start = _EARLY if slope else 1.0
        weights = [start + slope * i for i in range(length)]
        marked = self.markers.found(clauses)
        if marked.keys() <= TURNING:
            return weights, False
        parts = list(_parts(clauses, marked))
        told = {place for stretch in _aside(parts, marked) for place in range(*stretch)}
        aside = self.references.spared(clauses, parts, told, marked)
        aside = aside.union(*marked.get(Marker.COURTESY, ()))
        left = sum(mass for i, mass in enumerate(masses) if i not in aside) if aside else math.inf
        if left < ENOUGH * rarest:
            aside = set()
        light = dict.fromkeys(self.references.why(clauses, marked), WHY)
        light |= dict.fromkeys(self.references.how(clauses, aside, marked), HOW)
        light |= dict.fromkeys(self.references.who_demands(clauses, marked), HOW)
        light |= dict.fromkeys(aside, ASIDE)
        is_any = bool(told) or Marker.COURTESY in marked
        return [weight * light.get(i, 1.0) for i, weight in enumerate(weights)], is_any


def _aside(parts: Sequence[Stretch], marked: Marked) -> Iterator[Stretch]:
    """Yield the stretches of words that are set aside."""
    settled, unless, contrast = (
        marked.get(kind, ()) for kind in (Marker.SETTLED, Marker.UNLESS, Marker.CONTRAST)
    )
    for begin, end in parts if settled or contrast else ():
        is_settled = any(within(one, begin, end) for one in settled)
        if is_settled and not any(within(one, begin, end) for one in unless):
            yield begin, end
        for place in [min(one) for one in contrast if within(one, begin, end)][:1]:
            yield place, end


def _parts(clauses: Clauses, marked: Marked) -> Iterator[Stretch]:
    """Cut the clauses before the words that turn to something else."""
    turns = {min(places) for places in marked.get(Marker.TURNS, ())}
    begin = 0
    for clause in clauses:
        end = begin + len(clause)
        yield from pairwise(sorted({begin, *(turns & {*range(begin, end)}), end}))
        begin = end
