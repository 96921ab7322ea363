"""What of an utterance is compared with the knowledge base."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
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

    keys: Sequence[int]  #: what their names hash to
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
        return cls(buckets_of(said.keys), weights, _whole(first), _whole(last))


def buckets_of(keys: Sequence[int]) -> NDArray[np.int32]:
    """Return where features are counted that hash to *keys*; a few share each bucket."""
    return (np.array(array("I", keys)) % BUCKETS).astype(np.int32)


def hash_of(name: str) -> int:
    """Return what the name of a feature hashes to."""
    return crc32(name.encode())


def _whole(numbers: Sequence[int]) -> NDArray[np.int32]:
    return np.array(array("i", numbers))


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
    letters = [place for place, word in enumerate(words) for _ in _written(word)[-1]]
    apart = [place for place, _ in concepts] + [0] * bool(core) + letters
    ended = [place for place, _ in concepts] + [length - 1] * bool(core) + letters
    first = [*range(length), *range(length - 1), *range(length - 2), *apart]
    last = [*range(length), *range(1, length), *range(2, length), *ended]
    return Hashed.of(sample(words, concepts, core, weights), first, last)


def sample(
    words: Sequence[str], concepts: Sequence[Concept], core: str, weights: Sequence[float]
) -> Sample:
    """Hash the same features, wherever they stand, for the classifier to learn from."""
    after, alone, paired, skipping, letters = (
        zip(*map(_written, words), strict=True) if words else [()] * 5
    )
    keys = [*alone, *map(crc32, after[1:], paired), *map(crc32, after[2:], skipping)]
    keys += [hash_of(f"3{name}") for _, name in concepts]
    keys += [hash_of(f"4{core}")] if core else []
    keys += chain.from_iterable(letters)
    heavy = [*weights, *map(min, weights, weights[1:])]
    heavy += [_SKIPPED * weight for weight in map(min, weights, weights[2:])]
    heavy += [weights[place] for place, _ in concepts]
    heavy += [1.0] if core else []
    for group, weight in zip(letters, weights, strict=True):
        heavy += [_LETTERS * weight] * len(group)
    return Sample(keys, heavy)


@lru_cache(maxsize=20_000)
def _written(word: str) -> tuple[bytes, int, int, int, tuple[int, ...]]:
    """Return what is needed to hash names with a word in them, piece by piece.

    The word as it stands after another, the hash of the word alone, those of a pair that begins
    with it so far, and of one with a word between, and of its groups of three and four letters.
    """
    padded = f" {word} "
    groups = [padded[i : i + n] for n in (3, 4) for i in range(len(padded) - n + 1)]
    alone, paired, skipping = (hash_of(f"{kind}{word}") for kind in "125")
    return f" {word}".encode(), alone, paired, skipping, tuple(map(hash_of, groups))
