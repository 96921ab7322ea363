"""What is kept about a citizen, counted for those who ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: what is forgotten when it has had its term
KINDS = frozenset({"conversations", "messages", "replies", "questions", "photos", "tickets"})


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is kept under one conversation and one address."""

    messages: int  #: keys of messages; their words are wiped once they are answered
    replies: int  #: what we have said
    tickets: int
    undelivered: int  #: tickets that are still to reach an office
    photos: int
    since: datetime | None = None  #: of the oldest message


@dataclass(frozen=True, slots=True)
class Terms:
    """How long what is kept."""

    conversations: timedelta = timedelta(days=90)  #: what was said last, replies, message keys
    tickets: timedelta = timedelta(days=365)  #: after the last change of a settled one
    photos: timedelta = timedelta(days=30)  #: after an office took it, or it was given up
    drafts: timedelta = timedelta(days=1)  #: photos of feedback that was never sent


def still_due(done: Mapping[str, int]) -> frozenset[str]:
    """Return the kinds of which there may be more after so many of each have been forgotten.

    A ticket is forgotten only when no photo is left of it.
    """
    found = frozenset(kind for kind, count in done.items() if count)
    return found | {"tickets"} if "photos" in found else found
