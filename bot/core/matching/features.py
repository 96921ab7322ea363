"""What of an utterance is compared with the knowledge base."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from bot.core.matching.concepts import Concepts
    from bot.core.matching.normalise import Token

BUCKETS = 1 << 13  #: of hashed features; more gains nothing at a hundred classes
_BIGRAM = 1.0
_CONCEPT = 0.7
CORE = 2.0  #: the bare subject, word for word
_TYPED = 0.5  #: marks that were typed count on top of the bare syllable
_SKIPPED = 0.4  #: two words with one between, beside two that touch
_LETTERS = 0.5  #: a group of letters, beside a whole word


Named = tuple[str, float, int, int]  #: a feature: its weight, its first and its last word


class Sample(NamedTuple):
    """Hashed features to learn from, wherever they stand."""

    keys: NDArray[np.int32]
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hashed:
    """The hashed features of a row of words, each with its first and last word."""

    keys: NDArray[np.int32]
    weights: NDArray[np.float32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]

    @classmethod
    def of(cls, found: Iterable[Named]) -> Hashed:
        """Hash features given by name, weight, first and last word."""
        rows = [(crc32(name.encode()) % BUCKETS, w, a, b) for name, w, a, b in found]
        keys, weights, first, last = zip(*rows, strict=True) if rows else ((), (), (), ())
        return cls(_whole(keys), np.array(weights, np.float32), _whole(first), _whole(last))

    def with_letters(self, words: Sequence[str], weights: Sequence[float]) -> Hashed:
        """Add the groups of letters of every word; *weights* are of the words."""
        if not words:
            return self
        groups = [_letters(word) for word in words]
        sizes = [len(group) for group in groups]
        places = np.repeat(np.arange(len(words), dtype=np.int32), sizes)
        heavy = np.repeat(_LETTERS * np.array(weights, np.float32), sizes)
        return Hashed(
            np.concatenate((self.keys, _whole([*chain(*groups)]))),
            np.concatenate((self.weights, heavy)),
            np.concatenate((self.first, places)),
            np.concatenate((self.last, places)),
        )


def _whole(numbers: Sequence[int]) -> NDArray[np.int32]:
    return np.array(numbers, np.int32)


def weigh(tokens: Sequence[Token], concepts: Concepts, core: str) -> list[tuple[int, str, float]]:
    """Return the place, name and weight of each feature for the index; *core* as one of them."""
    words = [token.text for token in tokens]
    found = [(i, word, 1.0) for i, word in enumerate(words)]
    found += [(i + 1, f"{a} {b}", _BIGRAM) for i, (a, b) in enumerate(pairwise(words))]
    found += [(i, f"={t.typed}", _TYPED) for i, t in enumerate(tokens) if t.typed]
    found += [(i, f"#{name}", _CONCEPT) for i, name in concepts.find(words)]
    if core:
        found.append((0, f"!{core}", CORE))
    return found


def hashed(
    words: Sequence[str], concepts: Concepts, core: str, weights: Sequence[float]
) -> Hashed:
    """Hash syllables, pairs, concepts and letter groups, for the classifier.

    *weights*: of each word.
    """
    found = _named(words, concepts, core, weights)
    return Hashed.of(found).with_letters(words, weights)


def sample(
    words: Sequence[str], concepts: Concepts, core: str, weights: Sequence[float]
) -> Sample:
    """Hash the same features for the classifier to learn from."""
    found = _named(words, concepts, core, weights)
    keys = [crc32(name.encode()) % BUCKETS for name, _, _, _ in found]
    heavy = [weight for _, weight, _, _ in found]
    for word, weight in zip(words, weights, strict=True):
        group = _letters(word)
        keys += group
        heavy += [_LETTERS * weight] * len(group)
    return Sample(_whole(keys), np.array(heavy, np.float32))


def _named(
    words: Sequence[str], concepts: Concepts, core: str, weights: Sequence[float]
) -> list[Named]:
    """Return syllables, pairs, pairs with a word between, and concepts."""
    end = len(words) - 1
    found = [(f"1{word}", weights[i], i, i) for i, word in enumerate(words)]
    found += [
        (f"2{words[i]} {words[i + 1]}", min(weights[i], weights[i + 1]), i, i + 1)
        for i in range(end)
    ]
    found += [
        (f"5{words[i]} {words[i + 2]}", _SKIPPED * min(weights[i], weights[i + 2]), i, i + 2)
        for i in range(end - 1)
    ]
    found += [(f"3{name}", weights[i], i, i) for i, name in concepts.find(words)]
    if core:
        found.append((f"4{core}", 1.0, 0, end))
    return found


@lru_cache(maxsize=20_000)
def _letters(word: str) -> tuple[int, ...]:
    """Return the buckets of a word's groups of three and four letters."""
    padded = f" {word} "
    return tuple(
        crc32(padded[i : i + size].encode()) % BUCKETS
        for size in (3, 4)
        for i in range(len(padded) - size + 1)
    )
