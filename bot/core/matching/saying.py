"""What is said in a talk about an entry, and how near it is to that entry and those beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.entry import Aspect
from bot.core.matching.markers import Marker
from bot.core.models import Outcome
from bot.core.vocabulary import TopicKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.matching.analysis import Analysis
    from bot.core.matching.callings import Calling
    from bot.core.matching.ranked import Ranked
    from bot.core.matching.ranking import Ranker
    from bot.core.understanding import Understanding
    from bot.core.vocabulary import Topic

LIKELY = 0.5  #: chance, among the entries on the same things, from which one may be meant
HARDLY_LIKELY = 0.1  #: chance of all of them together, at least
AGREED = 0.5  #: chance by itself from which an entry needs no more to be told apart
AGREED_BOTH = 0.9  #: the same, with the things of the entry spoken of said before it
SURE = 0.97  #: the same, where little tells it from the entry spoken of
TOLD_APART = 0.3  #: more of its names than of the other entry's have a word that was said
MOST_PLACED = 12  #: words of a question that may name another place and mean the entry
MOST_NEAR = 4  #: entries that may be meant by what is asked back
HARDLY = 0.05  #: the same, of an entry that is surely meant


@dataclass(frozen=True, slots=True)
class Saying:
    """An utterance in a talk about an entry."""

    ranker: Ranker
    entry: str  #: spoken of
    calling: Calling  #: of that entry
    analysis: Analysis
    alone: Understanding  #: what the utterance means by itself
    topic: Topic | None  #: that it is about by itself
    ranked: Sequence[Ranked]  #: what fits it when it begins with what the entry is about
    things: Mapping[str, frozenset[int]]  #: that it names, with the places of their words

    @property
    def core(self) -> list[str]:
        """Return the words of its bare subject."""
        return self.analysis.core.split()

    @property
    def length(self) -> int:
        """Return how many words it has."""
        return len(self.analysis.words)

    @property
    def best(self) -> Ranked | None:
        """Return what fits best in this talk."""
        return next(iter(self.ranked), None)

    @property
    def asks(self) -> bool:
        """Whether anything is asked: "giấy tờ" does, "ok thanks" does not."""
        manner = self.analysis.manner
        asks = bool(self.analysis.heard) or manner.is_marked or manner.is_worded
        lacks_subject = self.topic is not None and self.topic.lacks_subject
        return lacks_subject or (asks and self.alone.aspect is not None)

    @property
    def is_likely(self) -> bool:
        """Whether it sounds like this entry, or one on the same things."""
        best = self.best
        return best is not None and (best.id == self.entry or self._shares_things(best))

    @property
    def is_agreed(self) -> bool:
        """Whether another entry is meant, with what is spoken of said before it and without."""
        meant = next((one.entry for one in self.alone.requests), None)
        best = self.best
        if best is None or not self.entry != best.id == meant or best.chance < AGREED_BOTH:
            return False
        return self.alone.aspect is not Aspect.ONLINE or bool(self.solid)

    @property
    def is_surely_another(self) -> bool:
        """Whether it surely means an entry by itself that is called by all the things it names."""
        best = next(iter(self.alone.requests), None)
        other = self.ranker.callings.of(best.entry) if best else None
        is_sure = any(one.score >= SURE for one in self.alone.matches[:1])
        return other is not None and is_sure and set(self.things) <= set(other.things)

    @property
    def lets_go(self) -> bool:
        """Whether the entry spoken of is called by no thing, and another is surely meant.

        With its whole title before it nearly everything sounds like such an entry.
        """
        return not self.calling.things and any(m.score >= SURE for m in self.alone.matches[:1])

    @property
    def turns_away(self) -> bool:
        """Whether it begins as "còn xe xăng thì sao" does, and surely means something else."""
        tokens = self.analysis.tokens
        is_typed = bool(tokens) and bool(tokens[0].typed)
        turning = self.ranker.reader.focus.references.turning
        begins = is_typed and any(place == 0 for place, _, _ in turning.found(tokens))
        return begins and any(one.score >= SURE for one in self.alone.matches[:1])

    @property
    def chosen(self) -> str | None:
        """Return which of the entries that may be meant the talk tells: "lần đầu"."""
        best = self.best
        if best is None or not self.may_mean(best.id):
            return None
        return best.id if self.is_likely and best.chance >= AGREED_BOTH else None

    def may_mean(self, entry: str | None) -> bool:
        """Whether by itself it may mean an entry, among others."""
        near = [match.entry for match in self.alone.matches[:MOST_NEAR]]
        return self.alone.outcome is Outcome.CLARIFIED and entry in near

    @property
    def share(self) -> float:
        """Return how much of its bare subject is also said of the entry, 0 to 1."""
        core, rarity = self.core, self.ranker.rarity
        whole = sum(map(rarity, core))
        known = sum(rarity(word) for word in core if word in self.calling.words)
        return known / whole if whole else 0.0

    @property
    def solid(self) -> list[str]:
        """Return the words of its bare subject that do not tell by which means it is wanted."""
        marked = self.ranker.reader.focus.markers.found([self.analysis.tokens])
        means = frozenset[int]().union(*marked.get(Marker.MEANS, ()))
        core = self.core
        return [w for i, w in enumerate(self.analysis.words) if w in core and i not in means]

    @property
    def beside(self) -> str | None:
        """Return another entry on the same things that is told apart from the one spoken of."""
        near = [one for one in self.ranked if one.id == self.entry or self._shares_things(one)]
        whole = sum(one.chance for one in near)
        if not near or near[0].id == self.entry or whole < HARDLY_LIKELY:
            return None
        best, likely = near[0], near[0].chance / whole
        other = self.ranker.callings.of(best.id)
        if other is None or likely < LIKELY:
            return None
        if any(one.entry == best.id and one.score >= AGREED for one in self.alone.matches[:1]):
            return best.id
        enough = HARDLY if best.chance >= SURE else TOLD_APART
        return best.id if self._apart(other) >= enough else None

    @property
    def is_placed(self) -> bool:
        """Whether it asks where to go, and but tells of another place: "em sinh ở Huế"."""
        is_where = self.alone.aspect in {Aspect.PLACE, Aspect.WHO} and bool(self.analysis.heard)
        names_place = self.topic is not None and bool(self.topic.places)
        return names_place and is_where and self.length <= MOST_PLACED

    @property
    def asks_who_may(self) -> bool:
        """Whether it asks as "chưa ly hôn có được không" does: things are but conditions in it."""
        doing = self.ranker.reader.focus.references.doing
        if not self.analysis.manner.is_polar or self.alone.aspect is not Aspect.WHO:
            return False
        does = any(True for _ in doing.found(self.analysis.tokens))
        return not does and not self._begins_with_a_thing() and not self.is_strange_to(None)

    @property
    def asks_what_is_needed(self) -> bool:
        """Whether it asks as "có cần hộ khẩu không" does: things are but named in it."""
        tokens, reader = self.analysis.tokens, self.ranker.reader
        refer = reader.focus.references
        if any(True for _ in refer.needed.found(tokens)):
            return not self._begins_with_a_thing()
        first = reader.ear.start(tokens)
        needs = (places for place, _, places in refer.needs.found(tokens) if place == first)
        end = max((max(places) for places in needs), default=-1) + 1
        does = any(end <= place <= end + 1 for place, _, _ in refer.doing.found(tokens))
        is_asked = bool(end) and self.analysis.manner.is_polar and not does
        return is_asked and not self._begins_with_a_thing()

    def _begins_with_a_thing(self) -> bool:
        return any(0 in places for places in self.things.values())

    def is_strange_to(self, beside: str | None) -> bool:
        """Whether a word is neither said of the entries, nor usual in questions: "laptop"."""
        if self.is_placed:
            return False
        other = self.ranker.callings.of(beside) if beside else None
        known = [self.calling.words, self.ranker.aspects.usual, *([other.words] if other else [])]
        return any(
            not word[0].isdecimal() and not any(word in words for words in known)
            for word in self.core
        )

    def is_elsewhere(self, enough: float) -> bool:
        """Whether it is about what is not ours, unless *enough* of it is said of the entry."""
        if self.topic is None or self.topic.kind is not TopicKind.OUT_OF_SCOPE:
            return False
        if self.is_placed:
            return False
        return self.share < enough or (self.best is not None and self.best.is_topic)

    def _shares_things(self, one: Ranked) -> bool:
        other = None if one.is_topic else self.ranker.callings.of(one.id)
        return other is not None and bool(set(other.things) & set(self.calling.things))

    def _apart(self, other: Calling) -> float:
        """Return how well what was said tells another entry from this one."""
        core = self.core
        asked = self.ranker.callings.concepts(self.analysis.tokens)
        asked |= {token.form for token in self.analysis.tokens if token.text in core}
        mine, theirs = self.calling.shares, other.shares
        return max((theirs.get(mark, 0.0) - mine.get(mark, 0.0) for mark in asked), default=0.0)
