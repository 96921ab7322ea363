"""What a message refers to: the thing pointed back at, the only one named, and why it is wanted.

"Thẻ căn cước còn nguyên, chỉ muốn đổi" still speaks of that card; "… chưa có sổ hộ nghèo, xin cái
sổ đó" of that book; "vì sắp mua nhà" is but a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from bot.core.matching.cues import CueBook
    from bot.core.matching.normalise import Token

Clauses = Sequence[Sequence["Token"]]
Stretch = tuple[int, int]  #: of words, from one place to another


@dataclass(frozen=True, slots=True)
class References:
    """Knows the things that can be asked for, and the words that refer to them."""

    reasons: CueBook  #: words that begin to tell why
    pointing: CueBook  #: words that point back to what was named last
    means: CueBook  #: words that tell how something is to be done
    whole: CueBook  #: words that tell that a thing is neither lost nor spoilt
    things: CueBook
    needs: CueBook  #: words that begin a question for what is needed
    turning: CueBook  #: words that begin a question about something else

    def spared(self, clauses: Clauses, parts: Sequence[Stretch], aside: set[int]) -> set[int]:
        """Return what is set aside of a message, when what it refers to is not.

        *parts*: the clauses, cut where they turn to something else.
        """
        pointing = [min(places) for places in found(self.pointing, clauses)]
        is_whole = bool(aside) and any(True for _ in found(self.whole, clauses))
        named = list(found(self.things, clauses)) if pointing or is_whole else []
        before = [one for one in named if pointing and max(one) < pointing[-1]]
        if before:
            return (aside | _others(before, parts)) - before[-1]
        if named and is_whole and all(one <= aside for one in named):
            return aside - named[-1]
        return aside

    def why(self, clauses: Clauses) -> set[int]:
        """Return the words that tell why something named before is wanted."""
        why: set[int] = set()
        begin = 0
        for clause in clauses:
            start = next((begin + place for place, _, _ in self.reasons.found(clause)), None)
            begin += len(clause)
            if start is None:
                continue
            if any(max(one) < start for one in found(self.things, clauses)):
                why.update(range(start, begin))
        return why

    def how(self, clauses: Clauses, aside: Container[int]) -> set[int]:
        """Return the words that tell by which means a thing named beside them is wanted."""
        how: set[int] = set()
        begin = 0
        for clause in clauses:
            means = {begin + place for one in found(self.means, (clause,)) for place in one}
            if means:
                things = found(self.things, (clause,))
                named = {begin + place for one in things for place in one}
                how |= means - named if any(place not in aside for place in named) else set()
            begin += len(clause)
        return how


def found(book: CueBook, clauses: Clauses) -> Iterator[frozenset[int]]:
    """Yield the places of every cue of a book."""
    begin = 0
    for clause in clauses:
        for _, _, places in book.found(clause):
            yield frozenset(begin + place for place in places)
        begin += len(clause)


def _others(named: Sequence[frozenset[int]], parts: Sequence[Stretch]) -> set[int]:
    """Return the words about the things named before the last one."""
    last = named[-1]
    others = {place for one in named if not one & last for place in one}
    for part in (set(range(*stretch)) for stretch in parts):
        if part & others and not part & last:
            others |= part
    return others
