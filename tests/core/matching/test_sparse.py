"""The sparse matrix against the same sums done the plain way."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.matching.features import BUCKETS, Hashed
from bot.core.matching.sparse import Sparse


def samples(number: int = 40) -> list[Hashed]:
    """Some words that all share, some that few do, one said twice, and one sample of nothing."""
    said = [["all", "all", f"tenth {i % 10}", f"third {i % 3}", f"own {i}"] for i in range(number)]
    return [
        *(Hashed.of((word, 0.5 + place, 0, 0) for place, word in enumerate(row)) for row in said),
        Hashed.of([]),
    ]


def dense(read: list[Hashed]) -> np.ndarray:
    counts = np.zeros((len(read), BUCKETS))
    for row, sample in zip(counts, read, strict=True):
        np.add.at(row, sample.keys, sample.weights)
    rarity = np.log((1 + len(read)) / (1 + (counts > 0).sum(axis=0))) + 1
    values = np.sqrt(counts) * rarity
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    scaled: np.ndarray = values / np.where(lengths, lengths, 1)
    return scaled


@pytest.mark.parametrize("most", [0, 2, 5, 100])
def test_products_are_the_same_by_pairs_and_dense(most: int) -> None:
    read = samples()
    plain = dense(read)
    np.testing.assert_allclose(Sparse.of(read).kernel(most), plain @ plain.T, atol=1e-5)


def test_weights_are_what_the_samples_say_of_each_bucket() -> None:
    read = samples()
    dual = np.random.default_rng(7).normal(size=(len(read), 3)).astype(np.float32)
    np.testing.assert_allclose(Sparse.of(read).weights(dual), dense(read).T @ dual, atol=1e-5)
