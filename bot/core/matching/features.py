"""What of an utterance is compared with the knowledge base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from bot.core.matching.normalise import Token

Concepts = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]

BUCKETS = 1 << 13  #: of hashed features; more gains nothing at a hundred classes
_BIGRAM = 1.0
_CONCEPT = 0.7
CORE = 2.0  #: the bare subject, word for word
_TYPED = 0.5  #: marks that were typed count on top of the bare syllable


def find_concepts(words: Sequence[str], concepts: Concepts) -> list[tuple[int, str]]:
    """Return the concepts in a row of words, each with the place of its first word."""
    found = []
    for i, word in enumerate(words):
        for says, name in concepts.get(word, ()):
            if tuple(words[i : i + len(says)]) == says:
                found.append((i, name))
                break
    return found


def weigh(tokens: Sequence[Token], concepts: Concepts, core: str) -> list[tuple[int, str, float]]:
    """Return the place, name and weight of each feature for the index; *core* as one of them."""
    words = [token.text for token in tokens]
    found = [(i, word, 1.0) for i, word in enumerate(words)]
    found += [(i + 1, f"{a} {b}", _BIGRAM) for i, (a, b) in enumerate(pairwise(words))]
    found += [(i, f"={t.typed}", _TYPED) for i, t in enumerate(tokens) if t.typed]
    found += [(i, f"#{name}", _CONCEPT) for i, name in find_concepts(words, concepts)]
    if core:
        found.append((0, f"!{core}", CORE))
    return found


def buckets(
    words: Sequence[str], concepts: Concepts, core: str, weights: Sequence[float]
) -> dict[int, float]:
    """Return hashed counts of syllables, pairs, concepts and letter groups, for the classifier.

    *weights*: of each word.
    """
    counts: dict[int, float] = {}
    names = [(f"1{word}", weight) for word, weight in zip(words, weights, strict=True)]
    names += [
        (f"2{a} {b}", min(v, w))
        for (a, b), (v, w) in zip(pairwise(words), pairwise(weights), strict=True)
    ]
    names += [(f"3{name}", weights[i]) for i, name in find_concepts(words, concepts)]
    if core:
        names.append((f"4{core}", 1.0))
    for name, weight in names:
        key = crc32(name.encode()) % BUCKETS
        counts[key] = counts.get(key, 0.0) + weight
    for word, weight in zip(words, weights, strict=True):
        for key in _letters(word):
            counts[key] = counts.get(key, 0.0) + 0.5 * weight
    return counts


@lru_cache(maxsize=20_000)
def _letters(word: str) -> tuple[int, ...]:
    """Return the buckets of a word's groups of three and four letters."""
    padded = f" {word} "
    return tuple(
        crc32(padded[i : i + size].encode()) % BUCKETS
        for size in (3, 4)
        for i in range(len(padded) - size + 1)
    )
