"""Cues: a few words, in one part or with gaps between, found in a row of words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.core.entry import Aspect
    from bot.core.matching.normalise import Normaliser, Token

GAP = "…"  #: stands for any words in a cue
WIDEST_GAP = 8  #: words


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


class CueBook:
    """Many cues, looked up by how they begin."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._by_start: defaultdict[tuple[str, ...], list[Cue]] = defaultdict(list)
        for cue in cues:
            self._by_start[tuple(token.text for token in cue.parts[0][:2])].append(cue)

    def found(self, said: Sequence[Token]) -> Iterator[tuple[int, Cue, frozenset[int]]]:
        """Yield every cue in a row of words: where it begins, and the places of its words."""
        texts = [token.text for token in said]
        for i, text in enumerate(texts):
            for start in ((text,), tuple(texts[i : i + 2])):
                for cue in self._by_start.get(start, ()):
                    places = cue.at(said, i)
                    if places is not None:
                        yield i, cue, places
                if i + 1 == len(texts):
                    break


def read_cue(says: str, normaliser: Normaliser) -> tuple[tuple[Token, ...], ...]:
    """Read the parts of a cue as citizens' words are read."""
    return tuple(tuple(normaliser.tokens(part)) for part in says.split(GAP))


def _is_alike(cue: Token, said: Token) -> bool:
    """Whether they are one word; marks count where both have them (đợi is not đội)."""
    return cue.text == said.text and (not cue.typed or not said.typed or cue.typed == said.typed)
