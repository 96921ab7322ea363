"""What operators do to tickets and to the outbox, while the bot runs or stands still."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core import journey
from bot.core.feedback import Receipt
from bot.core.models import DeliveryState
from bot.core.operating import DROPPED, left_in_doubt, revived
from bot.core.tickets import TicketState
from bot.errors import StaleError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence
    from datetime import date

    from bot.core.guests import GuestDay
    from bot.core.operating import Ledger, Row
    from bot.core.tickets import Ticket
    from bot.services.ways import Bureau

_MOST_CHANGES = 5  #: of others, while we decide
_OVER = frozenset({TicketState.DEAD, TicketState.UNSURE})
NOT_SENT = frozenset(DeliveryState) - {DeliveryState.SENT}


class Done(StrEnum):
    """What came of a wish."""

    DUE = "due"  #: it is tried again now
    REVIVED = "revived"  #: a ticket that was given up sets out again
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"  #: with its ticket
    ARRIVED = "arrived"  #: an office has the ticket, as somebody has found out
    LEFT = "left"  #: the ticket stays in doubt, and nobody is told of it any more
    SETTLED = "settled"  #: there is nothing to find out about the ticket
    FORGOTTEN = "forgotten"  #: nothing is left of what the citizen wrote
    MISSING = "missing"
    SENT = "sent"  #: too late, or being sent at this moment
    CHANGING = "changing"  #: others changed the ticket again and again; nothing was done


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the outbox and, if it is for an office, its ticket."""

    row: Row
    ticket: Ticket | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody has found out about a ticket, by telephone or in the mailbox itself."""

    is_arrived: bool
    number: str = ""  #: the office's, if it has given one
    why: str = ""  #: nothing more can be found out


class Operators:
    """The hands of those who run the bot."""

    def __init__(self, ledger: Ledger, bureau: Bureau) -> None:
        self._ledger, self._bureau = ledger, bureau

    async def tickets(self, states: Collection[TicketState], limit: int) -> Sequence[Ticket]:
        """Return tickets in these states, oldest first."""
        return await self._bureau.tickets.in_states(states, limit)

    async def ticket(self, code: str) -> Ticket | None:
        """Return the ticket of a code."""
        return await self._bureau.tickets.find(code)

    async def guest_days(self, limit: int) -> Sequence[GuestDay]:
        """Return how much guests sent on the last days, newest first."""
        return await self._bureau.tickets.guest_days(limit)

    async def block(self, owner: str, reason: str) -> None:
        """Let a conversation send no more feedback."""
        await self._ledger.block(owner, reason, self._bureau.now())

    async def unblock(self, owner: str) -> bool:
        """Let it again; False if it was not blocked."""
        return await self._ledger.unblock(owner)

    async def blocked_because(self, owner: str) -> str | None:
        """Return why a conversation is blocked; None if it is not."""
        return await self._ledger.blocked_because(owner)

    async def cases(
        self, states: Collection[DeliveryState], channel: str, limit: int
    ) -> Sequence[Case]:
        """Return rows in these states; with the dead ones, those of tickets given up."""
        found = [await self._case(row) for row in await self._ledger.rows(states, channel, limit)]
        if DeliveryState.DEAD in states:
            known = {case.row.id for case in found}
            over = await self._bureau.tickets.to_see_to(_OVER, limit)
            given_up = [await self._given_up(ticket) for ticket in over]
            found += [
                case
                for case in given_up
                if case and case.row.id not in known and channel in {"", case.row.address.channel}
            ]
        return sorted(found, key=lambda case: case.row.id)[:limit]

    async def case(self, row_id: int) -> Case | None:
        """Return one row with its ticket."""
        row = await self._ledger.row(row_id)
        return await self._case(row) if row else None

    async def retry(self, row_id: int) -> Done:
        """Try a row again now; a ticket that was given up sets out again."""
        return await _once_still(lambda: self._retry(row_id))

    async def drop(self, row_id: int, why: str) -> Done:
        """End a row; a ticket on its way is withdrawn, and its citizen told so."""
        return await _once_still(lambda: self._drop(row_id, why))

    async def row_of(self, code: str) -> int | None:
        """Return the latest row of a ticket."""
        ticket = await self.ticket(code)
        row = await self._ledger.last_row(ticket) if ticket else None
        return row.id if row else None

    async def settle(self, code: str, verdict: Verdict) -> Done:
        """Keep what somebody has found out about a ticket that was given up or is in doubt."""
        return await _once_still(lambda: self._settle(code, verdict))

    async def _retry(self, row_id: int) -> Done:
        case = await self.case(row_id)
        if case is None:
            return Done.MISSING
        if case.ticket is not None and case.ticket.is_forgotten:
            return Done.FORGOTTEN
        if case.ticket is None or case.ticket.state not in _OVER:
            is_due = await self._ledger.make_due(row_id, self._bureau.now())
            return Done.DUE if is_due else Done.SENT
        await self._revive(case.ticket)
        return Done.REVIVED

    async def _drop(self, row_id: int, why: str) -> Done:
        case = await self.case(row_id)
        if case is None:
            return Done.MISSING
        is_withdrawn = case.ticket is not None and await self._withdraw(case.ticket, why)
        is_ended = await self._ledger.end(row_id, f"{DROPPED} {why}", self._bureau.now())
        if is_withdrawn:
            return Done.WITHDRAWN
        return Done.DROPPED if is_ended else Done.SENT

    async def _settle(self, code: str, verdict: Verdict) -> Done:
        ticket = await self.ticket(code)
        if ticket is None:
            return Done.MISSING
        if verdict.is_arrived and ticket.state in _OVER:
            newsroom, now = self._bureau.newsroom(), self._bureau.now()
            receipt, due = Receipt(verdict.number), newsroom.due_on(ticket, now)
            there = journey.arrived(ticket, ticket.route, receipt, now, due)
            await self._bureau.keep(there, [newsroom.of_state(there)])
            return Done.ARRIVED
        if ticket.is_forgotten:
            return Done.FORGOTTEN
        if not verdict.is_arrived and ticket.state is TicketState.UNSURE:
            await self._bureau.keep(left_in_doubt(ticket, verdict.why))
            return Done.LEFT
        return Done.SETTLED

    async def _case(self, row: Row) -> Case:
        return Case(row, await self.ticket(row.address.chat) if row.is_for_office else None)

    async def _given_up(self, ticket: Ticket) -> Case | None:
        row = await self._ledger.last_row(ticket)
        return Case(row, ticket) if row else None

    async def _revive(self, ticket: Ticket) -> None:
        newsroom = self._bureau.newsroom()
        field = newsroom.gopy.field(ticket.feedback.field)
        routes = newsroom.offices.routes_for(field) if field else ()
        again = revived(ticket, routes, self._bureau.now())
        await self._bureau.keep(again, [newsroom.of_state(again)], forward=True)

    async def _withdraw(self, ticket: Ticket, why: str) -> bool:
        """Take a ticket back; False if an office has it, or nothing is on its way any more."""
        if ticket.is_settled and ticket.state is not TicketState.DEAD:
            return False
        gone = replace(
            ticket,
            state=TicketState.WITHDRAWN,
            reason=f"{DROPPED} {why}",
            closed_at=self._bureau.now(),
            look_at=None,
        )
        is_known = ticket.state is TicketState.DEAD  # the citizen knows that it is not sent
        news = [] if is_known else [self._bureau.newsroom().of_state(gone)]
        await self._bureau.keep(gone, news)
        return True


def is_overdue(ticket: Ticket, today: date) -> bool:
    """Tell whether the office that has it should have answered by now."""
    is_waiting = ticket.state is TicketState.WITH_OFFICE
    return is_waiting and ticket.due_on is not None and ticket.due_on < today


async def _once_still(do: Callable[[], Awaitable[Done]]) -> Done:
    """Do something with a ticket as it is; again, a few times, when it changed meanwhile."""
    for _ in range(_MOST_CHANGES):
        with suppress(StaleError):
            return await do()
    return Done.CHANGING
