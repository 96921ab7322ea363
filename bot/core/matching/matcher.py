"""The matcher: from an utterance to what it means."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.matching.ranking import Ranked, Ranker
from bot.core.models import Match, Outcome
from bot.core.understanding import Request, Understanding
from bot.core.vocabulary import TopicKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.entry import Aspect
    from bot.core.matching.analysis import Analysis
    from bot.core.matching.classifier import Memory
    from bot.core.matching.lesson import Lesson
    from bot.core.vocabulary import Calibration, Topic

MOST_MATCHES = 10
MOST_CHOICES = 4
NEAREST = 3
_SPLIT = re.compile(r"[,.;?!\n]|\b(?:và|va|với lại|rồi|roi|còn|ngoài ra|sẵn)\b", re.IGNORECASE)
_LONGEST_DOUBLE = 26  #: words of a message in which two questions are looked for
_SHORTEST_PART = 3  #: words of each
_NAMED = 0.4  #: classified as much as this, an entry was named after all
_HEARD = 0.2  #: less of anything known than this is nothing
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
        is_known = elder is not None and elder.lesson == lesson and not elder.is_borrowing
        ranker = elder if elder and is_known else Ranker(lesson, memory)
        return cls(ranker, calibration, {topic.id: topic for topic in topics})

    def listening_to(self, lesson: Lesson) -> Matcher:
        """Return a matcher that finds the words of a new lesson, and judges as this one does."""
        if self.ranker.lesson == lesson:
            return self
        return replace(self, ranker=Ranker(lesson, elder=self.ranker))

    def understand(self, utterance: str, current: str | None = None) -> Understanding:
        """Say what an utterance means; *current* is the entry last spoken of."""
        analysis = self.ranker.analyst.analyse(utterance)
        aspect = self.ranker.aspects.read(analysis.words, analysis.heard)
        ranked = self.ranker.rank(analysis)
        is_named = any(found.classified >= _NAMED for found in ranked[:1])
        if not is_named and self._is_follow_up(analysis, aspect):
            return self._follow_up(current, aspect)
        reading = self._decide(ranked, aspect)
        if reading.outcome is Outcome.ANSWERED and len(analysis.words) <= _LONGEST_DOUBLE:
            return self._with_second(reading, utterance)
        return reading

    @staticmethod
    def _is_follow_up(analysis: Analysis, aspect: Aspect | None) -> bool:
        """Whether nothing but an aspect is named."""
        if aspect is None or len(analysis.words) > _FOLLOW_UP:
            return False
        return not analysis.core

    @staticmethod
    def _follow_up(current: str | None, aspect: Aspect | None) -> Understanding:
        if current is None:
            return Understanding(Outcome.UNKNOWN, aspect=aspect, is_follow_up=True)
        request = Request(current, aspect)
        return Understanding(
            Outcome.ANSWERED, requests=(request,), aspect=aspect, is_follow_up=True
        )

    def _decide(self, ranked: Sequence[Ranked], aspect: Aspect | None) -> Understanding:
        entries = [r for r in ranked if not r.is_topic]
        scores = sorted((r.score for r in ranked), reverse=True)[:2]
        matches = tuple(Match(r.id, self.confidence(r, scores)) for r in entries[:MOST_MATCHES])
        topic = self._topic(ranked)
        if topic is not None:
            is_ours = self.topics[topic].kind is not TopicKind.OUT_OF_SCOPE
            outcome = Outcome.SMALL_TALK if is_ours else Outcome.UNKNOWN
            return Understanding(outcome, matches, topic=topic, aspect=aspect)
        is_heard = bool(entries) and (entries[0].found > _HEARD or entries[0].classified > _HEARD)
        if not is_heard or ranked[0].is_topic:
            return Understanding(
                Outcome.UNKNOWN, matches, choices=_nearest(matches), aspect=aspect
            )
        best = matches[0].score
        if best >= self.calibration.answer_from:
            request = Request(matches[0].entry, aspect)
            return Understanding(Outcome.ANSWERED, matches, (request,), aspect=aspect)
        if best >= self.calibration.offer_from:
            offered = tuple(match.entry for match in matches[:MOST_CHOICES])
            return Understanding(Outcome.CLARIFIED, matches, choices=offered, aspect=aspect)
        return Understanding(Outcome.UNKNOWN, matches, choices=_nearest(matches), aspect=aspect)

    def _topic(self, ranked: Sequence[Ranked]) -> str | None:
        """Return the topic an utterance is about: surely, or urgently."""
        for place, found in enumerate(ranked[:3]):
            if not found.is_topic:
                continue
            is_urgent = self.topics[found.id].kind is TopicKind.EMERGENCY
            if place == 0 and found.classified >= self.calibration.weights["topic"]:
                return found.id
            if is_urgent and found.classified >= self.calibration.weights["emergency"]:
                return found.id
        return None

    def confidence(self, one: Ranked, best: Sequence[float]) -> float:
        """Return how likely it is that *one* is meant, between 0 and 1.

        *best*: the two best scores of all.
        """
        weights = self.calibration.weights
        rival = best[0] if one.score < best[0] else best[-1] if len(best) > 1 else 0.0
        sum_ = (
            weights["bias"]
            + weights["found"] * one.found
            + weights["classified"] * one.classified
            + weights["likeness"] * one.likeness
            + weights["lead"] * max(-1.0, one.score - rival)
        )
        return 1 / (1 + math.exp(-sum_))

    def _with_second(self, reading: Understanding, utterance: str) -> Understanding:
        """Look for a second question in the same message."""
        parts = [part for part in _SPLIT.split(utterance) if part and part.strip()]
        if len(parts) < 2:  # noqa: PLR2004 - one question
            return reading
        found: dict[str, Request] = {}
        for part in parts:
            analysis = self.ranker.analyst.analyse(part)
            if len(analysis.words) < _SHORTEST_PART:
                continue
            aspect = self.ranker.aspects.read(analysis.words, analysis.heard)
            here = self._decide(self.ranker.rank(analysis), aspect)
            if here.outcome is Outcome.ANSWERED and not self._is_follow_up(analysis, aspect):
                found.setdefault(here.requests[0].entry, here.requests[0])
        first = reading.requests[0]
        if first.entry not in found or len(found) != 2:  # noqa: PLR2004 - the two questions
            return reading
        requests = tuple(found.values())
        return Understanding(
            Outcome.ANSWERED,
            reading.matches,
            requests,
            aspect=requests[0].aspect or reading.aspect,
        )

    def explain(self, utterance: str, current: str | None = None) -> list[str]:
        """Say in plain words what was compared with what, and why the runner-up lost."""
        analysis = self.ranker.analyst.analyse(utterance)
        reading = self.understand(utterance, current)
        ranked = self.ranker.rank(analysis)[:3]
        lines = [f"Đọc là: {' '.join(analysis.words)}"]
        for found in ranked:
            shown = ", ".join(self.ranker.shared(analysis, found.id)) or "không chữ nào"
            lines.append(
                f"{found.id}: chữ trùng {found.found:.2f} ({shown}); "
                f"giống cách nói đã học {found.classified:.2f}; giống câu mẫu "
                f'"{self.ranker.nearest(analysis, found.id)}" {found.likeness:.2f}; '
                f"cộng {found.score:.2f}"
            )
        aspect = reading.aspect.value if reading.aspect else "không rõ"
        lines.append(f"Khía cạnh: {aspect}. Kết luận: {reading.outcome.value}.")
        return lines


def _nearest(matches: Sequence[Match]) -> tuple[str, ...]:
    return tuple(match.entry for match in matches[:NEAREST])
