"""What of an utterance tells what is asked of an entry, whichever entry it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.matching.features import Hashed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
        slope = (1 - _FAINT) / max(1, len(words))
        later = [_FAINT + slope * (i + 1) for i in range(len(words))]
        weights = [
            weight * (1.0 if word in self.words else _SUBJECT)
            for word, weight in zip(words, later, strict=True)
        ]
        return Hashed.of([*_rows(words, weights), *_apart(words, weights, later)])


def _rows(words: Sequence[str], weights: Sequence[float]) -> Iterator[tuple[str, float, int, int]]:
    """Yield single words, pairs and triples."""
    second, third = words[1:], words[2:]
    for i, (a, x) in enumerate(zip(words, weights, strict=True)):
        yield f"1 {a}", x, i, i
    for i, (a, b) in enumerate(zip(words, second, strict=False)):
        yield f"2 {a} {b}", min(weights[i], weights[i + 1]), i, i + 1
    for i, (a, b, c) in enumerate(zip(words, second, third, strict=False)):
        yield f"3 {a} {b} {c}", min(weights[i], weights[i + 1], weights[i + 2]), i, i + 2


def _apart(
    words: Sequence[str], weights: Sequence[float], later: Sequence[float]
) -> Iterator[tuple[str, float, int, int]]:
    """Yield pairs with one word between, and near the end with up to six."""
    end = len(words)
    for i, (a, b) in enumerate(zip(words, words[2:], strict=False)):
        yield f"s {a} {b}", _SKIPPED * min(weights[i], weights[i + 2]), i, i + 2
    for i in range(max(0, end - _ENDING), end):
        a, weight = words[i], _APART * later[i]
        for j in range(i + 2, min(end, i + _REACH)):
            yield f"g {a} {words[j]}", weight, i, j
