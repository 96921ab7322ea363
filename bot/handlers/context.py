"""What a handler gets besides the message."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from bot.core import feedback_draft
from bot.core.days import day_of
from bot.core.guests import GuestLimits
from bot.core.records import Terms

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import date, datetime

    from bot.core.catalogue import Catalogue
    from bot.core.entry import Aspect
    from bot.core.feedback_draft import Draft
    from bot.core.models import Conversation, Message, Reply
    from bot.core.offices import Offices
    from bot.core.places import Address
    from bot.core.ports import Records
    from bot.core.problems import Problem

GUIDE = "guide"  #: the step of those who are in one
MOST_BUTTONS = 5  #: under one reply; Zalo shows no more
SUBJECT_LASTS = timedelta(
    hours=1
)  #: how long "còn lệ phí thì sao?" means the entry last spoken of


DANGER_LASTS = timedelta(hours=1)  #: how long nothing but a plain question leads away from it


class Shelf(Protocol):
    """Where the catalogue of the moment lies, and why a newer one may have been refused."""

    @property
    def problems(self) -> Sequence[Problem]:
        """Return what was wrong at the last reading."""
        ...

    def current(self) -> Catalogue:
        """Return the snapshot to answer from."""
        ...

    async def reload(self) -> bool:
        """Read the files again; False when nothing had changed."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How much feedback may be sent, and how fast one may write; of one conversation."""

    tickets_a_day: int = 5
    messages_a_minute: int = 40
    longest_text: int = 1000  #: characters of what happened
    most_photos: int = 3
    guests: GuestLimits = field(default_factory=GuestLimits)  #: of all of them together


@dataclass(frozen=True, slots=True)
class FeedbackDesk:
    """What handlers need to take feedback."""

    records: Records
    offices: Offices
    chance: Callable[[int], int]  #: a number from 0 up to, not including, its argument
    limits: Limits = Limits()
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class Context:
    """The snapshot and the conversation one reply is made from."""

    catalogue: Catalogue
    conversation: Conversation
    now: datetime
    share_links: Callable[[str], Sequence[str]]  #: entry id -> addresses to pass on
    shelf: Shelf
    is_admin: bool = False  #: whether the message comes from one who runs the bot
    address: Address | None = None  #: where the reply goes
    is_private: bool = True  #: whether nobody else reads along
    desk: FeedbackDesk | None = None  #: None where no feedback is taken: `bot ask`
    asked: Aspect | None = None  #: by the last message, of what was not yet known

    @property
    def today(self) -> date:
        """Return the day it is in Việt Nam."""
        return day_of(self.now)

    @property
    def room(self) -> int:
        """Return how many buttons a reply may have; each way back takes one."""
        step = self.conversation.step
        is_in_guide = step is not None and step.name == GUIDE
        return MOST_BUTTONS - is_in_guide - (self.draft is not None)

    def taking_up(self) -> Context:
        """Return the context of a turn that takes up what was asked last, or lets it go.

        Danger that was told longer ago is let go, too.
        """
        left = self.conversation
        asked = left.asked if self._is_fresh(left.asked_at, SUBJECT_LASTS) else None
        kept = replace(left, asked=None, asked_at=None)
        if not self._is_fresh(left.danger_at, DANGER_LASTS):
            kept = replace(kept, danger="", danger_at=None)
        return replace(self, conversation=kept, asked=asked)

    def _is_fresh(self, since: datetime | None, lasts: timedelta) -> bool:
        return since is not None and self.now - since <= lasts

    @property
    def draft(self) -> Draft | None:
        """Return the feedback being written; not one that was only offered."""
        draft = feedback_draft.read(self.conversation.draft)
        return None if draft is None or draft.is_offered else draft

    @property
    def subject(self) -> str | None:
        """Return the entry last spoken of, unless that was too long ago."""
        spoken_at = self.conversation.entry_at
        if spoken_at is None or self.now - spoken_at > SUBJECT_LASTS:
            return None
        return self.conversation.entry


class Handler(Protocol):
    """From a message to a reply."""

    def __call__(self, message: Message, context: Context, /) -> Awaitable[Reply]:
        """Answer the message."""
        ...
