"""What was learnt is kept, and damage to it costs nothing but time."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.core.matching.classifier import Classifier
from bot.core.matching.features import Sample, hash_of
from bot.core.matching.sparse import Samples
from bot.services.weights import KEPT, WeightFiles

SAMPLES = ("ab", "ac", "de", "df")


def learn(memory: WeightFiles, factor: float = 1.0) -> Classifier:
    samples = [Sample(list(map(hash_of, one)), [factor] * len(one)) for one in SAMPLES]
    return Classifier.train(Samples.of(samples), [0, 0, 1, 1], 2, memory)


def test_the_same_samples_are_learnt_once(tmp_path: Path) -> None:
    memory = WeightFiles(tmp_path / "new")
    first = learn(memory)
    files = list((tmp_path / "new").iterdir())
    again = learn(memory)

    assert len(files) == 1
    assert list((tmp_path / "new").iterdir()) == files
    assert np.array_equal(first.weights, again.weights)
    learn(memory, factor=2.0)
    assert len(list((tmp_path / "new").iterdir())) == 2


def test_a_damaged_file_is_learnt_anew(tmp_path: Path) -> None:
    memory = WeightFiles(tmp_path)
    first = learn(memory)
    file = next(tmp_path.iterdir())
    for damage in (b"", b"PK\x03\x04 no archive", file.read_bytes()[:-100]):
        file.write_bytes(damage)
        assert np.array_equal(learn(memory).weights, first.weights)


def test_old_files_go_and_a_folder_that_cannot_be_is_no_fault(tmp_path: Path) -> None:
    memory = WeightFiles(tmp_path / "cache")
    for number in range(KEPT + 5):
        learn(memory, factor=1.0 + number)
    assert len(list((tmp_path / "cache").iterdir())) == KEPT

    (tmp_path / "file").write_text("", encoding="utf-8")
    assert learn(WeightFiles(tmp_path / "file" / "below")).weights.shape[1] == 2
