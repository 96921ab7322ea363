"""What a reply does besides being said: values, carried out where the turn is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - pydantic reads the annotations at run time

from bot.core.places import Address  # noqa: TC001 - pydantic reads the annotations at run time
from bot.core.tickets import Ticket  # noqa: TC001


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """Keep a feedback, attach its kept photos, and send it on its first route."""

    ticket: Ticket
    guest_day: date | None = None  #: the day it counts for; None where it comes from no guest


@dataclass(frozen=True, slots=True)
class ChangeTicket:
    """Keep what the citizen says of a ticket; refused if it has changed meanwhile."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class DropPhotos:
    """Throw away photos that belong to no ticket: those of a draft that was given up."""

    owner: str
    only: tuple[str, ...] = ()  #: these, see Message.photo; all of them when there are none here


@dataclass(frozen=True, slots=True)
class Erase:
    """Forget a citizen: conversation, tickets, photos, and what lies in the outbox.

    Tickets on their way are withdrawn if *undelivered* is true; otherwise they are still
    delivered, without news to anybody, and forgotten then.
    """

    owner: str
    address: Address
    undelivered: bool


Effect = OpenTicket | ChangeTicket | DropPhotos | Erase
