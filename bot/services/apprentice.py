"""Learns in a process of its own while questions are answered in this one.

A thread would do, but answers wait for the lock that it holds; where the machine is busy with
other things, too, for as long as the thread itself waits for its turn. The process is told all it
needs and tells what it has learnt; it reads and writes no file, and a lower priority is no harm
to anybody, for it holds nothing that others wait for.
"""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.core.matching.classifier import Classifier, Exercise
from bot.core.matching.features import BUCKETS
from bot.core.matching.sparse import Samples

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bot.core.matching.classifier import Memory

logger = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "bot.services.apprentice")
HOME = Path(__file__).resolve().parents[2]  #: where the process finds this program
PATIENCE = 30.0  #: seconds; some two are usual
LITTLE = 10_000_000  #: features times classes, up to which a process is not worth its start
GIVES_WAY = 10  #: how much nicer than ourselves: a tenth of the turns, where turns are scarce


class Apprentice:
    """A memory that learns elsewhere what it does not know; here, if there is no elsewhere."""

    def __init__(
        self,
        memory: Memory | None = None,
        command: Sequence[str] = COMMAND,
        patience: float = PATIENCE,
        little: int = LITTLE,
    ) -> None:
        """Remember what *memory* does."""
        self._memory = memory
        self._command = command
        self._patience = patience
        self._little = little
        self._child: subprocess.Popen[bytes] | None = None
        self._is_stopped = False

    def load(self, key: str) -> Mapping[str, NDArray[np.float32]] | None:
        """Return what the memory has."""
        return self._memory.load(key) if self._memory else None

    def save(self, key: str, arrays: Mapping[str, NDArray[np.float32]]) -> None:
        """Have the memory keep it."""
        if self._memory:
            self._memory.save(key, arrays)

    def learn(self, exercise: Exercise) -> Classifier:
        """Learn in another process, unless there is little to learn.

        Raises:
            InterruptedError: when it was stopped, and nobody waits any more.
        """
        if len(exercise.samples.keys) * exercise.classes <= self._little:
            return exercise.solve()
        if self._is_stopped:
            raise InterruptedError
        try:
            return _read_answer(self._ask(_told(exercise)), exercise.classes)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            if self._is_stopped:
                raise InterruptedError from error
            logger.warning("learning.alone", extra={"reason": type(error).__name__})
            return exercise.solve()

    def _ask(self, told: bytes) -> bytes:
        """Return what the process says; it has ended then, in whatever way."""
        pipe = subprocess.PIPE
        with subprocess.Popen(  # noqa: S603 - the command is ours
            self._command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, cwd=HOME
        ) as child:
            self._child = child
            if self._is_stopped:
                child.kill()
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, child.pid, GIVES_WAY)
            try:
                answer, _ = child.communicate(told, self._patience)
            finally:
                child.kill()
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, self._command)
        return answer

    def stop(self) -> None:
        """End what is under way, for nobody waits for it any more; from any thread."""
        self._is_stopped = True
        if self._child:
            self._child.kill()


def _told(exercise: Exercise) -> bytes:
    file = io.BytesIO()
    np.savez(file, *exercise.samples, exercise.labels, np.array(exercise.classes))
    return file.getvalue()


def _read_answer(answer: bytes, classes: int) -> Classifier:
    """Return what was learnt.

    Raises:
        ValueError: when it is not that.
    """
    numbers = np.frombuffer(answer, np.float32)
    rarity, weights = numbers[:BUCKETS], numbers[BUCKETS:].reshape(BUCKETS, classes)
    return Classifier(rarity, weights)


def main() -> None:
    """Be the other process: learn what is told on standard input."""
    with np.load(io.BytesIO(sys.stdin.buffer.read()), allow_pickle=False) as told:
        keys, weights, sizes, labels, classes = (told[name] for name in told.files)
    learnt = Exercise(Samples(keys, weights, sizes), labels, int(classes)).solve()
    sys.stdout.buffer.write(learnt.rarity.tobytes() + learnt.weights.tobytes())


if __name__ == "__main__":
    main()
