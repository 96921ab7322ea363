"""Cues: a few words, in one part or with gaps between, found in a row of words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.vocabulary import GAP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.core.entry import Aspect
    from bot.core.matching.markers import Marker
    from bot.core.matching.normalise import Normaliser, Token

WIDEST_GAP = 8  #: words


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that ask for an aspect, in one part or with a gap between."""

    parts: tuple[tuple[Token, ...], ...]
    aspect: Aspect | None  #: None: words that look like a question and are none
    weight: float
    kinds: tuple[Marker, ...] = ()  #: what else they mark

    def at(self, said: Sequence[Token], start: int) -> frozenset[int] | None:
        """Return the places of its words in a row, if it begins at *start*."""
        found: list[int] = []
        place = last = start
        for part in self.parts:
            first = part[0].text
            for here in range(place, min(last, len(said) - len(part)) + 1):
                if said[here].text == first and _is_at(part, said, here):
                    place = here + len(part)
                    last = place + WIDEST_GAP
                    found += range(here, place)
                    break
            else:
                return None
        return frozenset(found)


@dataclass(slots=True)
class _Node:
    """Words in a row with which cues begin."""

    cues: list[Cue] = field(default_factory=list)  #: whose first part ends here
    after: dict[str, _Node] = field(default_factory=dict)  #: by the word that follows


class CueBook:
    """Many cues, looked up word by word."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._start = _Node()
        words: set[str] = set()
        for cue in cues:
            if not all(cue.parts):
                continue  # mere markup, or a script that is not read here
            words.update(token.text for part in cue.parts for token in part)
            node = self._start
            for token in cue.parts[0]:
                node = node.after.setdefault(token.text, _Node())
            node.cues.append(cue)
        self.words = frozenset(words)  #: of all cues

    def found(self, said: Sequence[Token]) -> Iterator[tuple[int, Cue, frozenset[int]]]:
        """Yield every cue in a row of words: where it begins, and the places of its words."""
        starts = self._start.after
        for i, token in enumerate(said):
            node, end = starts.get(token.text), i
            while node is not None:
                for cue in node.cues:
                    places = cue.at(said, i)
                    if places is not None:
                        yield i, cue, places
                end += 1
                node = node.after.get(said[end].text) if end < len(said) else None


def read_cue(says: str, normaliser: Normaliser) -> tuple[tuple[Token, ...], ...]:
    """Read the parts of a cue as citizens' words are read."""
    return tuple(tuple(normaliser.tokens(part)) for part in says.split(GAP))


def read_book(says: Iterable[str], normaliser: Normaliser) -> CueBook:
    """Read cues that ask for no aspect."""
    return CueBook(Cue(read_cue(one, normaliser), None, 0.0) for one in says)


def _is_at(part: Sequence[Token], said: Sequence[Token], here: int) -> bool:
    """Whether words stand at a place; marks count where both have them (đợi is not đội)."""
    for place, word in enumerate(part, here):
        token = said[place]
        if word.text != token.text:
            return False
        if word.typed != token.typed and word.typed and token.typed:
            return False
    return True
