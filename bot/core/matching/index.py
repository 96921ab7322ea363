"""The index: which entries own the words of an utterance (a BM25 kin; see ADR 7)."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

SATURATION = 0.5  #: how soon a repeated word stops counting more
OWNED = 0.3  #: share of a word's weight that depends on how much of it an entry owns
MOST_CANDIDATES = 48
MOST_DENSE = 8_000_000  #: cells, 32 MB


@dataclass(slots=True)
class Index:
    """Postings of weighted features, feature after feature in three arrays."""

    size: int  #: documents
    names: dict[str, int]
    starts: NDArray[np.int32]  #: where the postings of each feature begin; one more at the end
    documents: NDArray[np.int32]
    values: NDArray[np.float32]
    rarities: NDArray[np.float32]
    rarest: float
    dense: NDArray[np.float32] | None = None  #: features x documents, while that is small

    @classmethod
    def build(cls, documents: Iterable[Mapping[str, float]]) -> Index:
        """Index documents given as the summed weights of their features."""
        names: dict[str, int] = {}
        gathered = _Gathered()
        for document in documents:
            gathered.add({names.setdefault(n, len(names)): w for n, w in document.items()})
        features, numbers, weights = gathered.sorted()
        counts = np.bincount(features, minlength=len(names))
        rarities = _rarity(counts, gathered.size)
        whole = np.bincount(features, weights=weights, minlength=len(names))
        owned = 1 - OWNED + OWNED * weights / whole[features]
        values = rarities[features] * weights / (weights + SATURATION) * owned
        starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        rarest = float(_rarity(np.ones(1), gathered.size)[0])
        index = cls(
            size=gathered.size,
            names=names,
            starts=starts,
            documents=numbers,
            values=values.astype(np.float32),
            rarities=rarities.astype(np.float32),
            rarest=rarest,
        )
        if len(names) * gathered.size <= MOST_DENSE:
            index.dense = np.zeros((len(names), gathered.size), dtype=np.float32)
            index.dense[features, numbers] = index.values
        return index

    def __contains__(self, name: str) -> bool:
        """Whether any document has the feature."""
        return name in self.names

    def rarity(self, name: str) -> float:
        """Return the rarity of a feature; that of the rarest for one nobody has."""
        number = self.names.get(name)
        return self.rarest if number is None else float(self.rarities[number])

    def score(self, features: Iterable[tuple[str, float]]) -> list[tuple[int, float]]:
        """Return the best documents with their scores, best first."""
        known = [(self.names[name], weight) for name, weight in features if name in self.names]
        scores = self._sum(known)
        if self.size > MOST_CANDIDATES:
            best = np.sort(np.argpartition(-scores, MOST_CANDIDATES)[:MOST_CANDIDATES])
        else:
            best = np.arange(self.size)
        best = best[np.argsort(-scores[best], kind="stable")]
        return [(n, s) for n, s in zip(best.tolist(), scores[best].tolist(), strict=True) if s > 0]

    def _sum(self, known: Sequence[tuple[int, float]]) -> NDArray[np.float32]:
        """Return the score of every document."""
        if self.dense is not None and known:
            numbers, weights = zip(*known, strict=True)
            summed: NDArray[np.float32] = (
                np.array(weights, dtype=np.float32) @ self.dense[list(numbers)]
            )
            return summed
        scores = np.zeros(self.size, dtype=np.float32)
        for number, weight in known:
            begin, end = self.starts[number], self.starts[number + 1]
            scores[self.documents[begin:end]] += weight * self.values[begin:end]
        return scores

    def common(self, features: Mapping[str, float], document: int) -> list[tuple[str, float]]:
        """Return the features a document has, with what each adds, most first."""
        found = []
        for name, weight in features.items():
            number = self.names.get(name)
            if number is None:
                continue
            begin, end = self.starts[number], self.starts[number + 1]
            places = begin + np.flatnonzero(self.documents[begin:end] == document)
            found += [(name, weight * float(self.values[place])) for place in places]
        return sorted(found, key=lambda item: -item[1])


@dataclass(slots=True)
class _Gathered:
    """Postings as they come, in little memory."""

    size: int = 0
    features: array[int] = field(default_factory=lambda: array("i"))
    numbers: array[int] = field(default_factory=lambda: array("i"))
    weights: array[float] = field(default_factory=lambda: array("f"))

    def add(self, document: Mapping[int, float]) -> None:
        self.features.extend(document)
        self.numbers.extend([self.size] * len(document))
        self.weights.extend(document.values())
        self.size += 1

    def sorted(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
        features = np.array(self.features, dtype=np.int32)
        order = np.argsort(features, kind="stable")
        numbers = np.array(self.numbers, dtype=np.int32)[order]
        return features[order], numbers, np.array(self.weights, dtype=np.float32)[order]


def _rarity(documents: NDArray[np.int64] | NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return the inverse document frequency (Robertson and Spärck Jones, as in BM25)."""
    rarity: NDArray[np.float64] = np.log(1 + (size - documents + 0.5) / (documents + 0.5))
    return rarity
