"""What entries are called: the things their names speak of, and the words that tell them apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.matching.lesson import ALIAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.matching.lesson import Lesson
    from bot.core.matching.normalise import Token
    from bot.core.matching.reading import PhraseReader

OFTEN = 0.1  #: share of its names in which a thing belongs to an entry


@dataclass(frozen=True, slots=True)
class Calling:
    """What one entry is called."""

    things: tuple[str, ...]  #: that its names speak of, most often first
    shares: Mapping[str, float]  #: of its names that have a word or a concept
    words: frozenset[str]  #: of all that is said of it


@dataclass(slots=True)
class Callings:
    """Knows what entries are called; an entry is read when it is spoken of."""

    reader: PhraseReader
    lesson: Lesson
    _known: dict[str, Calling] = field(default_factory=dict)

    def of(self, entry: str) -> Calling | None:
        """Return what an entry is called; None for one that is not there."""
        known = self._known.get(entry)
        if known is None and entry in self.lesson.ids[: self.lesson.entries]:
            known = self._known[entry] = self._read(entry)
        return known

    def things(self, said: Sequence[Token]) -> dict[str, frozenset[int]]:
        """Return the things spoken of, with the places of their words; none inside longer ones."""
        found: dict[str, frozenset[int]] = {}
        for _, cue, places in self.reader.focus.references.things.found(said):
            name = " ".join(token.text for part in cue.parts for token in part)
            is_plain = any(said[place].typed for place in places)
            if is_plain or not all(word in self.reader.fillers for word in name.split()):
                found[name] = places  # "vay" without marks may be "vậy"
        return {
            name: places
            for name, places in found.items()
            if not any(places < other for other in found.values())
        }

    def marks(self, said: Sequence[Token]) -> set[str]:
        """Return the words that are no fillers, as they were typed, and the concepts."""
        kept = [token for token in said if token.text not in self.reader.fillers]
        return self.concepts(said) | {mark for one in kept for mark in (one.text, one.form)}

    def concepts(self, said: Sequence[Token]) -> set[str]:
        """Return the concepts that the words stand for."""
        found = self.reader.concepts.find([token.text for token in said])
        return {f"#{name}" for _, name in found}

    def _read(self, entry: str) -> Calling:
        said = self.lesson.phrases[self.lesson.ids.index(entry)]
        read = [(self.reader.normaliser.tokens(text), weight >= ALIAS) for text, weight in said]
        names = [tokens for tokens, is_name in read if is_name]
        things = Counter(thing for tokens in names for thing in self.things(tokens))
        return Calling(
            tuple(thing for thing, n in things.most_common() if n >= OFTEN * len(names)),
            _shares(map(self.marks, names), len(names)),
            frozenset(token.text for tokens, _ in read for token in tokens),
        )


def _shares(marks: Iterable[set[str]], size: int) -> dict[str, float]:
    counts = Counter(mark for one in marks for mark in one)
    return {mark: count / size for mark, count in counts.items()}
