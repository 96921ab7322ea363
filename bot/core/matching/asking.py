"""What of an utterance tells what is asked of an entry, whichever entry it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from bot.core.matching.features import BUCKETS, Hashed, Sample

if TYPE_CHECKING:
    from collections.abc import Sequence

_FAINT = 0.3  #: what the beginning of a story weighs beside its end
_SUBJECT = 0.6  #: what a word of the subject weighs beside one that asks
_SKIPPED = 0.5  #: two words with one between, beside two that touch
_APART = 0.2  #: two words with more between
_REACH = 8  #: words from the first of them, at most
_ENDING = 22  #: words at the end of a story among which these are looked for


@dataclass(frozen=True, slots=True)
class Asking:
    """Knows the words that ask, and what else tells little of a subject."""

    words: frozenset[str]

    def features(self, words: Sequence[str]) -> Hashed:
        """Return hashed words, pairs and triples; later ones and those that ask weigh more."""
        length = len(words)
        far = _far(length)
        first = [*range(length), *range(length - 1), *range(length - 2), *range(length - 2)]
        last = [*range(length), *range(1, length), *range(2, length), *range(2, length)]
        first += [a for a, _ in far]
        last += [b for _, b in far]
        return Hashed.of(self.sample(words), first, last)

    def sample(self, words: Sequence[str]) -> Sample:
        """Return the same, wherever they stand, for the classifier to learn from."""
        slope = (1 - _FAINT) / max(1, len(words))
        later = [_FAINT + slope * (i + 1) for i in range(len(words))]
        weights = [
            weight * (1.0 if word in self.words else _SUBJECT)
            for word, weight in zip(words, later, strict=True)
        ]
        return Sample(_keys(words), _heavy(weights, later))


def _keys(words: Sequence[str]) -> list[int]:
    """Hash single words, pairs and triples, and what is apart."""
    read = [_written(word) for word in words]
    second, third = read[1:], read[2:]
    keys = [one.alone for one in read]
    keys += [crc32(b.after, a.paired) for a, b in zip(read, second, strict=False)]
    keys += [
        crc32(c.after, crc32(b.after, a.tripled))
        for a, b, c in zip(read, second, third, strict=False)
    ]
    keys += [crc32(b.after, a.skipping) for a, b in zip(read, third, strict=False)]
    keys += [crc32(read[b].after, read[a].apart) for a, b in _far(len(words))]
    return [key % BUCKETS for key in keys]


def _heavy(weights: Sequence[float], later: Sequence[float]) -> list[float]:
    """Return the weights of these; two words with some between weigh less."""
    second, third = weights[1:], weights[2:]
    heavy = [*weights, *map(min, weights, second), *map(min, weights, second, third)]
    heavy += [_SKIPPED * min(a, b) for a, b in zip(weights, third, strict=False)]
    return [*heavy, *(_APART * later[a] for a, _ in _far(len(weights)))]


@lru_cache(maxsize=256)
def _far(length: int) -> Sequence[tuple[int, int]]:
    """Return the places of two words with up to six between, near the end of a row."""
    return tuple(
        (a, b)
        for a in range(max(0, length - _ENDING), length)
        for b in range(a + 2, min(length, a + _REACH))
    )


class _Written(NamedTuple):
    """A word as it is hashed, piece by piece: what names that begin with it hash to so far."""

    after: bytes  #: as it stands after another
    alone: int
    paired: int
    tripled: int
    skipping: int
    apart: int


@lru_cache(maxsize=20_000)
def _written(word: str) -> _Written:
    after = f" {word}".encode()
    return _Written(after, *(crc32(after, crc32(kind)) for kind in (b"1", b"2", b"3", b"s", b"g")))
