"""A linear classifier trained on the knowledge base's own phrases whenever it is loaded.

Multinomial logistic regression on hashed, length-normalised TF-IDF: ten steps of Nesterov's
accelerated gradient, 0.4 s for 6,500 phrases. Stopping there is part of the regularisation. The
way is that of the dual form (a ridge on what each sample does), but what is kept of it are the
weights of the buckets: samples are sparse, their products are not.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from threadpoolctl import threadpool_limits

from bot.core.matching.features import BUCKETS
from bot.core.matching.sparse import Sparse, Tiles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bot.core.matching.features import Hashed
    from bot.core.matching.sparse import Samples

DECAY = 0.02  #: ridge
ROUNDS = 10
STEP = 24.0  #: of one step, over the second eigenvalue
MOST_STEP = 0.5  #: where there is little to learn


@dataclass(frozen=True, slots=True)
class Exercise:
    """All that a classifier learns from: the same exercise teaches the same weights."""

    samples: Samples
    labels: NDArray[np.int32]  #: the class of each sample
    classes: int

    @property
    def key(self) -> str:
        """Return a fingerprint of everything the weights depend on."""
        told = f"logistic {DECAY} {ROUNDS} {STEP} {BUCKETS} {self.classes}"
        digest = hashlib.sha256(told.encode())
        for array in (self.labels, *self.samples):
            digest.update(array.tobytes())
        return digest.hexdigest()[:32]

    def solve(self) -> Classifier:
        """Fit one regression over all classes."""
        matrix = Sparse.of(self.samples)
        step = min(MOST_STEP, STEP / matrix.likeness())
        with threadpool_limits(1):  # small products: a second core would only wait for the first
            weights = _descend(matrix, self.labels, self.classes, step)
        return Classifier(matrix.rarity, weights)


class Memory(Protocol):
    """Learns, and keeps what was learnt under the key of the exercise."""

    def load(self, key: str) -> Mapping[str, NDArray[np.float32]] | None:
        """Return the arrays kept under a key; None when there are none, or they are damaged."""
        ...

    def save(self, key: str, arrays: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep arrays, if that can be done."""
        ...

    def learn(self, exercise: Exercise) -> Classifier:
        """Learn what is not known."""
        ...


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights of each class for each bucket."""

    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]  #: buckets x classes

    @classmethod
    def train(
        cls,
        samples: Samples,
        labels: Sequence[int],
        classes: int,
        memory: Memory | None = None,
    ) -> Classifier:
        """Learn from samples, or remember what the same samples have taught."""
        exercise = Exercise(samples, np.array(labels, np.int32), classes)
        if memory is None:
            return exercise.solve()
        key = exercise.key
        known = memory.load(key)
        if known is not None:
            return cls(known["rarity"], known["weights"])
        learnt = memory.learn(exercise)
        memory.save(key, {"rarity": learnt.rarity, "weights": learnt.weights})
        return learnt

    def score(self, said: Hashed, spans: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        """Return the chance of each class for each span of words; 0 where nothing is known."""
        if not len(said.keys):
            return np.zeros((len(spans), self.weights.shape[1]), np.float32)
        order = np.argsort(said.keys)
        keys = said.keys[order]
        begins = np.concatenate(([0], np.flatnonzero(keys[1:] != keys[:-1]) + 1))
        keys = keys[begins]
        starts, ends = np.array(spans).T[:, :, None]
        inside = (said.first >= starts) & (said.last < ends)
        weights = np.where(inside, said.weights, np.float32(0))[:, order]
        counts = np.add.reduceat(weights, begins, axis=1)
        chances = _chances(_scaled(counts, self.rarity[keys]) @ self.weights[keys])
        chances[~inside.any(axis=1)] = 0.0
        return chances


def _scaled(counts: NDArray[np.float32], rarity: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return counts as rows of length 1, dampened and weighed by rarity."""
    values: NDArray[np.float32] = np.sqrt(counts, out=counts)
    values *= rarity
    length = np.sqrt(np.einsum("ij,ij->i", values, values))[:, None]
    values /= np.where(length, length, 1)
    return values


def _chances(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what exponents make of each row, in their place."""
    scores -= scores.max(axis=1, keepdims=True, initial=0.0)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores


def _descend(
    matrix: Sparse, labels: NDArray[np.int32], classes: int, step: float
) -> NDArray[np.float32]:
    """Return the weights: samples of small classes count a little more.

    The first step, from nothing, is made of the means of the classes.
    """
    counts = np.bincount(labels, minlength=classes).astype(np.float32)
    pull = step * np.sqrt(counts.mean() / counts[labels])
    weights = matrix.class_sums(pull, labels, classes)
    weights -= weights.mean(axis=1, keepdims=True)
    ahead, speed = weights.copy(), _faster(1.0)
    tiles = Tiles.of(matrix)
    for _ in range(ROUNDS - 1):  # in place: to ask for a new array takes longer than to fill it
        error = _chances(tiles.scores(ahead))
        error[np.arange(len(labels)), labels] -= 1
        error *= -pull[:, None]
        ahead *= 1 - step * DECAY
        ahead += tiles.sums(error)
        last, weights = weights, ahead
        ahead = np.subtract(weights, last, out=last)
        ahead *= (speed - 1) / _faster(speed)
        ahead += weights
        speed = _faster(speed)
    return weights


def _faster(speed: float) -> float:
    """Return the next of Nesterov's numbers."""
    return (1 + math.sqrt(1 + 4 * speed * speed)) / 2
