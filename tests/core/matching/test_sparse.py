"""The sparse matrix against the same sums done the plain way."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.matching.classifier import DECAY, MOST_STEP, ROUNDS, STEP, Classifier
from bot.core.matching.features import BUCKETS, Sample, buckets_of, hash_of
from bot.core.matching.sparse import Samples, Sparse, Tiles


def sample_of(row: list[str], weights: list[float]) -> Sample:
    return Sample([hash_of(word) for word in row], weights)


def samples(number: int = 40) -> list[Sample]:
    """Some words that all share, some that few do, one said twice, and one sample of nothing."""
    said = [["all", "all", f"tenth {i % 10}", f"third {i % 3}", f"own {i}"] for i in range(number)]
    return [
        *(sample_of(row, [0.5 + place for place in range(len(row))]) for row in said),
        Sample([], []),
    ]


def dense(read: list[Sample]) -> np.ndarray:
    counts = np.zeros((len(read), BUCKETS))
    for row, sample in zip(counts, read, strict=True):
        np.add.at(row, buckets_of(sample.keys), sample.weights)
    rarity = np.log((1 + len(read)) / (1 + (counts > 0).sum(axis=0))) + 1
    values = np.sqrt(counts) * rarity
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    scaled: np.ndarray = values / np.where(lengths, lengths, 1)
    return scaled


def numbers(*shape: int) -> np.ndarray:
    return np.random.default_rng(7).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize("common", [0, 2, 20, BUCKETS])
def test_tiles_multiply_as_the_plain_matrix_does(common: int) -> None:
    read = samples()
    plain, tiles = dense(read), Tiles.of(Sparse.of(Samples.of(read)), common)
    weights, errors = numbers(BUCKETS, 3), numbers(len(read), 3)

    np.testing.assert_allclose(tiles.scores(weights), plain @ weights, atol=1e-5)
    np.testing.assert_allclose(tiles.sums(errors), plain.T @ errors, atol=1e-5)


def test_likeness_is_the_second_eigenvalue_of_all_products() -> None:
    """Twenty rows are alike, ten others among themselves, and all share something."""
    rows = [["all", *["many"] * 9], *[["all", *["few"] * 9]]]
    read = [sample_of(rows[i % 3 > 1], [1.0] * 10) for i in range(30)]
    plain = dense(read)
    centred = plain - plain.mean(axis=0)
    highest = np.linalg.eigvalsh(centred @ centred.T)[-1]

    assert Sparse.of(Samples.of(read)).likeness() == pytest.approx(highest, rel=1e-4)


def learnt_by_pairs(plain: np.ndarray, labels: np.ndarray, step: float) -> np.ndarray:
    """Descend in the dual form, on the products of all rows."""
    classes = labels.max() + 1
    counts = np.bincount(labels)
    counted = np.sqrt(counts.mean() / counts[labels])[:, None]
    dual = ahead = np.zeros((len(plain), classes))
    speed = 1.0
    for _ in range(ROUNDS):
        powers = np.exp(plain @ plain.T @ ahead)
        error = powers / powers.sum(axis=1, keepdims=True) - np.eye(classes)[labels]
        last, dual = dual, ahead - step * (error * counted + DECAY * ahead)
        faster = (1 + np.sqrt(1 + 4 * speed * speed)) / 2
        ahead, speed = dual + (speed - 1) / faster * (dual - last), faster
    return plain.T @ dual


def test_what_is_learnt_is_what_the_dual_form_learns() -> None:
    read = samples()
    labels = np.arange(len(read)) % 3
    step = min(MOST_STEP, STEP / Sparse.of(Samples.of(read)).likeness())
    learnt = Classifier.train(Samples.of(read), labels.tolist(), 3)

    np.testing.assert_allclose(
        learnt.weights, learnt_by_pairs(dense(read), labels, step), atol=1e-4
    )
