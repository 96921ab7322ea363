"""What is learnt of a phrase and what is heard in it are the same features."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.matching.concepts import Concepts
from bot.core.matching.features import buckets_of, hash_of, hashed, sample

CONCEPTS = Concepts({"khai": [(("khai", "sinh"), "birth")]})
WORDS = ("lam", "khai", "sinh", "cho", "con", "o", "da")


@pytest.mark.parametrize("words", [(), ("sinh",), WORDS])
@pytest.mark.parametrize("core", ["", "khai sinh"])
def test_a_sample_has_the_features_of_an_utterance(words: tuple[str, ...], core: str) -> None:
    weights = [1.0 - place / 10 for place in range(len(words))]
    heard = hashed(words, CONCEPTS.find(words), core, weights)
    learnt = sample(words, CONCEPTS.find(words), core, weights)

    assert np.array_equal(buckets_of(learnt.keys), heard.keys)
    assert np.array_equal(np.array(learnt.weights, np.float32), heard.weights)


def test_each_feature_is_hashed_by_its_name_and_knows_its_words() -> None:
    found = hashed(WORDS, CONCEPTS.find(WORDS), "khai sinh", [1.0] * len(WORDS))
    told = set(
        zip(*(column.tolist() for column in (found.keys, found.first, found.last)), strict=True)
    )
    names = [
        ("1lam", 0, 0),
        ("2khai sinh", 1, 2),
        ("5lam sinh", 0, 2),
        ("3birth", 1, 1),
        ("4khai sinh", 0, 6),
        (" la", 0, 0),
        ("sinh", 2, 2),
    ]

    expected = zip(
        buckets_of([hash_of(name) for name, _, _ in names]).tolist(), names, strict=True
    )
    assert {(bucket, first, last) for bucket, (_, first, last) in expected} <= told
    assert (
        len({len(column) for column in (found.keys, found.weights, found.first, found.last)}) == 1
    )
