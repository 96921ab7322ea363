"""A linear classifier trained on the knowledge base's own phrases whenever it is loaded.

Ridge regression on hashed, length-normalised TF-IDF, solved in its dual form: 2,000 phrases need
a 2,000 x 2,000 system, half a second. (Least-squares classification: Rifkin and Klautau, 2004.)
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from threadpoolctl import threadpool_limits

from bot.core.matching.features import BUCKETS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

RIDGE = 0.6
COMMON = 30  #: samples from which a bucket is worth a dense product


class Memory(Protocol):
    """Keeps what was learnt, by a digest of what it was learnt from."""

    def load(self, key: str) -> Mapping[str, NDArray[np.float32]] | None:
        """Return the arrays kept under a key; None when there are none, or they are damaged."""
        ...

    def save(self, key: str, arrays: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep arrays, if that can be done."""
        ...


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights of each class for each bucket."""

    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]  #: buckets x classes

    @classmethod
    def train(
        cls,
        samples: Sequence[Mapping[int, float]],
        labels: Sequence[int],
        classes: int,
        memory: Memory | None = None,
    ) -> Classifier:
        """Fit one regression for each class, or remember what the same samples have taught."""
        key = _digest(samples, labels, classes) if memory else ""
        known = memory.load(key) if memory else None
        if known is not None:
            return cls(known["rarity"], known["weights"])
        trained = cls._fit(samples, labels, classes)
        if memory:
            memory.save(key, {"rarity": trained.rarity, "weights": trained.weights})
        return trained

    @classmethod
    def _fit(
        cls, samples: Sequence[Mapping[int, float]], labels: Sequence[int], classes: int
    ) -> Classifier:
        present = np.zeros(BUCKETS, dtype=np.float32)
        for sample in samples:
            present[list(sample)] += 1
        rarity = np.log((1 + len(samples)) / (1 + present)).astype(np.float32) + 1
        matrix = np.zeros((len(samples), BUCKETS), dtype=np.float32)
        for row, sample in enumerate(samples):
            keys, values = _vector(sample, rarity)
            matrix[row, keys] = values
        targets = np.full((len(samples), classes), -1.0 / classes, dtype=np.float32)
        targets[np.arange(len(labels)), labels] = 1.0
        counts = np.bincount(labels, minlength=classes).astype(np.float32)
        kernel = _kernel(matrix, present)
        ridge = RIDGE * (counts[labels] / counts.mean()) ** 0.5
        kernel[np.diag_indices_from(kernel)] += ridge
        # More threads would only fight with the event loop for two cores; they gain nothing here.
        with threadpool_limits(1):
            dual = np.linalg.solve(kernel, targets)
        return cls(rarity, np.ascontiguousarray(matrix.T @ dual))

    def score(self, sample: Mapping[int, float]) -> NDArray[np.float32]:
        """Return the score of each class, about 1 for a sure one and 0 for the others."""
        if not sample:
            return np.zeros(self.weights.shape[1], dtype=np.float32)
        keys, values = _vector(sample, self.rarity)
        scores: NDArray[np.float32] = values @ self.weights[keys]
        return scores


def _digest(samples: Sequence[Mapping[int, float]], labels: Sequence[int], classes: int) -> str:
    """Return a fingerprint of everything the weights depend on."""
    digest = hashlib.sha256(f"{RIDGE} {COMMON} {BUCKETS} {classes}".encode())
    digest.update(np.array(labels, dtype=np.int32).tobytes())
    for sample in samples:
        digest.update(np.fromiter(sample.keys(), np.int32, len(sample)).tobytes())
        digest.update(np.fromiter(sample.values(), np.float32, len(sample)).tobytes())
    return digest.hexdigest()[:32]


def _kernel(matrix: NDArray[np.float32], present: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the products of all rows: dense for common buckets, one by one for rare ones."""
    common = matrix[:, present > COMMON]
    with threadpool_limits(1):
        kernel: NDArray[np.float32] = common @ common.T
    for bucket in np.flatnonzero((present > 0) & (present <= COMMON)):
        rows = np.flatnonzero(matrix[:, bucket])
        values = matrix[rows, bucket]
        kernel[np.ix_(rows, rows)] += np.outer(values, values)
    return kernel


def _vector(
    sample: Mapping[int, float], rarity: NDArray[np.float32]
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    keys = np.fromiter(sample.keys(), dtype=np.intp, count=len(sample))
    counts = np.fromiter(sample.values(), dtype=np.float32, count=len(sample))
    values = np.sqrt(counts) * rarity[keys]
    length = math.sqrt(float(values @ values)) or 1.0
    return keys, values / np.float32(length)
