"""What an utterance means in a talk: of the entry last spoken of, of one beside it, or neither.

"Hết bao nhiêu tiền" names nothing: it is asked of the entry last spoken of. "Bị mất thì sao",
after identity cards, means another entry about them. "Còn hộ chiếu?" names its own subject.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.matching.saying import Saying
from bot.core.models import Match, Outcome
from bot.core.understanding import MOST_MATCHES, Request, Understanding
from bot.core.vocabulary import TopicKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.matching.analysis import Analysis
    from bot.core.matching.callings import Calling
    from bot.core.matching.matcher import Matcher
    from bot.core.matching.ranked import Ranked
    from bot.core.vocabulary import Topic

SURELY_TALK = 0.97  #: chance from which small talk is small talk
FAMILIAR = 0.5  #: how much of what was said is also said of the entry
MOSTLY = 0.75
WHOLLY = 0.99
FEW = 9  #: words that may be asked of the entry spoken of, whatever they are
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
        topic = self.matcher.topics.get(alone.topic or "")
        if _stands_alone(analysis, alone, topic, ranking):
            return alone
        said = self._saying(utterance, analysis, alone, topic)
        if said.asks_what_is_needed and said.length <= MOST_NEEDED:
            return _answered(self.entry, alone)
        meant = _with_things(said) if said.things else _without_things(said)
        return _answered(meant, alone, said.ranked) if meant else alone

    def _saying(
        self, utterance: str, analysis: Analysis, alone: Understanding, topic: Topic | None
    ) -> Saying:
        ranker = self.matcher.ranker
        things = ranker.callings.things(analysis.tokens)
        ranked = self._rank(utterance)
        return Saying(ranker, self.entry, self.calling, analysis, alone, topic, ranked, things)

    def _rank(self, utterance: str) -> Sequence[Ranked]:
        """Rank an utterance that begins with what the entry is about."""
        ranker = self.matcher.ranker
        subject = next(iter(self.calling.things), ranker.title(self.entry))
        return self.matcher.rank(ranker.analyst.analyse(f"{subject} {utterance}"))


def _stands_alone(
    analysis: Analysis, alone: Understanding, topic: Topic | None, ranking: Sequence[Ranked]
) -> bool:
    """Whether it is small talk, two questions, or long enough to name what it asks."""
    if topic is not None and topic.kind is not TopicKind.OUT_OF_SCOPE:
        chance = max((one.chance for one in ranking if one.id == topic.id), default=0.0)
        only_sounds_so = bool(analysis.heard) and chance < SURELY_TALK  # it asks for an aspect
        return not topic.lacks_subject and not only_sounds_so
    is_long = len(analysis.words) >= LONG and alone.outcome is Outcome.ANSWERED
    return is_long or len(alone.requests) > 1


def _with_things(said: Saying) -> str | None:
    """Return the entry that is meant by words that name things, if the talk tells it."""
    if said.asks_who_may and said.length <= FEW and not said.is_elsewhere(MOSTLY):
        return said.entry
    if said.is_surely_another:
        return None
    own, named, beside = set(said.calling.things), set(said.things), said.beside
    calling = said.ranker.callings.of(beside) if beside else None
    if calling and not named <= own and named <= set(calling.things):
        return beside
    offered = said.entry if named <= own else beside
    return offered if said.may_mean(offered) else None


def _without_things(said: Saying) -> str | None:
    """Return the entry that is meant by words that name nothing; None where they do not."""
    beside = said.beside
    if not said.core:
        return beside or (said.entry if said.asks else None)
    is_heard = bool(said.analysis.heard) and said.length <= FEW
    is_elsewhere = not (is_heard and said.is_likely) and said.is_elsewhere(MOSTLY)
    if is_elsewhere or said.is_strange_to(beside):
        return None
    if beside or _means_another(said):
        return beside
    if not said.asks:
        return said.chosen
    is_familiar = said.share >= FAMILIAR
    may_be_meant = said.length <= FEW and (is_heard or said.is_likely)
    return said.entry if is_familiar or may_be_meant else None


def _means_another(said: Saying) -> bool:
    """Whether words that name nothing surely mean another entry, which is not beside this one."""
    if said.alone.outcome is not Outcome.ANSWERED:
        return False
    is_full = said.share < WHOLLY and len(said.solid) > 1
    return is_full or said.turns_away or said.is_agreed or said.lets_go


def _answered(entry: str, alone: Understanding, ranked: Sequence[Ranked] = ()) -> Understanding:
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
