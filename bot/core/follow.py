"""When there is something to ask or to tell about a ticket that an office has; pure times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.core.days import VIETNAM
from bot.core.tickets import TicketState, Told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.core.tickets import Ticket

MORNING = time(8)  #: nobody is woken by news that can wait


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often what is asked, and for how long."""

    asks_office: timedelta = timedelta(hours=3)
    asks_number: timedelta = timedelta(minutes=10)  #: where a token stands for one
    asks_again: timedelta = timedelta(minutes=20)  #: an office that could not answer
    asks_citizen_when_done: timedelta = timedelta(days=3)
    asks_citizen_when_due: timedelta = timedelta(days=7)
    asks_citizen_at_last: timedelta = timedelta(days=14)  #: where no term is known
    closes: timedelta = timedelta(days=14)  #: after the citizen was asked


def overdue_at(ticket: Ticket) -> datetime | None:
    """Return when to tell that the term is over; None if it is not, or was told."""
    if ticket.due_on is None or Told.OVERDUE in ticket.told:
        return None
    return None if ticket.state is TicketState.DONE else _morning_after(ticket.due_on)


def asks_at(ticket: Ticket, rhythm: Rhythm) -> datetime:
    """Return when to ask the citizen whether the matter is settled."""
    if ticket.state is TicketState.DONE and ticket.closed_at:
        return ticket.closed_at + rhythm.asks_citizen_when_done
    if ticket.due_on:
        return _morning_after(ticket.due_on) + rhythm.asks_citizen_when_due
    return (ticket.delivered_at or ticket.created_at) + rhythm.asks_citizen_at_last


def closes_at(ticket: Ticket, rhythm: Rhythm) -> datetime:
    """Return when nothing more is asked."""
    return asks_at(ticket, rhythm) + rhythm.closes


def next_look(ticket: Ticket, rhythm: Rhythm, now: datetime, *, answers: bool) -> datetime | None:
    """Return when to look again; *answers*: whether the office could be asked this time."""
    if now >= closes_at(ticket, rhythm):
        return None
    return min(at for at in _times(ticket, rhythm, now, answers=answers) if at > now)


def _times(ticket: Ticket, rhythm: Rhythm, now: datetime, *, answers: bool) -> Iterator[datetime]:
    yield closes_at(ticket, rhythm)
    if Told.ASKED not in ticket.told:
        yield asks_at(ticket, rhythm)
    if at := overdue_at(ticket):
        yield at
    if not answers:
        yield now + rhythm.asks_again
    elif ticket.number:
        yield now + rhythm.asks_office
    elif ticket.token:
        yield now + rhythm.asks_number


def _morning_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), MORNING, VIETNAM).astimezone(UTC)
