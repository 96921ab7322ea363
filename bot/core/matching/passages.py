"""Cuts long stories into passages, and puts together what each of them says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

PASSAGE = 18  #: words looked at together in a long story
STEP = 9  #: words from one passage to the next


def passages(length: int) -> Iterator[tuple[int, int]]:
    """Cut a long row of words into overlapping passages; the last one is the whole."""
    if length > PASSAGE + 4:
        for start in range(0, length - PASSAGE // 2, STEP):
            yield start, min(length, start + PASSAGE)
    yield 0, length


def together(scores: NDArray[np.floating], whole: float) -> NDArray[np.floating]:
    """Return the best score of any passage, mixed with that of the *whole*, the last row."""
    mixed: NDArray[np.floating] = scores[-1]
    if len(scores) > 1:
        mixed = (1 - whole) * scores[:-1].max(axis=0) + whole * scores[-1]
    return mixed
