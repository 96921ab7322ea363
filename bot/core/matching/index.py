"""The index: which entries own the words of an utterance (a BM25 kin; see ADR 7)."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

SATURATION = 0.5  #: how soon a repeated word stops counting more
OWNED = 0.3  #: share of a word's weight that depends on how much of it an entry owns
MOST_CANDIDATES = 48  #: documents returned
MOST_OF_STORY = 160  #: the same, of an utterance in several spans
MOST_DENSE = 8_000_000  #: cells, 32 MB
DENSE_FROM = 1 / 16  #: share of the documents from which a feature gets a whole row

Spans = Sequence[tuple[int, int]]
NOBODY: NDArray[np.intp] = np.zeros(0, np.intp)


@dataclass(slots=True)
class Index:
    """Postings of weighted features, feature after feature in three arrays.

    What many documents have is kept as rows of a matrix too; as long as that is small, everything.
    """

    size: int  #: documents
    names: dict[str, int]
    starts: NDArray[np.int32]  #: where the postings of each feature begin; one more at the end
    documents: NDArray[np.int32]
    values: NDArray[np.float32]
    rarities: NDArray[np.float32]
    rarest: float
    rows: NDArray[np.int32]  #: the row of each feature in the matrix, -1 for none
    dense: NDArray[np.float32]  #: rows x documents

    @classmethod
    def build(
        cls, documents: Iterable[Mapping[str, float]], most_dense: int = MOST_DENSE
    ) -> Index:
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
        rows = _rows(counts, gathered.size, most_dense)
        return cls(
            size=gathered.size,
            names=names,
            starts=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
            documents=numbers,
            values=values.astype(np.float32),
            rarities=rarities.astype(np.float32),
            rarest=float(_rarity(np.ones(1), gathered.size)[0]),
            rows=rows,
            dense=_dense(rows, gathered.size, features, numbers, values),
        )

    def __contains__(self, name: str) -> bool:
        """Whether any document has the feature."""
        return name in self.names

    def rarity(self, name: str) -> float:
        """Return the rarity of a feature; that of the rarest for one nobody has."""
        number = self.names.get(name)
        return self.rarest if number is None else float(self.rarities[number])

    def search(
        self,
        said: Iterable[tuple[int, str, float]],
        spans: Spans,
        also: NDArray[np.intp] = NOBODY,
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return the documents that fit best, and the score of each in each span of words.

        *said*: place, name and weight of features; the last of the *spans* is the whole.
        *also*: documents that are scored whatever they fit.
        """
        numbered = [(place, self.names.get(name), weight) for place, name, weight in said]
        known = [(place, n, weight) for place, n, weight in numbered if n is not None]
        if not known or not self.size:
            return np.zeros(0, np.intp), np.zeros((len(spans), 0), np.float32)
        is_short = len(spans) == 1
        features, heavy = _whole(known) if is_short else _parted(known, spans)
        scores = self._scores(features, heavy[-1])
        most = MOST_CANDIDATES if is_short else MOST_OF_STORY
        is_best = np.zeros(self.size, np.bool_)
        is_best[np.argpartition(-scores, min(most, self.size - 1))[:most]] = True
        is_best[also] = True
        best = np.flatnonzero(is_best)
        return best, scores[None, best] if is_short else heavy @ self._values(features, best)

    def _scores(
        self, features: NDArray[np.intp], weights: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Return what all documents score."""
        rows = self.rows[features]
        has_row = rows >= 0
        scores: NDArray[np.float32] = weights[has_row] @ self.dense[rows[has_row]]
        if not has_row.all():
            which, places = self._postings(features[~has_row])
            sums = self.values[places] * weights[~has_row][which]
            scores += np.bincount(self.documents[places], sums, self.size)
        return scores

    def _values(
        self, features: NDArray[np.intp], documents: NDArray[np.intp]
    ) -> NDArray[np.float32]:
        """Return what each feature adds to each document."""
        rows = self.rows[features]
        has_row = rows >= 0
        values = np.zeros((len(features), len(documents)), dtype=np.float32)
        values[has_row] = self.dense[rows[has_row][:, None], documents]
        which, places = self._postings(features[~has_row])
        if len(places):
            column = np.full(self.size, -1)
            column[documents] = np.arange(len(documents))
            there = column[self.documents[places]]
            wanted = there >= 0
            rare = np.flatnonzero(~has_row)[which[wanted]]
            values[rare, there[wanted]] = self.values[places[wanted]]
        return values

    def _postings(self, features: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the places of all postings of some features, and whose each is."""
        begins = self.starts[features].astype(np.intp)
        counts = self.starts[features + 1] - begins
        which = np.repeat(np.arange(len(features)), counts)
        shift = np.cumsum(counts) - counts
        return which, np.arange(len(which)) + (begins - shift)[which]

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


def _whole(
    known: Sequence[tuple[int, int, float]],
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return the features, and the most that each weighs, as one row."""
    most: dict[int, float] = {}
    for _, number, weight in known:
        if weight > most.get(number, 0.0):
            most[number] = weight
    features = sorted(most)
    row = np.array([[most[feature] for feature in features]], np.float32)
    return np.array(features, np.intp), row


def _parted(
    known: Sequence[tuple[int, int, float]], spans: Spans
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return the features, and the most that each weighs in each span."""
    places, numbers, weights = (np.array(column) for column in zip(*known, strict=True))
    features, which = np.unique(numbers, return_inverse=True)
    heavy = np.zeros((len(spans), len(features)), dtype=np.float32)
    for row, (start, end) in zip(heavy, spans, strict=True):
        inside = (places >= start) & (places < end)
        np.maximum.at(row, which[inside], weights[inside].astype(np.float32))
    return features, heavy


def _rows(counts: NDArray[np.int64], size: int, most_dense: int) -> NDArray[np.int32]:
    """Number the features that get a row of the matrix: all of them while it is small."""
    gets_row = counts > (0 if len(counts) * size <= most_dense else DENSE_FROM * size)
    rows = np.where(gets_row, np.cumsum(gets_row) - 1, -1)
    return rows.astype(np.int32)


def _dense(
    rows: NDArray[np.int32],
    size: int,
    features: NDArray[np.int32],
    numbers: NDArray[np.int32],
    values: NDArray[np.floating],
) -> NDArray[np.float32]:
    """Return the matrix of the features with a row, of postings given by three arrays."""
    dense = np.zeros((int(rows.max(initial=-1)) + 1, size), dtype=np.float32)
    many = rows[features] >= 0
    dense[rows[features[many]], numbers[many]] = values[many]
    return dense


def _rarity(documents: NDArray[np.int64] | NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return the inverse document frequency (Robertson and Spärck Jones, as in BM25)."""
    rarity: NDArray[np.float64] = np.log(1 + (size - documents + 0.5) / (documents + 0.5))
    return rarity
