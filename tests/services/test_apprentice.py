"""Another process learns; whatever becomes of it, the same is learnt and nothing is left over."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from bot.core.matching.classifier import Classifier
from bot.core.matching.features import Sample, hash_of
from bot.core.matching.sparse import Samples
from bot.services.apprentice import Apprentice
from bot.services.weights import WeightFiles

SAMPLES = Samples.of(
    Sample(list(map(hash_of, one)), [1.0, 1.0]) for one in ("ab", "ac", "de", "df", "dg")
)
LABELS = [0, 0, 1, 1, 1]


def python(code: str, note: Path | None = None) -> tuple[str, ...]:
    """Return a command that notes its process id and does something else than to learn."""
    noting = f"import os; open({str(note)!r}, 'w').write(str(os.getpid())); " if note else ""
    return sys.executable, "-c", noting + code


def learnt_by(apprentice: Apprentice) -> Classifier:
    return Classifier.train(SAMPLES, LABELS, 2, apprentice)


def learnt_here() -> Classifier:
    return Classifier.train(SAMPLES, LABELS, 2)


def is_gone(note: Path) -> bool:
    """Whether the process that wrote a note has ended and was waited for: no zombie is left."""
    return not Path(f"/proc/{note.read_text(encoding='utf-8')}").exists()


@pytest.mark.e2e
def test_another_process_learns_the_same() -> None:
    learnt = learnt_by(Apprentice(little=0))

    assert np.array_equal(learnt.weights, learnt_here().weights)
    assert np.array_equal(learnt.rarity, learnt_here().rarity)


def test_a_little_is_learnt_here(tmp_path: Path) -> None:
    learnt_by(Apprentice(command=python("", tmp_path / "note")))
    assert not (tmp_path / "note").exists()


@pytest.mark.e2e
@pytest.mark.parametrize(
    "code",
    [
        "raise SystemExit(3)",
        "import signal; os.kill(os.getpid(), signal.SIGKILL)",
        "print('hello')",
        "import sys; sys.stdout.buffer.write(bytes(4 * 8192))",
        "import time; os.close(0); time.sleep(60)",
        "import time; time.sleep(60)",
    ],
    ids=["fails", "is killed", "says nonsense", "says too little", "does not listen", "hangs"],
)
def test_what_another_process_fails_in_is_learnt_here(tmp_path: Path, code: str) -> None:
    note = tmp_path / "note"
    learnt = learnt_by(Apprentice(command=python(code, note), patience=0.5, little=0))

    assert np.array_equal(learnt.weights, learnt_here().weights)
    assert is_gone(note)


def test_where_no_process_can_be_started_it_is_learnt_here(tmp_path: Path) -> None:
    learnt = learnt_by(Apprentice(command=(str(tmp_path / "nothing"),), little=0))
    assert np.array_equal(learnt.weights, learnt_here().weights)


@pytest.mark.e2e
def test_when_nobody_waits_any_more_the_process_ends_and_nothing_is_learnt(tmp_path: Path) -> None:
    note, ended = tmp_path / "note", []
    apprentice = Apprentice(command=python("import time; time.sleep(60)", note), little=0)

    def learn() -> None:
        with pytest.raises(InterruptedError):
            learnt_by(apprentice)
        ended.append(True)

    waiting = threading.Thread(target=learn)
    waiting.start()
    while not note.is_file() or not note.read_text(encoding="utf-8"):
        time.sleep(0.01)
    apprentice.stop()
    waiting.join(5)

    assert ended
    assert is_gone(note)


def test_one_who_is_stopped_begins_nothing(tmp_path: Path) -> None:
    apprentice = Apprentice(command=python("", tmp_path / "note"), little=0)
    apprentice.stop()
    with pytest.raises(InterruptedError):
        learnt_by(apprentice)

    assert not (tmp_path / "note").exists()


def test_what_is_known_is_not_learnt_again(tmp_path: Path) -> None:
    memory = WeightFiles(tmp_path / "cache")
    first = learnt_by(Apprentice(memory))
    again = learnt_by(Apprentice(memory, command=python("", tmp_path / "note"), little=0))

    assert np.array_equal(first.weights, again.weights)
    assert not (tmp_path / "note").exists()


@pytest.mark.e2e
def test_a_disk_that_takes_nothing_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    memory = WeightFiles(tmp_path / "file" / "below")
    assert np.array_equal(learnt_by(Apprentice(memory, little=0)).weights, learnt_here().weights)
