"""Samples as a sparse matrix: a phrase has some ninety of 8,192 features."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from bot.core.matching.features import BUCKETS, buckets_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from bot.core.matching.features import Sample

_Float = TypeVar("_Float", np.float32, np.float64)
COMMON = 256  #: buckets that most rows have something in
TILE = 12  #: rows looked at together; those of one entry share many buckets


class Samples(NamedTuple):
    """Hashed features of samples, one sample after the other."""

    keys: NDArray[np.int32]
    weights: NDArray[np.float32]
    sizes: NDArray[np.int32]  #: features of each sample

    @classmethod
    def of(cls, samples: Iterable[Sample]) -> Samples:
        """Put samples in a row."""
        keys: list[int] = []
        weights: list[float] = []
        sizes: list[int] = []
        for sample in samples:
            keys += sample.keys
            weights += sample.weights
            sizes.append(len(sample.keys))
        return cls(buckets_of(keys), np.array(array("f", weights)), np.array(sizes, np.int32))

    @classmethod
    def joined(cls, many: Sequence[Samples]) -> Samples:
        """Put rows of samples in one row."""
        return cls(*map(np.concatenate, zip(*many, strict=True)))


@dataclass(frozen=True, slots=True)
class Sparse:
    """Rows of length 1: the values that are not zero, row by row."""

    starts: NDArray[np.int64]  #: where each row begins; one more at the end
    buckets: NDArray[np.intp]
    values: NDArray[np.float32]
    present: NDArray[np.int64]  #: rows of each bucket
    rarity: NDArray[np.float32]  #: of each bucket

    @classmethod
    def of(cls, samples: Samples) -> Sparse:
        """Add up what samples say in each bucket, dampened and weighed by rarity."""
        size = len(samples.sizes)
        begins = np.arange(size + 1) * BUCKETS
        begins = begins.astype(np.min_scalar_type(begins[-1]))  # smaller numbers sort faster
        cells = np.repeat(begins[:-1], samples.sizes)
        cells += samples.keys.astype(begins.dtype)
        order = np.argsort(cells)
        cells = cells[order]
        firsts = np.append(0, np.flatnonzero(cells[1:] != cells[:-1]) + 1)[: len(cells)]
        sums = np.add.reduceat(samples.weights[order], firsts)
        cells = cells[firsts]
        starts = np.searchsorted(cells, begins)
        buckets = (cells % BUCKETS).astype(np.intp)
        present = np.bincount(buckets, minlength=BUCKETS)
        rarity = (np.log((1 + size) / (1 + present)) + 1).astype(np.float32)
        values: NDArray[np.float32] = np.sqrt(sums) * rarity[buckets]
        length: NDArray[np.float32] = np.sqrt(_row_sums(values * values, starts))
        values /= np.repeat(length, np.diff(starts))
        return cls(starts, buckets, values, present, rarity)

    @property
    def size(self) -> int:
        """Return how many rows there are."""
        return len(self.starts) - 1

    @property
    def rows(self) -> NDArray[np.intp]:
        """Return the row of each value."""
        return np.repeat(np.arange(self.size), np.diff(self.starts))

    def class_sums(
        self, weights: NDArray[np.float32], labels: NDArray[np.int32], classes: int
    ) -> NDArray[np.float32]:
        """Return what the rows of each class, each with its weight, add up to in each bucket."""
        sizes = np.diff(self.starts)
        cells = self.buckets * classes + np.repeat(labels, sizes)
        sums = np.bincount(cells, self.values * np.repeat(weights, sizes), BUCKETS * classes)
        return sums.astype(np.float32).reshape(BUCKETS, classes)

    def likeness(self) -> float:
        """Return the second eigenvalue of the products of all rows, by the power method.

        It is looked for across the mean: the first one belongs to what all rows share.
        """
        vector = np.resize(np.array([1.0, -1, 2, -2, 1]), self.size)
        rows, size = self.rows, 1.0
        work = np.empty(len(rows))  # to ask for a new array takes longer than to fill it
        for _ in range(10):
            vector -= vector.mean()
            np.take(vector, rows, out=work, mode="clip")
            work *= self.values
            sums = np.bincount(self.buckets, work, BUCKETS)
            np.take(sums, self.buckets, out=work, mode="clip")
            work *= self.values
            vector = _row_sums(work, self.starts)
            vector -= vector.mean()
            size = float(np.linalg.norm(vector)) or 1.0
            vector /= size
        return size


def _row_sums(values: NDArray[_Float], starts: NDArray[np.int64]) -> NDArray[_Float]:
    """Add up what stands in each row; 0 in one without anything."""
    filled = np.flatnonzero(starts[1:] > starts[:-1])
    sums = np.zeros(len(starts) - 1, values.dtype)
    sums[filled] = np.add.reduceat(values, starts[filled])
    return sums


class _Tile(NamedTuple):
    """Some rows, and the buckets they have something in."""

    rows: slice
    buckets: NDArray[np.int64]
    values: NDArray[np.float32]  #: rows x buckets


@dataclass(frozen=True, slots=True)
class Tiles:
    """A sparse matrix to multiply with: what is common in one piece, the rest in small ones.

    Products of thousands of rows with each other would be 30 times the work, and 130 MB.
    """

    size: int  #: rows
    common: NDArray[np.int64]  #: buckets
    values: NDArray[np.float32]  #: rows x common buckets
    tiles: Sequence[_Tile]

    @classmethod
    def of(cls, matrix: Sparse, common: int = COMMON) -> Tiles:
        """Cut a matrix."""
        most = np.argsort(-matrix.present, kind="stable")[:common]
        place = np.full(BUCKETS, -1)
        place[most] = np.arange(common)
        column, rows = place[matrix.buckets], matrix.rows
        inside, rest = np.flatnonzero(column >= 0), np.flatnonzero(column < 0)
        values = np.zeros((matrix.size, common), dtype=np.float32)
        values[rows[inside], column[inside]] = matrix.values[inside]
        left = rows[rest], matrix.buckets[rest], matrix.values[rest]
        return cls(matrix.size, most, values, [*_cut(*left, matrix.size)])

    def scores(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what *weights*, buckets x classes, make of each row."""
        scores: NDArray[np.float32] = self.values @ weights[self.common]
        for rows, buckets, values in self.tiles:
            scores[rows] += values @ weights.take(buckets, axis=0)
        return scores

    def sums(self, errors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what *errors*, rows x classes, add up to in each bucket."""
        sums = np.zeros((BUCKETS, errors.shape[1]), dtype=np.float32)
        sums[self.common] = self.values.T @ errors
        for rows, buckets, values in self.tiles:
            added = values.T @ errors[rows]
            added += sums.take(buckets, axis=0)
            sums[buckets] = added
        return sums


def _cut(
    rows: NDArray[np.intp], buckets: NDArray[np.intp], values: NDArray[np.float32], size: int
) -> Iterator[_Tile]:
    """Cut what is left between rows; each piece is dense in the buckets it has."""
    begins = range(0, size, TILE)
    cells, column = np.unique(rows // TILE * BUCKETS + buckets, return_inverse=True)
    firsts = np.searchsorted(cells, np.arange(len(begins) + 1) * BUCKETS).tolist()
    starts = np.searchsorted(rows, [*begins, size]).tolist()
    for begin, (first, last), (start, end) in zip(
        begins, pairwise(firsts), pairwise(starts), strict=True
    ):
        height = min(TILE, size - begin)
        dense = np.zeros((height, last - first), dtype=np.float32)
        dense[rows[start:end] - begin, column[start:end] - first] = values[start:end]
        yield _Tile(slice(begin, begin + height), cells[first:last] % BUCKETS, dense)
