"""What of an entry is asked: the cue that stands last and is longest decides."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.entry import Aspect
    from bot.core.matching.normalise import Normaliser
    from bot.core.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that ask for an aspect."""

    words: tuple[str, ...]
    aspect: Aspect
    weight: float


@dataclass(frozen=True, slots=True)
class AspectReader:
    """Finds cues by their first word."""

    cues: Mapping[str, Sequence[Cue]]
    follow_ups: tuple[tuple[str, ...], ...]

    @classmethod
    def build(cls, vocabulary: Vocabulary, normaliser: Normaliser) -> AspectReader:
        """Read the cues as citizens' words are read."""
        cues: defaultdict[str, list[Cue]] = defaultdict(list)
        for group in vocabulary.aspects:
            for place, says in enumerate(group.says):
                words = tuple(token.text for token in normaliser.tokens(says))
                weight = len(words) + 0.5 - 0.4 * place / len(group.says)
                cues[words[0]].append(Cue(words, group.aspect, weight))
        follow_ups = tuple(
            tuple(token.text for token in normaliser.tokens(says))
            for says in vocabulary.follow_ups
        )
        return cls(cues, follow_ups)

    def find(self, words: Sequence[str]) -> list[tuple[int, Cue]]:
        """Return the cues in a row of words, each with its place; not those inside longer ones."""
        found = [
            (i, cue)
            for i, word in enumerate(words)
            for cue in self.cues.get(word, ())
            if tuple(words[i : i + len(cue.words)]) == cue.words
        ]
        return [
            (i, cue)
            for i, cue in found
            if not any(
                j <= i
                and i + len(cue.words) <= j + len(other.words)
                and len(other.words) > len(cue.words)
                for j, other in found
            )
        ]

    def core(self, words: Sequence[str], fillers: frozenset[str]) -> str:
        """Return what is left without questions and fillers: the bare subject."""
        asked: set[int] = set()
        for place, cue in self.find(words):
            asked |= set(range(place, place + len(cue.words)))
        left = [word for i, word in enumerate(words) if i not in asked and word not in fillers]
        return " ".join(left)

    def read(self, words: Sequence[str]) -> Aspect | None:
        """Return the aspect asked for; what comes later in the sentence weighs a little more."""
        found = self.find(words)
        if not found:
            return None
        best = max(found, key=lambda item: item[1].weight + 0.4 * item[0] / len(words))
        return best[1].aspect

    def points_back(self, words: Sequence[str]) -> bool:
        """Whether the words begin as a question about the last subject does."""
        return any(
            tuple(words[i : i + len(says)]) == says for says in self.follow_ups for i in range(2)
        )
