"""What an utterance means in a talk: of the entry last spoken of, of one beside it, or neither.

"Hết bao nhiêu tiền" names nothing: it is asked of the entry last spoken of. "Bị mất thì sao",
after identity cards, means another entry about them. "Còn hộ chiếu?" names its own subject.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.models import Match, Outcome
from bot.core.understanding import MOST_MATCHES, Request, Understanding
from bot.core.vocabulary import TopicKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.matching.analysis import Analysis
    from bot.core.matching.callings import Calling
    from bot.core.matching.matcher import Matcher
    from bot.core.matching.ranked import Ranked

LIKELY = 0.5  #: chance, among the entries on the same things, from which one may be meant
HARDLY_LIKELY = 0.1  #: chance of all of them together, at least
AGREED = 0.5  #: chance by itself from which an entry needs no more to be told apart
AGREED_BOTH = 0.9  #: the same, with the things of the entry spoken of said before it
SURELY_TALK = 0.97  #: chance from which small talk is small talk
SURE = 0.97  #: the same, where little tells it from the entry spoken of
TOLD_APART = 0.3  #: more of its names than of the other entry's have a word that was said
HARDLY = 0.05  #: the same, of an entry that is surely meant
FAMILIAR = 0.5  #: how much of what was said is also said of the entry
MOSTLY = 0.75
WHOLLY = 0.99
FEW = 9
LONG = 14  #: words from which a message names its own subject
MOST_NEEDED = 10  #: words of a question for what is needed


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk about one entry."""

    matcher: Matcher
    entry: str
    calling: Calling

    @classmethod
    def about(cls, matcher: Matcher, entry: str | None) -> Talk | None:
        """Return a talk about an entry; None without one that is known."""
        calling = matcher.ranker.callings.of(entry) if entry else None
        return cls(matcher, entry, calling) if entry and calling else None

    def read(
        self, utterance: str, analysis: Analysis, alone: Understanding, ranking: Sequence[Ranked]
    ) -> Understanding:
        """Say what an utterance means here; *alone*, by its *ranking*: what it means by itself."""
        if self._stands_alone(analysis, alone, ranking):
            return alone
        things = self.matcher.ranker.callings.things(analysis.tokens)
        if self._asks_what_is_needed(analysis, things):
            return self._answered(self.entry, alone)
        ranked = self._rank(utterance)
        beside = self._beside(ranked, analysis, alone)
        if things:
            meant = self._with_things(things, alone, beside)
        else:
            meant = self._without_things(ranked, analysis, alone, beside)
        return self._answered(meant, alone, ranked) if meant else alone

    def _with_things(
        self, things: Mapping[str, frozenset[int]], alone: Understanding, beside: str | None
    ) -> str | None:
        """Return the entry that is meant by words that name things, if the talk tells it."""
        own = set(self.calling.things)
        calling = self.matcher.ranker.callings.of(beside) if beside else None
        if calling and not set(things) <= own and set(things) <= set(calling.things):
            return beside
        offered = self.entry if set(things) <= own else beside
        is_meant = alone.outcome is Outcome.CLARIFIED and offered in alone.choices
        return offered if is_meant else None

    def _without_things(
        self,
        ranked: Sequence[Ranked],
        analysis: Analysis,
        alone: Understanding,
        beside: str | None,
    ) -> str | None:
        """Return the entry that is meant by words that name nothing; None where they do not."""
        core = analysis.core.split()
        if not core:
            return beside or (self.entry if self._asks(analysis, alone) else None)
        if self._is_strange(analysis, beside):
            return None
        share = self._share(core)
        is_heard = bool(analysis.heard) and len(analysis.words) <= FEW
        is_likely = self._is_likely(ranked)
        if not (is_heard and is_likely) and self._is_elsewhere(alone, ranked, share):
            return None
        is_sure = alone.outcome is Outcome.ANSWERED and (
            self._turns_away(analysis, alone)
            or (share < WHOLLY and len(self._solid(core, analysis)) > 1)
            or self._is_agreed(alone, ranked)
        )
        if beside or is_sure or not self._asks(analysis, alone):
            return beside
        return self.entry if is_heard or is_likely or share >= FAMILIAR else None

    def _is_strange(self, analysis: Analysis, beside: str | None) -> bool:
        """Whether a word is neither said of the entry, nor usual in questions: "laptop"."""
        ranker = self.matcher.ranker
        other = ranker.callings.of(beside) if beside else None
        known = [self.calling.words, ranker.aspects.usual, *([other.words] if other else [])]
        return any(
            not word[0].isdecimal() and not any(word in words for words in known)
            for word in analysis.core.split()
        )

    def _is_elsewhere(self, alone: Understanding, ranked: Sequence[Ranked], share: float) -> bool:
        """Whether it is about what is not ours, though an entry is spoken of."""
        topic = self.matcher.topics.get(alone.topic or "")
        if topic is None or topic.kind is not TopicKind.OUT_OF_SCOPE:
            return False
        return share < MOSTLY or ranked[0].is_topic

    def _solid(self, core: Sequence[str], analysis: Analysis) -> list[str]:
        """Return the words of the bare subject that do not tell by which means it is wanted."""
        book = self.matcher.ranker.reader.focus.references.means
        means = {place for _, _, places in book.found(analysis.tokens) for place in places}
        return [w for i, w in enumerate(analysis.words) if w in core and i not in means]

    def _turns_away(self, analysis: Analysis, alone: Understanding) -> bool:
        """Whether it begins as "còn xe xăng thì sao" does, and surely means something else."""
        turning = self.matcher.ranker.reader.focus.references.turning
        begins = any(place == 0 for place, _, _ in turning.found(analysis.tokens))
        is_typed = bool(analysis.tokens) and bool(analysis.tokens[0].typed)
        return begins and is_typed and alone.matches[0].score >= SURE

    def _is_agreed(self, alone: Understanding, ranked: Sequence[Ranked]) -> bool:
        """Whether another entry is meant, with what is spoken of said before it and without."""
        best = next(iter(ranked), None)
        meant = next((one.entry for one in alone.requests), None)
        return best is not None and self.entry != best.id == meant and best.chance >= AGREED_BOTH

    def _asks(self, analysis: Analysis, alone: Understanding) -> bool:
        """Whether anything is asked: "giấy tờ" does, "ok thanks" does not."""
        topic = self.matcher.topics.get(alone.topic or "")
        manner = analysis.manner
        asks = bool(analysis.heard) or manner.is_marked or manner.is_worded
        return bool(topic and topic.lacks_subject) or (asks and alone.aspect is not None)

    def _is_likely(self, ranked: Sequence[Ranked]) -> bool:
        """Whether it sounds like this entry, or one on the same things."""
        best = next(iter(ranked), None)
        return best is not None and (best.id == self.entry or self._shares(best))

    def _shares(self, one: Ranked) -> bool:
        other = None if one.is_topic else self.matcher.ranker.callings.of(one.id)
        return other is not None and bool(set(other.things) & set(self.calling.things))

    def _stands_alone(
        self, analysis: Analysis, alone: Understanding, ranking: Sequence[Ranked]
    ) -> bool:
        """Whether it is small talk, two questions, or long enough to name what it asks."""
        topic = self.matcher.topics.get(alone.topic or "")
        if topic is not None and topic.kind is not TopicKind.OUT_OF_SCOPE:
            chance = max((one.chance for one in ranking if one.id == topic.id), default=0.0)
            only_sounds_so = bool(analysis.heard) and chance < SURELY_TALK  # it asks for an aspect
            return not topic.lacks_subject and not only_sounds_so
        is_long = len(analysis.words) >= LONG and alone.outcome is Outcome.ANSWERED
        return is_long or len(alone.requests) > 1

    def _asks_what_is_needed(
        self, analysis: Analysis, things: Mapping[str, frozenset[int]]
    ) -> bool:
        """Whether it begins as "có cần hộ khẩu không" does: things are but named in it."""
        needs = self.matcher.ranker.reader.focus.references.needs
        begins = any(place == 0 for place, _, _ in needs.found(analysis.tokens))
        is_short = len(analysis.words) <= MOST_NEEDED
        return begins and is_short and not any(0 in places for places in things.values())

    def _rank(self, utterance: str) -> Sequence[Ranked]:
        """Rank an utterance that begins with what the entry is about."""
        ranker = self.matcher.ranker
        subject = next(iter(self.calling.things), ranker.title(self.entry))
        return self.matcher.rank(ranker.analyst.analyse(f"{subject} {utterance}"))

    def _beside(
        self, ranked: Sequence[Ranked], analysis: Analysis, alone: Understanding
    ) -> str | None:
        """Return another entry on the same things that was told apart from this one."""
        near = [one for one in ranked if one.id == self.entry or self._shares(one)]
        whole = sum(one.chance for one in near)
        if not near or near[0].id == self.entry or whole < HARDLY_LIKELY:
            return None
        best, likely = near[0], near[0].chance / whole
        other = self.matcher.ranker.callings.of(best.id)
        if other is None or likely < LIKELY:
            return None
        if any(one.entry == best.id and one.score >= AGREED for one in alone.matches[:1]):
            return best.id
        enough = HARDLY if best.chance >= SURE else TOLD_APART
        return best.id if self._apart(other, analysis) >= enough else None

    def _apart(self, other: Calling, analysis: Analysis) -> float:
        """Return how well what was said tells another entry from this one."""
        core = analysis.core.split()
        asked = self.matcher.ranker.callings.concepts(analysis.tokens)
        asked |= {token.form for token in analysis.tokens if token.text in core}
        mine, theirs = self.calling.shares, other.shares
        return max((theirs.get(mark, 0.0) - mine.get(mark, 0.0) for mark in asked), default=0.0)

    def _share(self, core: Sequence[str]) -> float:
        """Return how much of the bare subject is also said of the entry, 0 to 1."""
        rarity = self.matcher.ranker.rarity
        whole = sum(map(rarity, core))
        known = sum(rarity(word) for word in core if word in self.calling.words)
        return known / whole if whole else 0.0

    def _answered(
        self, entry: str, alone: Understanding, ranked: Sequence[Ranked] = ()
    ) -> Understanding:
        likely = {one.id: one.chance for one in ranked if not one.is_topic}
        others = likely or {match.entry: match.score for match in alone.matches}
        chance = others.pop(entry, 1.0)  # what names nothing leaves no doubt of it
        matches = (Match(entry, chance), *(Match(*other) for other in others.items()))
        return replace(
            alone,
            outcome=Outcome.ANSWERED,
            matches=matches[:MOST_MATCHES],
            requests=(Request(entry, alone.aspect),),
            choices=tuple(one.entry for one in alone.requests if one.entry != entry),
            topic=None,
            is_follow_up=True,
        )
