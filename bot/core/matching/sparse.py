"""Samples as a sparse matrix: a phrase has some ninety of 8,192 features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bot.core.matching.features import BUCKETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.core.matching.features import Hashed, Sample

COMMON = 256  #: buckets that most rows have something in
TILE = 16  #: rows looked at together; those of one entry share many buckets


class Samples(NamedTuple):
    """Hashed features of samples, one sample after the other."""

    keys: NDArray[np.int32]
    weights: NDArray[np.float32]
    sizes: NDArray[np.int32]  #: features of each sample

    @classmethod
    def of(cls, samples: Sequence[Sample | Hashed]) -> Samples:
        """Put samples in a row."""
        return cls(
            np.concatenate([sample.keys for sample in samples]),
            np.concatenate([sample.weights for sample in samples]),
            np.array([len(sample.keys) for sample in samples], np.int32),
        )


@dataclass(frozen=True, slots=True)
class Sparse:
    """Rows of length 1: the values that are not zero, bucket by bucket."""

    size: int  #: rows
    buckets: NDArray[np.int64]
    rows: NDArray[np.int64]
    values: NDArray[np.float32]
    present: NDArray[np.int64]  #: rows of each bucket
    rarity: NDArray[np.float32]  #: of each bucket

    @classmethod
    def of(cls, samples: Samples) -> Sparse:
        """Add up what samples say in each bucket, dampened and weighed by rarity."""
        size = len(samples.sizes)
        cells = samples.keys * np.int64(size) + np.repeat(np.arange(size), samples.sizes)
        order = np.argsort(cells, kind="stable")
        cells = cells[order]
        starts = np.flatnonzero(np.diff(cells, prepend=-1))
        weights = samples.weights[order]
        buckets, rows = np.divmod(cells[starts], size)
        present = np.bincount(buckets, minlength=BUCKETS)
        rarity = (np.log((1 + size) / (1 + present)) + 1).astype(np.float32)
        values = np.sqrt(np.add.reduceat(weights, starts)) * rarity[buckets]
        length = np.sqrt(np.bincount(rows, values * values, size)).astype(np.float32)
        return cls(size, buckets, rows, values / length[rows], present, rarity)

    def likeness(self) -> float:
        """Return the second eigenvalue of the products of all rows, by the power method.

        It is looked for across the mean: the first one belongs to what all rows share.
        """
        vector = np.resize(np.array([1.0, -1, 2, -2, 1]), self.size)
        size = 1.0
        for _ in range(10):
            vector -= vector.mean()
            sums = np.bincount(self.buckets, self.values * vector[self.rows], BUCKETS)
            vector = 1.0 * np.bincount(self.rows, self.values * sums[self.buckets], self.size)
            vector -= vector.mean()
            size = float(np.linalg.norm(vector)) or 1.0
            vector /= size
        return size


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
        column = place[matrix.buckets]
        inside = column >= 0
        values = np.zeros((matrix.size, common), dtype=np.float32)
        values[matrix.rows[inside], column[inside]] = matrix.values[inside]
        rest = matrix.rows[~inside], matrix.buckets[~inside], matrix.values[~inside]
        return cls(matrix.size, most, values, _cut(*rest, matrix.size))

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
    rows: NDArray[np.int64], buckets: NDArray[np.int64], values: NDArray[np.float32], size: int
) -> list[_Tile]:
    """Cut what is left between rows; each piece is dense in the buckets it has."""
    order = np.argsort(rows, kind="stable")
    rows, buckets, values = rows[order], buckets[order], values[order]
    begins = range(0, size, TILE)
    ends = np.searchsorted(rows, [*begins[1:], size])
    tiles, start = [], 0
    for begin, end in zip(begins, ends.tolist(), strict=True):
        mine = slice(start, end)
        height = min(TILE, size - begin)
        present, column = np.unique(buckets[mine], return_inverse=True)
        dense = np.zeros((height, len(present)), dtype=np.float32)
        dense[rows[mine] - begin, column] = values[mine]
        tiles.append(_Tile(slice(begin, begin + height), present, dense))
        start = end
    return tiles
