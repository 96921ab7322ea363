"""Counts what systems answered; every rate is k/n with its 95 % Wilson interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from measuring import Answer, Run
    from questions import Question
    from systems import Finding

ANSWERED_RIGHT = 0.82  #: of what is in scope, where the threshold of a peer is set
_Z = 1.96


class Asked(NamedTuple):
    """A question and what became of it."""

    question: Question
    answer: Answer

    @property
    def found(self) -> Finding:
        """Return what the system said."""
        return self.answer.finding

    @property
    def is_first(self) -> bool:
        """Whether the nearest entry is a right one."""
        return bool(self.found.entries[:1]) and self.found.entries[0] in self.question.entries


def wilson(hits: int, total: int) -> str:
    """Write a rate with its 95 % Wilson score interval."""
    if not total:
        return "-"
    rate = hits / total
    middle = rate + _Z * _Z / (2 * total)
    spread = _Z * sqrt(rate * (1 - rate) / total + _Z * _Z / (4 * total * total))
    low, high = (max(0.0, middle + side) / (1 + _Z * _Z / total) for side in (-spread, spread))
    return f"{hits}/{total} {rate:.1%} [{100 * low:.0f}-{100 * high:.0f}]"


def share(claims: Iterable[bool]) -> str:
    """Write how many of some claims are true."""
    known = list(claims)
    return wilson(sum(known), len(known))


def first_rate(asked: Sequence[Asked]) -> str:
    """Write how often the nearest entry is a right one."""
    return share(one.is_first for one in asked)


def asked_of(run: Run, group: str, questions: Sequence[Question]) -> list[Asked]:
    """Return the questions of a group that a system was asked, with its answers."""
    return [Asked(questions[at], answer) for at, answer in run.answers.get(group, {}).items()]


def inside(asked: Sequence[Asked]) -> list[Asked]:
    """Return what is in scope."""
    return [one for one in asked if one.question.entries]


def outside(asked: Sequence[Asked]) -> list[Asked]:
    """Return what is out of scope."""
    return [one for one in asked if not one.question.entries]


def threshold(asked: Sequence[Asked]) -> float:
    """Return the score a peer answers from: where enough is answered right, or as much as can be.

    It is the score of the right answer that makes it enough, so nothing is answered needlessly.
    """
    ours = inside(asked)
    scores = sorted((one.found.score for one in ours if one.is_first), reverse=True)
    enough = int(np.ceil(ANSWERED_RIGHT * len(ours)))
    return scores[min(enough, len(scores)) - 1] if scores else inf


def given(found: Finding, answers_from: float) -> frozenset[str]:
    """Return the entries a citizen would be answered with; none when the system holds back."""
    if found.given is not None:
        return found.given
    return frozenset(found.entries[:1] if found.score >= answers_from else ())


@dataclass(frozen=True, slots=True)
class Figures:
    """A line of the main table."""

    first: str
    among: str
    right: str
    wrong: str
    outside: str
    latency: str  #: median and 99th percentile, ms


def figures(asked: Sequence[Asked], answers_from: float) -> Figures:
    """Count everything the main table tells of one system."""
    ours = inside(asked)
    decided = [(given(one.found, answers_from), one.question.entries) for one in ours]
    waits = [one.answer.seconds * 1000 for one in asked]
    return Figures(
        first=first_rate(ours),
        among=share(bool(one.question.entries & set(one.found.entries)) for one in ours),
        right=share(bool(said & meant) for said, meant in decided),
        wrong=share(bool(said) and not said & meant for said, meant in decided),
        outside=share(bool(given(one.found, answers_from)) for one in outside(asked)),
        latency=f"{np.median(waits):.2f} / {np.percentile(waits, 99):.2f}",
    )
