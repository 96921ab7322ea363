"""How like an utterance is to the nearest phrase of an entry, letter by letter (rapidfuzz)."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


ALONE = 0.5  #: what likeness counts when a single word is left to compare


@dataclass(slots=True)
class Likeness:
    """The phrases of every entry, their words in alphabetical order, fillers left out."""

    fillers: frozenset[str]
    _phrases: list[tuple[str, ...]] = field(default_factory=list)  #: by the number of the entry
    _written: list[tuple[str, ...]] = field(default_factory=list)  #: as an editor wrote them

    def add(self, phrases: Iterable[Sequence[str]], written: Iterable[str]) -> None:
        """Take the phrases of the next entry, as words and as they are written."""
        self._phrases.append(tuple(self._sorted(words) for words in phrases))
        self._written.append(tuple(written))

    def of(self, words: Sequence[str], entries: Sequence[int]) -> Mapping[int, float]:
        """Return the likeness to the nearest phrase of each entry, between 0 and 1."""
        pools = {number: pool for number in entries if (pool := self._phrases[number])}
        if not pools:
            return {}
        said = self._sorted(words)
        certain = 1.0 if " " in said else ALONE
        ratios = process.cdist([said], [*chain(*pools.values())], scorer=fuzz.ratio)[0]
        begins = [*accumulate(map(len, pools.values()), initial=0)][:-1]
        best = np.maximum.reduceat(ratios, begins).tolist()
        return {number: certain * ratio / 100 for number, ratio in zip(pools, best, strict=True)}

    def nearest(self, words: Sequence[str], entry: int) -> str:
        """Return the phrase of an entry that is most like the words."""
        if not self._phrases[entry]:
            return ""
        best = process.extractOne(self._sorted(words), self._phrases[entry], scorer=fuzz.ratio)
        return self._written[entry][best[2]]

    def _sorted(self, words: Sequence[str]) -> str:
        kept = [word for word in words if word not in self.fillers] or list(words)
        return " ".join(sorted(kept))
