"""What of an entry is asked: the cue that stands last and is longest decides."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.entry import Aspect
    from bot.core.matching.normalise import Normaliser, Token
    from bot.core.vocabulary import Vocabulary

GAP = "…"  #: stands for any words in a cue
WIDEST_GAP = 8  #: words
WEAK = 0.3  #: of its weight is left to a weak cue
_LATER = 0.4  #: what the end of a sentence weighs more than its beginning


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that ask for an aspect, in one part or with a gap between."""

    parts: tuple[tuple[Token, ...], ...]
    aspect: Aspect | None  #: None: words that look like a question and are none
    weight: float

    def at(self, said: Sequence[Token], start: int) -> frozenset[int] | None:
        """Return the places of its words in a row, if it begins at *start*."""
        found: list[int] = []
        place = start
        for part in self.parts:
            last = place + WIDEST_GAP if found else place
            for here in range(place, min(last, len(said) - len(part)) + 1):
                if all(map(_is_alike, part, said[here : here + len(part)])):
                    found += range(here, here + len(part))
                    place = here + len(part)
                    break
            else:
                return None
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Heard:
    """A cue, and the places of its words."""

    cue: Cue
    places: frozenset[int]

    def weight(self, length: int) -> float:
        """Return its weight in an utterance of *length* words."""
        return self.cue.weight + _LATER * min(self.places) / length


@dataclass(frozen=True, slots=True)
class AspectReader:
    """Finds cues by their first word."""

    cues: Mapping[str, Sequence[Cue]]

    @classmethod
    def build(cls, vocabulary: Vocabulary, normaliser: Normaliser) -> AspectReader:
        """Read the cues as citizens' words are read."""
        cues: defaultdict[str, list[Cue]] = defaultdict(list)
        for group in vocabulary.aspects:
            for rank, says in enumerate(group.says):
                parts = tuple(tuple(normaliser.tokens(part)) for part in says.split(GAP))
                weight = sum(map(len, parts)) + 0.5 - 0.4 * rank / len(group.says)
                weight *= WEAK if group.weak else 1.0
                cues[parts[0][0].text].append(Cue(parts, group.aspect, weight))
        for says in vocabulary.not_asked:
            said = tuple(normaliser.tokens(says))
            cues[said[0].text].append(Cue((said,), None, 0.0))
        return cls(cues)

    def find(self, said: Sequence[Token]) -> list[Heard]:
        """Return the cues in a row of words; not those inside longer ones."""
        heard = [
            Heard(cue, places)
            for i, token in enumerate(said)
            for cue in self.cues.get(token.text, ())
            if (places := cue.at(said, i)) is not None
        ]
        return [
            one
            for one in heard
            if one.cue.aspect and not any(one.places < other.places for other in heard)
        ]


def _is_alike(cue: Token, said: Token) -> bool:
    """Whether they are one word; marks count where both have them (đợi is not đội)."""
    return cue.text == said.text and (not cue.typed or not said.typed or cue.typed == said.typed)


def core(words: Sequence[str], heard: Sequence[Heard], fillers: frozenset[str]) -> str:
    """Return what is left without questions and fillers: the bare subject."""
    asked = frozenset[int]().union(*(one.places for one in heard))
    left = (word for i, word in enumerate(words) if i not in asked and word not in fillers)
    return " ".join(left)


def asked(words: Sequence[str], heard: Sequence[Heard]) -> Aspect | None:
    """Return the aspect asked for; what comes later in the sentence weighs a little more."""
    if not heard:
        return None
    return max(heard, key=lambda one: one.weight(len(words))).cue.aspect
