"""What is kept about a citizen, counted for those who ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


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
