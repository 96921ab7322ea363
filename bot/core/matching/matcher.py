"""The matcher: from an utterance to what it means."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.matching.explaining import explain
from bot.core.matching.ranking import Ranker
from bot.core.matching.talk import Talk
from bot.core.models import Match, Outcome
from bot.core.understanding import MOST_MATCHES, Request, Understanding
from bot.core.vocabulary import TopicKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.entry import Aspect
    from bot.core.matching.analysis import Analysis
    from bot.core.matching.classifier import Memory
    from bot.core.matching.lesson import Lesson
    from bot.core.matching.ranked import Ranked
    from bot.core.vocabulary import Calibration, Topic

MOST_CHOICES = 4
NEAREST = 3
_JOINED = re.compile(
    r"\b(?:và|va|với lại|voi lai|còn|ngoài ra|ngoai ra|sẵn|tiện thể|tien the)\b",
    re.IGNORECASE,
)
_PARTED = re.compile(r"[,.;?!\n]")
_LONGEST_DOUBLE = 26  #: words of a message in which two questions are looked for
_MOST_PARTS = 3
_SHORTEST_PART = 3  #: words of each
_HEARD_FROM = 0.005  #: chance from which an entry is near; below it nothing was really heard
_OFFERED_FROM = 0.01  #: the same, beside others that are likelier
_BESIDE_FROM = 0.005  #: chance from which an entry is offered beside an answer, or a topic
_LIKELY_ASKED = 0.002  #: chance, of the whole message, of what is asked in a part of it
_SURE_PART = 0.8  #: chance from which a part of a message asks something of its own
_NAMED = 0.4  #: as likely as this, an entry was named after all
_TOLD_OF_DANGER = 2.0  #: signs from which danger is told, whatever else the words sound like
_SURELY_ELSEWHERE = 0.9  #: chance of other places, from which none need be named
_FOLLOW_UP = 7  #: words of a question without a subject, at most


@dataclass(frozen=True, slots=True)
class Matcher:
    """Understands utterances with the words of one catalogue."""

    ranker: Ranker
    calibration: Calibration
    topics: dict[str, Topic]

    @classmethod
    def build(
        cls,
        lesson: Lesson,
        topics: Sequence[Topic],
        calibration: Calibration,
        last: Matcher | None = None,
        memory: Memory | None = None,
    ) -> Matcher:
        """Learn a lesson; one that the *last* matcher knows needs no learning."""
        elder = last.ranker if last else None
        if elder is None or elder.lesson != lesson:
            ranker = Ranker(lesson, memory, elder)
        else:
            ranker = elder.taught_anew(memory) if elder.is_borrowing else elder
        return cls(ranker, calibration, {topic.id: topic for topic in topics})

    def listening_to(self, lesson: Lesson) -> Matcher:
        """Return a matcher that finds the words of a new lesson, and judges as this one does."""
        if self.ranker.lesson == lesson:
            return self
        return replace(self, ranker=Ranker(lesson, elder=self.ranker, borrows=True))

    def understand(self, utterance: str, current: str | None = None) -> Understanding:
        """Say what an utterance means; *current* is the entry last spoken of."""
        analysis = self.ranker.analyst.analyse(utterance)
        aspect = self.ranker.aspects.read(analysis)
        ranked = self.rank(analysis)
        alone = self._decide(ranked, aspect)
        if alone.outcome is Outcome.ANSWERED and len(analysis.words) <= _LONGEST_DOUBLE:
            alone = self._with_second(alone, utterance, len(analysis.heard))
        talk = Talk.about(self, current)
        if talk is not None:
            return talk.read(utterance, analysis, alone, ranked)
        if self._lacks_subject(analysis, ranked, aspect):
            topic = next((one.id for one in self.topics.values() if one.lacks_subject), None)
            return Understanding(Outcome.UNKNOWN, topic=topic, aspect=aspect, is_follow_up=True)
        return alone

    def names_things(self, utterance: str) -> bool:
        """Whether something is named that can be asked for."""
        return bool(self.ranker.callings.things(self.ranker.analyst.analyse(utterance).tokens))

    def rank(self, analysis: Analysis) -> list[Ranked]:
        """Return what fits best, with the weights that were calibrated."""
        return self.ranker.rank(analysis, self.calibration.weights)

    def _lacks_subject(
        self, analysis: Analysis, ranked: Sequence[Ranked], aspect: Aspect | None
    ) -> bool:
        """Whether nothing but an aspect is named: "hết bao nhiêu tiền" is of no illness, too."""
        if aspect is None or len(analysis.words) > _FOLLOW_UP or analysis.core:
            return False
        topic = next((self.topics.get(one.id) for one in ranked[:1]), None)
        is_outside = topic is not None and topic.kind is TopicKind.OUT_OF_SCOPE
        is_named = any(found.chance >= _NAMED for found in ranked[:1])
        return not is_named or (is_outside and bool(analysis.heard))

    def _decide(self, ranked: Sequence[Ranked], aspect: Aspect | None) -> Understanding:
        entries = [r for r in ranked if not r.is_topic]
        matches = tuple(Match(r.id, r.chance) for r in entries[:MOST_MATCHES])
        topic = self._topic(ranked)
        if topic is not None:
            kind = self.topics[topic].kind
            outcome = Outcome.UNKNOWN if kind is TopicKind.OUT_OF_SCOPE else Outcome.SMALL_TALK
            is_calm = kind in {TopicKind.OUT_OF_SCOPE, TopicKind.SMALL_TALK}
            beside = _beside(matches[:1]) if is_calm else ()
            return Understanding(outcome, matches, topic=topic, choices=beside, aspect=aspect)
        if not entries or ranked[0].is_topic:
            return Understanding(
                Outcome.UNKNOWN, matches, choices=_nearest(matches), aspect=aspect
            )
        best = matches[0].score
        if best >= self.calibration.answer_from:
            request = Request(matches[0].entry, aspect)
            beside = _beside(matches[1:2])
            return Understanding(
                Outcome.ANSWERED, matches, (request,), choices=beside, aspect=aspect
            )
        if best >= self.calibration.offer_from:
            offered = _offered(matches)
            return Understanding(Outcome.CLARIFIED, matches, choices=offered, aspect=aspect)
        return Understanding(Outcome.UNKNOWN, matches, choices=_nearest(matches), aspect=aspect)

    def _topic(self, ranked: Sequence[Ranked]) -> str | None:
        """Return the topic an utterance is about: urgently, or surely."""
        weights, topics = self.calibration.weights, [one for one in ranked[:3] if one.is_topic]
        for one in topics:
            is_urgent = self.topics[one.id].kind is TopicKind.EMERGENCY
            if is_urgent and (one.chance >= weights["emergency"] or one.told >= _TOLD_OF_DANGER):
                return one.id
        if not topics or topics[0] is not ranked[0]:
            return None
        first = topics[0]
        is_placeless = bool(self.topics[first.id].places) and first.told <= 0
        enough = _SURELY_ELSEWHERE if is_placeless else weights["topic"]
        return first.id if first.chance >= enough else None

    def _with_second(self, reading: Understanding, utterance: str, asks: int) -> Understanding:
        """Look for a second question in the same message: joined on, or asked by itself.

        *asks*: how often the message asks for an aspect.
        """
        for separator, must_ask in ((_JOINED, False), (_PARTED, True)):
            parts = [part for part in separator.split(utterance) if part and part.strip()]
            if not 1 < len(parts) <= _MOST_PARTS or (must_ask and asks < 2):  # noqa: PLR2004 - two ask
                continue
            found = self._surely_meant(self._that_ask(parts, must_ask))
            if len(found) == 2 and reading.requests[0].entry in found:  # noqa: PLR2004 - the two questions
                read = self.ranker.aspects.read
                return _both(reading, {id_: Request(id_, read(one)) for id_, one in found.items()})
        return reading

    def _that_ask(self, parts: Sequence[str], must_ask: bool) -> list[Analysis]:  # noqa: FBT001 - told by the caller's table
        """Return the parts that may ask something by themselves; none when these are not two."""
        found: list[Analysis] = []
        for left, part in zip(range(len(parts), 0, -1), parts, strict=True):
            if len(found) + left < 2:  # noqa: PLR2004 - the two questions
                return []
            analysis = self.ranker.analyst.analyse(part)
            is_bare = len(analysis.words) < _SHORTEST_PART or not analysis.core
            if not (is_bare or analysis.sets_aside or (must_ask and not analysis.heard)):
                found.append(analysis)
        return found

    def _surely_meant(self, parts: Sequence[Analysis]) -> dict[str, Analysis]:
        """Return the parts that are surely of an entry, by it; no more when these are not two."""
        found: dict[str, Analysis] = {}
        for left, part in zip(range(len(parts), 0, -1), parts, strict=True):
            if len(found) + left < 2:  # noqa: PLR2004 - the two questions
                break
            best = next(iter(self.rank(part)), None)
            if best and not best.is_topic and best.chance >= _SURE_PART:
                found.setdefault(best.id, part)
        return found

    def explain(self, utterance: str, current: str | None = None) -> list[str]:
        """Say in plain words what was compared with what, and why the runner-up lost."""
        return explain(self, utterance, current)


def _both(reading: Understanding, found: dict[str, Request]) -> Understanding:
    """Return a reading with both questions, as they were asked.

    The one that the whole message hardly sounds like comes second: it may be no question at all.
    """
    best = reading.requests[0].entry
    found[best] = replace(found[best], aspect=found[best].aspect or reading.aspect)
    chances = {match.entry: match.score for match in reading.matches}
    requests = tuple(found.values())
    if any(chances.get(request.entry, 0.0) < _LIKELY_ASKED for request in requests):
        requests = tuple(sorted(requests, key=lambda request: request.entry != best))
    return Understanding(
        Outcome.ANSWERED, reading.matches, requests, aspect=requests[0].aspect or reading.aspect
    )


def _offered(matches: Sequence[Match]) -> tuple[str, ...]:
    """Return the entries to choose from: the two likeliest, and others that are near."""
    return tuple(
        match.entry
        for place, match in enumerate(matches[:MOST_CHOICES])
        if place < 2 or match.score >= _OFFERED_FROM  # noqa: PLR2004 - a choice is one of two
    )


def _nearest(matches: Sequence[Match]) -> tuple[str, ...]:
    return tuple(match.entry for match in matches[:NEAREST] if match.score >= _HEARD_FROM)


def _beside(matches: Sequence[Match]) -> tuple[str, ...]:
    return tuple(match.entry for match in matches if match.score >= _BESIDE_FROM)
