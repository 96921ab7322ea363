"""This bot and its peers, asked in one form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peers import PEERS, Document, Rank

from bot.core.matching import Matcher
from bot.core.models import Outcome

if TYPE_CHECKING:
    from material import Material

    from bot.core.understanding import Understanding

BOT = "this bot"
AMONG = 3  #: entries of a finding


@dataclass(frozen=True, slots=True)
class Finding:
    """What a system says of an utterance."""

    entries: tuple[str, ...]  #: the nearest, best first, at most AMONG
    score: float  #: of the first, on a scale of the system's own
    given: frozenset[str] | None = None  #: answered by this bot; None: a threshold decides
    shown: frozenset[str] = frozenset()  #: answered or offered by this bot
    aspect: str | None = None  #: what this bot takes to be asked


Ask = Callable[[str], Finding]


def build(system: str, material: Material) -> Ask:
    """Build a system."""
    if system == BOT:
        return _of_bot(Matcher.build(material.lesson, material.topics, material.calibration))
    phrases = material.lesson.phrases[: material.lesson.entries]
    said = (tuple(text for text, _ in phrases_of_one) for phrases_of_one in phrases)
    documents = [Document(*each) for each in zip(material.entries, said, strict=True)]
    return _of_peer(PEERS[system](documents))


def _of_bot(matcher: Matcher) -> Ask:
    def ask(utterance: str) -> Finding:
        return _finding(matcher.understand(utterance))

    return ask


def _finding(reading: Understanding) -> Finding:
    given = frozenset(request.entry for request in reading.requests)
    matches = reading.matches
    return Finding(
        entries=tuple(match.entry for match in matches[:AMONG]),
        score=matches[0].score if matches else 0.0,
        given=given if reading.outcome is Outcome.ANSWERED else frozenset(),
        shown=given | frozenset(reading.choices),
        aspect=reading.aspect,
    )


def _of_peer(rank: Rank) -> Ask:
    def ask(utterance: str) -> Finding:
        found = rank(utterance)
        entries = tuple(entry for entry, _ in found[:AMONG])
        return Finding(entries, found[0][1] if found else 0.0)

    return ask
