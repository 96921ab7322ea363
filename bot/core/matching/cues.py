"""Cues: a few words, in one part or with gaps between, found in a row of words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.vocabulary import GAP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.core.entry import Aspect
    from bot.core.matching.normalise import Normaliser, Token

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
    """Many cues, looked up by their first two words."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._by_start: dict[str, dict[str, list[Cue]]] = {}
        words: set[str] = set()
        for cue in cues:
            if not all(cue.parts):
                continue  # mere markup, or a script that is not read here
            words.update(token.text for part in cue.parts for token in part)
            first, second = [*(token.text for token in cue.parts[0][:2]), ""][:2]
            self._by_start.setdefault(first, {}).setdefault(second, []).append(cue)
        self.words = frozenset(words)  #: of all cues

    def found(self, said: Sequence[Token]) -> Iterator[tuple[int, Cue, frozenset[int]]]:
        """Yield every cue in a row of words: where it begins, and the places of its words."""
        for i, token in enumerate(said):
            by_second = self._by_start.get(token.text)
            if by_second is None:
                continue
            after = said[i + 1].text if i + 1 < len(said) else ""
            for second in ("", after) if after else ("",):
                for cue in by_second.get(second, ()):
                    places = cue.at(said, i)
                    if places is not None:
                        yield i, cue, places


def read_cue(says: str, normaliser: Normaliser) -> tuple[tuple[Token, ...], ...]:
    """Read the parts of a cue as citizens' words are read."""
    return tuple(tuple(normaliser.tokens(part)) for part in says.split(GAP))


def _is_alike(cue: Token, said: Token) -> bool:
    """Whether they are one word; marks count where both have them (đợi is not đội)."""
    return cue.text == said.text and (not cue.typed or not said.typed or cue.typed == said.typed)
