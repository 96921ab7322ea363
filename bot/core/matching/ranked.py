"""What speaks for an entry, and the chance that it is meant."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TITLED = 0.5  #: what the index counts for official titles, beside what is written by hand
EPSILON = 0.001  #: chance of a class that is as good as none


class Ranked(NamedTuple):
    """An entry or a topic, and how well it fits."""

    id: str
    is_topic: bool
    found: float  #: by the index; about 1 when its own words are there
    classified: float | None  #: chance by the classifier; None for what is no class of it
    likeness: float = 0.0  #: to the nearest phrase; 1 when the words are the same
    told: float = 0.0  #: by signs: more than 0 for a topic, less for entries
    chance: float = 0.0  #: that it is meant, all in all

    def sum(self, weights: Mapping[str, float]) -> float:
        """Return what speaks for it, as an exponent."""
        known = weights["found"] * self.found
        if self.classified is None:  # official titles only: what is written by hand comes first
            taught, known = weights["untaught"], TITLED * known
        else:
            taught = weights["classified"] * math.log(self.classified + EPSILON)
        return taught + known + weights["likeness"] * self.likeness + weights["told"] * self.told

    def likely(self, chance: float) -> Ranked:
        """Return the same with the *chance* that it is meant."""
        return Ranked(*self[:-1], chance)


def chances(sums: Sequence[float], none: float) -> list[float]:
    """Return the chance of each to be meant, when *none* speaks for nothing we know."""
    highest = max([none, *sums])
    powers = [math.exp(one - highest) for one in sums]
    whole = sum(powers) + math.exp(none - highest)
    return [power / whole for power in powers]
