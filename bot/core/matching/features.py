"""What of an utterance is compared with the knowledge base."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from bot.core.matching.normalise import Token

BUCKETS = 1 << 13  #: of hashed features; more gains nothing at a hundred classes
_BIGRAM = 1.0
_CONCEPT = 0.7
CORE = 2.0  #: the bare subject, word for word
_TYPED = 0.5  #: marks that were typed count on top of the bare syllable
_SKIPPED = 0.4  #: two words with one between, beside two that touch
_LETTERS = 0.5  #: a group of letters, beside a whole word


Concept = tuple[int, str]  #: the place of its first word, and its name


class Sample(NamedTuple):
    """Hashed features to learn from, wherever they stand."""

    keys: Sequence[int]
    weights: Sequence[float]


@dataclass(frozen=True, slots=True)
class Hashed:
    """The hashed features of a row of words, each with its first and last word."""

    keys: NDArray[np.int32]
    weights: NDArray[np.float32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]

    @classmethod
    def of(cls, said: Sample, first: Sequence[int], last: Sequence[int]) -> Hashed:
        """Put hashed features in arrays."""
        weights = np.array(said.weights, np.float32)
        return cls(_whole(said.keys), weights, _whole(first), _whole(last))


def bucket(name: str) -> int:
    """Return where a feature is counted; a few share each bucket."""
    return crc32(name.encode()) % BUCKETS


def _whole(numbers: Sequence[int]) -> NDArray[np.int32]:
    return np.array(numbers, np.int32)


def weigh(
    tokens: Sequence[Token], concepts: Sequence[Concept], core: str
) -> Iterator[tuple[int, str, float]]:
    """Return the place, name and weight of each feature for the index; *core* as one of them."""
    words = [token.text for token in tokens]
    typed = [i for i, token in enumerate(tokens) if token.typed]
    names = [*words, *map(" ".join, pairwise(words)), *(f"={tokens[i].typed}" for i in typed)]
    names += [f"#{name}" for _, name in concepts]
    places = [*range(len(words)), *range(1, len(words)), *typed, *(i for i, _ in concepts)]
    weights = [1.0] * len(words) + [_BIGRAM] * (len(words) - 1) + [_TYPED] * len(typed)
    weights += [_CONCEPT] * len(concepts)
    if core:
        names.append(f"!{core}")
        places.append(0)
        weights.append(CORE)
    return zip(places, names, weights, strict=True)


def hashed(
    words: Sequence[str], concepts: Sequence[Concept], core: str, weights: Sequence[float]
) -> Hashed:
    """Hash syllables, pairs, concepts and letter groups, for the classifier.

    *weights*: of each word.
    """
    length = len(words)
    letters = [place for place, word in enumerate(words) for _ in _written(word).letters]
    apart = [place for place, _ in concepts] + [0] * bool(core) + letters
    ended = [place for place, _ in concepts] + [length - 1] * bool(core) + letters
    first = [*range(length), *range(length - 1), *range(length - 2), *apart]
    last = [*range(length), *range(1, length), *range(2, length), *ended]
    return Hashed.of(sample(words, concepts, core, weights), first, last)


def sample(
    words: Sequence[str], concepts: Sequence[Concept], core: str, weights: Sequence[float]
) -> Sample:
    """Hash the same features, wherever they stand, for the classifier to learn from."""
    read = [_written(word) for word in words]
    keys = [one.alone for one in read]
    keys += [crc32(b.after, a.paired) % BUCKETS for a, b in pairwise(read)]
    keys += [crc32(b.after, a.skipping) % BUCKETS for a, b in zip(read, read[2:], strict=False)]
    keys += [bucket(f"3{name}") for _, name in concepts]
    keys += [bucket(f"4{core}")] if core else []
    heavy = [*weights, *map(min, weights, weights[1:])]
    heavy += [_SKIPPED * min(a, b) for a, b in zip(weights, weights[2:], strict=False)]
    heavy += [weights[place] for place, _ in concepts]
    heavy += [1.0] if core else []
    for one, weight in zip(read, weights, strict=True):
        keys += one.letters
        heavy += [_LETTERS * weight] * len(one.letters)
    return Sample(keys, heavy)


class _Written(NamedTuple):
    """A word as it is hashed: what a name hashes to is worked out piece by piece."""

    after: bytes  #: as it stands after another
    alone: int  #: its bucket
    paired: int  #: what a pair that begins with it hashes to, so far
    skipping: int  #: the same, with a word between
    letters: tuple[int, ...]  #: the buckets of its groups of three and four letters


@lru_cache(maxsize=20_000)
def _written(word: str) -> _Written:
    padded = f" {word} "
    groups = (padded[i : i + n] for n in (3, 4) for i in range(len(padded) - n + 1))
    return _Written(
        f" {word}".encode(),
        bucket(f"1{word}"),
        crc32(f"2{word}".encode()),
        crc32(f"5{word}".encode()),
        tuple(bucket(group) for group in groups),
    )
