"""What of an utterance tells what is asked of an entry, whichever entry it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

from bot.core.matching.features import Hashed, Sample, hash_of

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
        begins, ends = _far(length)
        first = [*range(length), *range(length - 1), *range(length - 2), *range(length - 2)]
        last = [*range(length), *range(1, length), *range(2, length), *range(2, length)]
        first += begins
        last += ends
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
    after, alone, paired, tripled, skipping, apart = (
        zip(*map(_written, words), strict=True) if words else [()] * 6
    )
    second, third = after[1:], after[2:]
    keys = [*alone, *map(crc32, second, paired)]
    keys += map(crc32, third, map(crc32, second, tripled))
    keys += map(crc32, third, skipping)
    begins, ends = _far(len(words))
    keys += map(crc32, map(after.__getitem__, ends), map(apart.__getitem__, begins))
    return keys


def _heavy(weights: Sequence[float], later: Sequence[float]) -> list[float]:
    """Return the weights of these; two words with some between weigh less."""
    second, third = weights[1:], weights[2:]
    heavy = [*weights, *map(min, weights, second), *map(min, weights, second, third)]
    heavy += [_SKIPPED * min(a, b) for a, b in zip(weights, third, strict=False)]
    begins, _ = _far(len(weights))
    heavy += map([_APART * weight for weight in later].__getitem__, begins)
    return heavy


@lru_cache(maxsize=256)
def _far(length: int) -> tuple[Sequence[int], Sequence[int]]:
    """Return the places of two words with up to six between, near the end of a row."""
    firsts = range(max(0, length - _ENDING), length)
    pairs = [(a, b) for a in firsts for b in range(a + 2, min(length, a + _REACH))]
    return tuple(a for a, _ in pairs), tuple(b for _, b in pairs)


@lru_cache(maxsize=20_000)
def _written(word: str) -> tuple[bytes, int, int, int, int, int]:
    """Return a word as it stands after another, and hashes of names that begin with it, so far.

    Of the word alone, a pair, a triple, a pair with a word between, and one with more.
    """
    alone, paired, tripled, skipping, apart = (hash_of(f"{kind} {word}") for kind in "123sg")
    return f" {word}".encode(), alone, paired, tripled, skipping, apart
