"""The journey of a ticket to an office: what follows from what happened; pure steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.tickets import TicketState

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.core.feedback import Receipt
    from bot.core.tickets import Ticket


_REST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long what is waited for."""

    tells_after: timedelta = timedelta(hours=1)  #: then the citizen hears that it takes longer
    fails_over_after: timedelta = timedelta(hours=24)  #: on each way, if the office has nothing
    gives_up_after: timedelta = timedelta(days=7)
    settles_within: timedelta = timedelta(minutes=1)  #: what an office may still be busy with


def next_route(ticket: Ticket) -> str | None:
    """Return the way after the present one; None if there is none."""
    if ticket.route not in ticket.routes:
        return None
    rest = ticket.routes[ticket.routes.index(ticket.route) + 1 :]
    return rest[0] if rest else None


def fails_over_at(ticket: Ticket, patience: Patience) -> datetime | None:
    """Return when the next way is due, should nothing have left by then."""
    if next_route(ticket) is None:
        return None
    return ticket.created_at + patience.fails_over_after * (ticket.routes.index(ticket.route) + 1)


def gives_up_at(ticket: Ticket, patience: Patience) -> datetime:
    """Return when it is no longer tried."""
    return ticket.created_at + patience.gives_up_after


def next_look(ticket: Ticket, now: datetime, patience: Patience) -> datetime:
    """Return when there is something to decide or to tell about a ticket on its way."""
    times = (
        ticket.created_at + patience.tells_after,
        fails_over_at(ticket, patience),
        gives_up_at(ticket, patience),
    )
    return min((at for at in times if at and at > now), default=now + _REST)


def attempted(ticket: Ticket, *, as_repeat: bool) -> Ticket:
    """Return the ticket as it is noted before anything leaves."""
    return replace(
        ticket,
        state=TicketState.SENDING,
        is_attempted=True,
        is_repeated=ticket.is_repeated or as_repeat,
    )


def arrived(
    ticket: Ticket, route: str, receipt: Receipt, now: datetime, due: date | None
) -> Ticket:
    """Return the ticket once an office has it; a token stands for a number to come."""
    return replace(
        ticket,
        state=TicketState.WITH_OFFICE,
        route=route,
        is_attempted=False,
        number=receipt.number,
        token=receipt.token,
        reason="",
        due_on=due,
        delivered_at=now,
        closed_at=None,
        look_at=now,
    )


def turned(ticket: Ticket, route: str, reason: str, now: datetime) -> Ticket:
    """Return the ticket on another way."""
    return replace(
        ticket,
        state=TicketState.KEPT,
        route=route,
        is_attempted=False,
        is_repeated=False,
        number="",
        token="",
        reason=reason,
        delivered_at=None,
        look_at=now,
    )


def ended(ticket: Ticket, state: TicketState, reason: str, now: datetime) -> Ticket:
    """Return the ticket once nothing is sent any more: dead, or left in doubt."""
    is_dead = state is TicketState.DEAD
    return replace(
        ticket,
        state=state,
        reason=reason,
        is_attempted=ticket.is_attempted and not is_dead,
        closed_at=now if is_dead else None,
        look_at=None if is_dead else now,
    )
