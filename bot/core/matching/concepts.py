"""Concepts: different words for the same thing, and the groups that ages fall into."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.matching.ages import ages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.matching.features import Concept
    from bot.core.matching.normalise import Normaliser
    from bot.core.vocabulary import AgeGroup, Vocabulary


@dataclass(frozen=True, slots=True)
class Concepts:
    """Finds what the words of a message stand for."""

    says: Mapping[str, Sequence[tuple[tuple[str, ...], str]]]  #: by the first word, longest first
    ages: Sequence[AgeGroup] = ()

    @classmethod
    def build(cls, vocabulary: Vocabulary, normaliser: Normaliser) -> Concepts:
        """Read the words as citizens' words are read."""
        says: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for concept in vocabulary.concepts:
            for one in concept.says:
                if said := tuple(token.text for token in normaliser.tokens(one)):
                    says[said[0]].append((said, concept.name))
        for found in says.values():
            found.sort(key=lambda item: -len(item[0]))
        return cls(dict(says), vocabulary.ages)

    def find(self, words: Sequence[str]) -> list[Concept]:
        """Return the concepts in a row of words, each with the place of its first word."""
        row = tuple(words)
        found = []
        for i, word in enumerate(row):
            for says, name in self.says.get(word, ()):
                if row[i : i + len(says)] == says:
                    found.append((i, name))
                    break
        for place, years in ages(row):
            found += [(place, group.name) for group in self.ages if group.has(years)]
        return found
