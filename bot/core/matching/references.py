"""What a message refers to: the thing pointed back at, the only one named, and why it is wanted.

"Thẻ căn cước còn nguyên, chỉ muốn đổi" still speaks of that card; "… chưa có sổ hộ nghèo, xin cái
sổ đó" of that book; "vì sắp mua nhà" is but a reason; "điện lực đòi …" only tells who demands it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.matching.markers import Marker, found, within

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from bot.core.matching.cues import CueBook
    from bot.core.matching.markers import Clauses, Marked, Places

Stretch = tuple[int, int]  #: of words, from one place to another

LONGEST_NAME = 8  #: words, of who demands something


@dataclass(frozen=True, slots=True)
class References:
    """Knows the things that can be asked for; *marked* are the words that refer to them."""

    things: CueBook
    needs: CueBook  #: words that begin a question of yes or no for what is needed
    doing: CueBook  #: words before which they do not
    needed: CueBook  #: words that ask for what is needed wherever they stand
    turning: CueBook  #: words that begin a question about something else

    def spared(
        self, clauses: Clauses, parts: Sequence[Stretch], aside: set[int], marked: Marked
    ) -> set[int]:
        """Return what is set aside of a message, when what it refers to is not.

        *parts*: the clauses, cut where they turn to something else.
        """
        pointing = [min(places) for places in marked.get(Marker.POINTING, ())]
        is_whole = bool(aside) and Marker.WHOLE in marked
        named = self._named(clauses) if pointing or is_whole else []
        before = [one for one in named if pointing and max(one) < pointing[-1]]
        if before:
            return (aside | _others(before, parts)) - before[-1]
        if named and is_whole and all(one <= aside for one in named):
            return aside - named[-1]
        return aside

    def why(self, clauses: Clauses, marked: Marked) -> set[int]:
        """Return the words that tell why something named before is wanted."""
        why: set[int] = set()
        begins = [min(places) for places in marked.get(Marker.REASONS, ())]
        named = self._named(clauses) if begins else []
        end = 0
        for clause in clauses if named else ():
            begin, end = end, end + len(clause)
            start = next((one for one in begins if begin <= one < end), None)
            if start is not None and any(max(one) < start for one in named):
                why.update(range(start, end))
        return why

    def how(self, clauses: Clauses, aside: Container[int], marked: Marked) -> set[int]:
        """Return the words that tell by which means a thing named beside them is wanted."""
        how: set[int] = set()
        every = marked.get(Marker.MEANS, ())
        things = self._named(clauses) if every else []
        end = 0
        for clause in clauses if things else ():
            begin, end = end, end + len(clause)
            means = {place for one in every if within(one, begin, end) for place in one}
            named = {place for one in things if within(one, begin, end) for place in one}
            if any(place not in aside for place in named):
                how |= means - named
        return how

    def who_demands(self, clauses: Clauses, marked: Marked) -> set[int]:
        """Return the words that tell who demands the thing named after them.

        Only where marks are typed: "doi" without them may as well be "đổi".
        """
        who: set[int] = set()
        said = [token for clause in clauses for token in clause]
        demands = [min(places) for places in marked.get(Marker.DEMANDS, ())]
        demands = [place for place in demands if said[place].typed]
        things = [min(places) for places in self._named(clauses)] if demands else []
        end = 0
        for clause in clauses if things else ():
            begin, end = end, end + len(clause)
            start = next((place for place in demands if begin <= place < end), end)
            if start < min((place for place in things if begin <= place < end), default=start):
                who.update(range(max(begin, start - LONGEST_NAME), start))
        return who

    def _named(self, clauses: Clauses) -> list[Places]:
        return [places for _, places in found(self.things, clauses)]


def _others(named: Sequence[frozenset[int]], parts: Sequence[Stretch]) -> set[int]:
    """Return the words about the things named before the last one."""
    last = named[-1]
    others = {place for one in named if not one & last for place in one}
    for part in (set(range(*stretch)) for stretch in parts):
        if part & others and not part & last:
            others |= part
    return others
