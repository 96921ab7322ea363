"""The index: which entries own the words of an utterance (a BM25 kin; see ADR 7)."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from heapq import nlargest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SATURATION = 0.5  #: how soon a repeated word stops counting more
OWNED = 0.3  #: share of a word's weight that depends on how much of it an entry owns
MOST_CANDIDATES = 48
LONGEST_POSTINGS = 1500  #: longer ones are left out while rarer words are there


@dataclass(slots=True)
class Index:
    """Postings of weighted features."""

    size: int = 0
    postings: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    rarity: dict[str, float] = field(default_factory=dict)
    rarest: float = 1.0

    @classmethod
    def build(cls, documents: Sequence[Mapping[str, float]]) -> Index:
        """Index documents given as the summed weights of their features."""
        gathered: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, document in enumerate(documents):
            for name, weight in document.items():
                gathered[name].append((number, weight))
        index = cls(size=len(documents))
        index.rarest = _rarity(1, index.size)
        for name, found in gathered.items():
            rarity = _rarity(len(found), index.size)
            whole = sum(weight for _, weight in found)
            index.rarity[name] = rarity
            index.postings[name] = [
                (
                    number,
                    rarity * weight / (weight + SATURATION) * (1 - OWNED + OWNED * weight / whole),
                )
                for number, weight in found
            ]
        return index

    def score(self, features: Iterable[tuple[str, float]]) -> list[tuple[int, float]]:
        """Return the best documents with their scores, best first."""
        scores: defaultdict[int, float] = defaultdict(float)
        known = [(name, weight) for name, weight in features if name in self.postings]
        known.sort(key=lambda f: len(self.postings[f[0]]))
        for name, weight in known:
            postings = self.postings[name]
            if scores and len(postings) > LONGEST_POSTINGS:
                self._add_to_found(scores, postings, weight)
                continue
            for number, value in postings:
                scores[number] += weight * value
        return nlargest(MOST_CANDIDATES, scores.items(), key=lambda item: (item[1], -item[0]))

    def common(self, features: Mapping[str, float], document: int) -> list[tuple[str, float]]:
        """Return the features a document has, with what each adds, most first."""
        found = [
            (name, weight * value)
            for name, weight in features.items()
            for number, value in self.postings.get(name, ())
            if number == document
        ]
        return sorted(found, key=lambda item: -item[1])

    @staticmethod
    def _add_to_found(
        scores: dict[int, float], postings: list[tuple[int, float]], weight: float
    ) -> None:
        """Let a very common word count for those found by rarer ones only."""
        for number, value in postings:
            if number in scores:
                scores[number] += weight * value


def _rarity(documents: int, size: int) -> float:
    """Return the inverse document frequency (Robertson and Spärck Jones, as in BM25)."""
    return math.log(1 + (size - documents + 0.5) / (documents + 0.5))
