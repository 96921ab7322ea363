"""What operators see of the outbox, and what they need to put it right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bot.core.tickets import OFFICE, TicketState, Told

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.core.models import DeliveryState, Reply
    from bot.core.places import Address
    from bot.core.tickets import Ticket


DROPPED = "dropped:"  #: so begins the reason of what an operator has decided not to pursue


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the outbox, as it is."""

    id: int
    address: Address
    state: DeliveryState
    attempts: int
    due_at: datetime  #: while it is being sent: when the lease runs out
    created_at: datetime
    settled_at: datetime | None
    receipt: str
    reason: str
    reply: Reply

    @property
    def is_for_office(self) -> bool:
        """Whether it brings a ticket to an office; its chat is the ticket code then."""
        return self.address.channel.startswith(f"{OFFICE}:")


class Ledger(Protocol):
    """The outbox and the block list, for operators. Every method may raise StorageError."""

    async def rows(
        self, states: Collection[DeliveryState], channel: str, limit: int
    ) -> Sequence[Row]:
        """Return rows in these states that nobody has dropped or withdrawn, oldest first.

        Those of all channels without one.
        """
        ...

    async def row(self, row_id: int) -> Row | None:
        """Return one row."""
        ...

    async def last_row(self, ticket: Ticket) -> Row | None:
        """Return the latest row of a ticket, on whatever route."""
        ...

    async def make_due(self, row_id: int, now: datetime) -> bool:
        """Make a row due now, as if never tried; False if it was sent, or is being sent."""
        ...

    async def end(self, row_id: int, reason: str, now: datetime) -> bool:
        """End a row that was not sent; False if it was."""
        ...

    async def block(self, owner: str, reason: str, now: datetime) -> None:
        """Let a conversation send no more feedback."""
        ...

    async def unblock(self, owner: str) -> bool:
        """Let it again; False if it was not blocked."""
        ...

    async def blocked_because(self, owner: str) -> str | None:
        """Return why a conversation is blocked; None if it is not."""
        ...


def revived(ticket: Ticket, routes: Sequence[str], now: datetime) -> Ticket:
    """Return a ticket that is tried again as long as a new one is.

    One that certainly reached nobody begins with the first of *routes*. One in doubt stays on its
    route, so that the office is asked first, or gets it flagged as a repeat.
    """
    told = tuple(one for one in ticket.told if one is not Told.DELAYED)
    again = replace(
        ticket, created_at=now, told=told, closed_at=None, look_at=now, is_repeated=False
    )
    if ticket.state is TicketState.UNSURE:
        return replace(again, state=TicketState.SENDING, is_attempted=True, reason="")
    first = routes[0] if routes else ticket.route
    return replace(
        again,
        state=TicketState.KEPT,
        is_attempted=False,
        routes=tuple(routes) or ticket.routes,
        route=first,
        reason="",
        number="",
        token="",
    )


def left_in_doubt(ticket: Ticket, why: str) -> Ticket:
    """Return a ticket of which nobody can find out more; it stays in doubt, and is not told of."""
    return replace(ticket, reason=f"{DROPPED} {why}")
