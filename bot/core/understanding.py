"""What an utterance was understood to mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.entry import Aspect
    from bot.core.models import Match, Outcome


MOST_MATCHES = 10


@dataclass(frozen=True, slots=True)
class Request:
    """One thing asked: an entry, and what of it."""

    entry: str
    aspect: Aspect | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """The reading of one utterance.

    *outcome* is answered (see *requests*; *choices* may be meant instead), clarified (see
    *choices*), unknown (*choices* are
    the nearest topics) or small talk (see *topic*).
    """

    outcome: Outcome
    matches: tuple[Match, ...] = ()  #: best first, at most MOST_MATCHES
    requests: tuple[Request, ...] = ()  #: what is asked, one or two
    choices: tuple[str, ...] = ()  #: entry ids to offer, at most four
    aspect: Aspect | None = None  #: what is asked of whichever entry is meant
    topic: str | None = None  #: small talk, or (when unknown) a subject that is not ours
    is_follow_up: bool = False  #: whether the entry was taken from the conversation
