"""A linear classifier trained on the knowledge base's own phrases whenever it is loaded.

Multinomial logistic regression on hashed, length-normalised TF-IDF, in its dual form: 5,800
phrases make a 5,800 x 5,800 kernel, and ten steps of Nesterov's accelerated gradient on it, some
1.3 seconds, do. Stopping there is part of the regularisation.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from threadpoolctl import threadpool_limits

from bot.core.matching.features import BUCKETS
from bot.core.matching.sparse import Sparse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bot.core.matching.features import Hashed

DECAY = 0.02  #: ridge
ROUNDS = 10
STEP = 24.0  #: of one step, over the second eigenvalue
MOST_STEP = 0.5  #: where there is little to learn
MANY = 4000  #: samples from which more than one core gains anything, if they may be used


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
        samples: Sequence[Hashed],
        labels: Sequence[int],
        classes: int,
        memory: Memory | None = None,
    ) -> Classifier:
        """Fit one regression over all classes, or remember what the same samples have taught."""
        key = _digest(samples, labels, classes) if memory else ""
        known = memory.load(key) if memory else None
        if known is not None:
            return cls(known["rarity"], known["weights"])
        trained = cls._fit(samples, labels, classes)
        if memory:
            memory.save(key, {"rarity": trained.rarity, "weights": trained.weights})
        return trained

    @classmethod
    def _fit(cls, samples: Sequence[Hashed], labels: Sequence[int], classes: int) -> Classifier:
        matrix = Sparse.of(samples)
        with threadpool_limits(None if len(samples) >= MANY else 1):
            dual = _descend(matrix.kernel(), np.array(labels), classes)
            return cls(matrix.rarity, matrix.weights(dual))

    def score(self, said: Hashed, spans: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        """Return the chance of each class for each span of words; 0 where nothing is known."""
        keys = np.flatnonzero(np.bincount(said.keys, minlength=BUCKETS))
        place_of = np.empty(BUCKETS, dtype=np.int32)
        place_of[keys] = np.arange(len(keys))
        places = place_of[said.keys]
        counts = np.zeros((len(spans), len(keys)), dtype=np.float32)
        for row, (start, end) in enumerate(spans):
            inside = (said.first >= start) & (said.last < end)
            counts[row] = np.bincount(places[inside], said.weights[inside], len(keys))
        scores = _scaled(counts, self.rarity[keys]) @ self.weights[keys]
        chances: NDArray[np.float32] = _chances(scores)
        chances[counts.sum(axis=1) == 0] = 0.0
        return chances


def _scaled(counts: NDArray[np.float32], rarity: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return counts as rows of length 1, dampened and weighed by rarity."""
    values: NDArray[np.float32] = np.sqrt(counts, out=counts)
    values *= rarity
    length = np.sqrt(np.einsum("ij,ij->i", values, values))[:, None]
    values /= np.where(length, length, 1)
    return values


def _chances(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    chances: NDArray[np.float32] = np.exp(scores - scores.max(axis=1, keepdims=True, initial=0.0))
    chances /= chances.sum(axis=1, keepdims=True)
    return chances


def _descend(
    kernel: NDArray[np.float32], labels: NDArray[np.intp], classes: int
) -> NDArray[np.float32]:
    """Return the dual weights: samples of small classes count a little more."""
    counts = np.bincount(labels, minlength=classes).astype(np.float32)
    counted = np.sqrt(counts.mean() / counts[labels])[:, None]
    step = np.float32(min(MOST_STEP, STEP / _second(kernel)))
    dual = np.zeros((len(labels), classes), dtype=np.float32)
    ahead, speed = dual, 1.0
    for turn in range(ROUNDS):
        error = _chances(kernel @ ahead if turn else dual.copy())  # nothing is learnt before
        error[np.arange(len(labels)), labels] -= 1
        last, dual = dual, ahead - step * (error * counted + DECAY * ahead)
        faster = (1 + np.sqrt(1 + 4 * speed * speed)) / 2
        ahead = dual + np.float32((speed - 1) / faster) * (dual - last)
        speed = faster
    return dual


def _second(kernel: NDArray[np.float32]) -> float:
    """Return the second eigenvalue, by the power method across the mean.

    The first one belongs to what all phrases share; it tells no classes apart.
    """
    vector = np.resize(np.array([1, -1, 2, -2, 1], dtype=np.float32), len(kernel))
    size = 1.0
    for _ in range(10):
        vector = kernel @ (vector - vector.mean())
        vector -= vector.mean()
        size = float(np.linalg.norm(vector)) or 1.0
        vector /= size
    return size


def _digest(samples: Sequence[Hashed], labels: Sequence[int], classes: int) -> str:
    """Return a fingerprint of everything the weights depend on."""
    digest = hashlib.sha256(f"logistic {DECAY} {ROUNDS} {STEP} {BUCKETS} {classes}".encode())
    digest.update(np.array(labels, dtype=np.int32).tobytes())
    for sample in samples:
        digest.update(sample.keys.tobytes())
        digest.update(sample.weights.tobytes())
    return digest.hexdigest()[:32]
