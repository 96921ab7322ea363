"""Samples as a sparse matrix: a phrase has some ninety of 8,192 features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.core.matching.features import BUCKETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.core.matching.features import Hashed

COMMON = 200  #: rows up to which pairs are quicker than a dense product
_BLOCK = 1 << 10  #: buckets made dense at a time


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
    def of(cls, samples: Sequence[Hashed]) -> Sparse:
        """Add up what samples say in each bucket, dampened and weighed by rarity."""
        size = len(samples)
        owners = np.repeat(np.arange(size), [len(sample.keys) for sample in samples])
        cells = np.concatenate([sample.keys for sample in samples]) * np.int64(size) + owners
        order = np.argsort(cells, kind="stable")
        cells = cells[order]
        starts = np.flatnonzero(np.diff(cells, prepend=-1))
        weights = np.concatenate([sample.weights for sample in samples])[order]
        buckets, rows = np.divmod(cells[starts], size)
        present = np.bincount(buckets, minlength=BUCKETS)
        rarity = (np.log((1 + size) / (1 + present)) + 1).astype(np.float32)
        values = np.sqrt(np.add.reduceat(weights, starts)) * rarity[buckets]
        length = np.sqrt(np.bincount(rows, values * values, size)).astype(np.float32)
        return cls(size, buckets, rows, values / length[rows], present, rarity)

    def kernel(self, most: int = COMMON) -> NDArray[np.float32]:
        """Return the products of all rows: buckets of up to *most* rows by pairs."""
        is_common = self.present > most
        common = self._dense(is_common)
        kernel: NDArray[np.float32] = common @ common.T
        cells = kernel.reshape(-1)
        begin = np.cumsum(self.present) - self.present
        for count in range(1, most + 1):
            at = begin[self.present == count][:, None] + np.arange(count)
            rows, values = self.rows[at], self.values[at]
            pairs = rows[:, :, None] * self.size + rows[:, None, :]
            np.add.at(cells, pairs.ravel(), (values[:, :, None] * values[:, None, :]).ravel())
        return kernel

    def weights(self, dual: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what each bucket weighs (in rows), of what each sample does."""
        weights = np.empty((BUCKETS, dual.shape[1]), dtype=np.float32)
        for start in range(0, BUCKETS, _BLOCK):
            chosen = np.zeros(BUCKETS, dtype=np.bool_)
            chosen[start : start + _BLOCK] = True
            weights[chosen] = self._dense(chosen).T @ dual
        return weights

    def _dense(self, chosen: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return the columns of the chosen buckets."""
        here = chosen[self.buckets]
        columns = (np.cumsum(chosen) - 1)[self.buckets[here]]
        dense = np.zeros((self.size, int(chosen.sum())), dtype=np.float32)
        dense[self.rows[here], columns] = self.values[here]
        return dense
