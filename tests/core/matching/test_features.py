"""What is learnt of a phrase and what is heard in it are the same features."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.matching.concepts import Concepts
from bot.core.matching.features import hashed, sample

CONCEPTS = Concepts({"khai": [(("khai", "sinh"), "birth")]})


@pytest.mark.parametrize(
    "words", [(), ("sinh",), ("lam", "khai", "sinh", "cho", "con", "o", "da")]
)
@pytest.mark.parametrize("core", ["", "khai sinh"])
def test_a_sample_has_the_features_of_an_utterance(words: tuple[str, ...], core: str) -> None:
    weights = [1.0 - place / 10 for place in range(len(words))]
    heard = hashed(words, CONCEPTS, core, weights)
    learnt = sample(words, CONCEPTS, core, weights)

    assert np.array_equal(learnt.keys, heard.keys)
    assert np.array_equal(learnt.weights, heard.weights)
