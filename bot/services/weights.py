"""Keeps what the matcher has learnt in files, so that the next start need not learn it again."""

from __future__ import annotations

import logging
import os
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.core.matching.classifier import Classifier, Exercise

logger = logging.getLogger(__name__)

KEPT = 12  #: files; older ones are deleted


@dataclass(frozen=True, slots=True)
class WeightFiles:
    """Arrays in a folder, a file for each digest; one that cannot be written is no fault."""

    folder: Path

    def load(self, key: str) -> Mapping[str, NDArray[np.float32]] | None:
        """Return the arrays kept under a key, if they are there and whole."""
        try:
            with (self.folder / f"{key}.npz").open("rb") as file:
                arrays = np.load(file, allow_pickle=False)
                return {name: arrays[name] for name in arrays.files}
        except (OSError, ValueError, zipfile.BadZipFile, EOFError, AttributeError):
            return None

    def save(self, key: str, arrays: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep arrays; a reader sees all of them or none."""
        unfinished = self.folder / f".{key}.{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with unfinished.open("wb") as file:
                np.savez(file, allow_pickle=False, **dict(arrays))
            unfinished.replace(self.folder / f"{key}.npz")
            for old in sorted(self.folder.glob("*.npz"), key=_age)[KEPT:]:
                old.unlink(missing_ok=True)
        except OSError as error:
            logger.info("weights.not_kept", extra={"reason": type(error).__name__})

    def learn(self, exercise: Exercise) -> Classifier:
        """Learn here and now."""
        return exercise.solve()


def _age(path: Path) -> float:
    """Return a number that is small for new files."""
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0
