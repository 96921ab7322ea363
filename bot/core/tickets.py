"""Tickets: a citizen's feedback from the moment it is kept until nobody needs it any more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime  # noqa: TC003 - pydantic reads the annotations at run time
from enum import StrEnum

from bot.core.feedback import Feedback, OfficeStatus, Sender
from bot.core.places import Address  # noqa: TC001

OFFICE = "office"  #: outbox channels of the ways to offices are called `office:<route>`


class TicketState(StrEnum):
    """The life of a ticket; what is told to citizens never claims more."""

    KEPT = "kept"  #: stored; nothing has left yet
    SENDING = "sending"  #: a try has been begun, and no office has confirmed anything
    WITH_OFFICE = "with_office"  #: the office has it
    UNSURE = "unsure"  #: it left, and nobody can say whether it arrived
    DONE = "done"  #: the office says that the matter is settled
    DEAD = "dead"  #: it cannot be delivered
    WITHDRAWN = "withdrawn"  #: taken back by the citizen, or dropped by an operator


#: nothing will be sent any more
UNDER_WAY = frozenset({TicketState.KEPT, TicketState.SENDING})
SETTLED = frozenset(TicketState) - UNDER_WAY


class Told(StrEnum):
    """What the citizen has been told of a ticket besides its states; each once."""

    DELAYED = "delayed"  #: that the office cannot be reached, and that we go on trying
    OVERDUE = "overdue"
    ASKED = "asked"  #: whether the matter is settled


@dataclass(frozen=True, slots=True)
class Ticket:
    """A feedback and what became of it.

    *route* is the one way it takes at present, one of *routes*. *is_attempted*: a try on that
    route was begun and its outcome is not known, so look it up before sending again.
    """

    code: str
    owner: str  #: the conversation it came from
    address: Address | None  #: where news of it go; None once the citizen is forgotten
    draft: str  #: one draft becomes one ticket, however often "send" is tapped
    feedback: Feedback  #: without its photos
    routes: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    photos: tuple[str, ...] = ()  #: where each can be had, see Message.photo
    state: TicketState = TicketState.KEPT
    route: str = ""
    is_attempted: bool = False
    number: str = ""  #: the office's; "0" is one
    token: str = ""  #: the number comes later, ask again with this
    office: OfficeStatus | None = None  #: the last thing it said
    reason: str = ""  #: why not; no personal data
    due_on: date | None = None  #: the day by which the office should have answered
    delivered_at: datetime | None = None
    closed_at: datetime | None = None
    look_at: datetime | None = None  #: when there will be something to ask or to tell
    told: tuple[Told, ...] = ()
    is_repeated: bool = False  #: it was sent again though it may have arrived; flagged as such
    version: int = 0  #: grows with each change; a change of an older version is refused

    @property
    def is_settled(self) -> bool:
        """Whether nothing will be sent any more."""
        return self.state in SETTLED

    @property
    def is_forgotten(self) -> bool:
        """Whether nothing is left that an office could be told."""
        return not self.feedback.what


def channel_of(route: str) -> str:
    """Return the outbox channel of a way to an office; its chats are ticket codes."""
    return f"{OFFICE}:{route}"


def forgotten(ticket: Ticket) -> Ticket:
    """Return what may be kept of a ticket when its citizen is forgotten: what became of it."""
    old = ticket.feedback
    blank = replace(old, what="", where="", happened="", location=None, sender=Sender(), photos=())
    return replace(ticket, owner="", address=None, photos=(), feedback=blank, look_at=None)
