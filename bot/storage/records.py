"""What a handler may read inside the transaction of its turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.core.records import Kept
from bot.core.tickets import SETTLED
from bot.storage import guests
from bot.storage import tickets as tickets_
from bot.storage.tables import Instant, blocked, inbox, outbox, photos, tickets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.guests import GuestDay
    from bot.core.places import Address
    from bot.core.tickets import Ticket


_MESSAGES_SINCE = (  # asked in each turn, and so built once
    sa.select(sa.func.count())
    .select_from(inbox)
    .where(inbox.c.conversation == sa.bindparam("owner"))
    .where(inbox.c.received_at >= sa.bindparam("since", type_=Instant))
)


@dataclass(frozen=True, slots=True)
class SqlRecords:
    """Implements the Records port on an open transaction."""

    _connection: AsyncConnection

    async def ticket(self, code: str) -> Ticket | None:
        """Return the ticket of a code."""
        return await tickets_.find(self._connection, tickets.c.code, code)

    async def ticket_of_draft(self, draft: str) -> Ticket | None:
        """Return what became of a draft; None as long as it was not sent."""
        return await tickets_.find(self._connection, tickets.c.draft, draft)

    async def tickets_of(self, owner: str, limit: int) -> Sequence[Ticket]:
        """Return the tickets of a conversation, newest first."""
        query = sa.select(tickets.c.body).where(tickets.c.owner == owner)
        query = query.order_by(tickets.c.created_at.desc(), tickets.c.code).limit(limit)
        return await tickets_.select(self._connection, query)

    async def messages_since(self, owner: str, since: datetime) -> int:
        """Count the messages of a conversation since then, the one in hand included."""
        asked = {"owner": owner, "since": since}
        return (await self._connection.execute(_MESSAGES_SINCE, asked)).scalar_one()

    async def is_blocked(self, owner: str) -> bool:
        """Tell whether an operator has blocked a conversation from sending feedback."""
        return await self._count(blocked, blocked.c.owner == owner) > 0

    async def guests_on(self, day: date) -> GuestDay:
        """Return how much all guests have sent on a day."""
        return await guests.of_day(self._connection, day)

    async def kept(self, owner: str, address: Address) -> Kept:
        """Count what is kept about a citizen."""
        is_own = tickets.c.owner == owner
        is_open = is_own & tickets.c.state.not_in([state.value for state in SETTLED])
        sent = (outbox.c.channel == address.channel) & (outbox.c.chat == address.chat)
        oldest = sa.type_coerce(sa.func.min(inbox.c.received_at), Instant)
        query = sa.select(oldest).where(inbox.c.conversation == owner)
        return Kept(
            messages=await self._count(inbox, inbox.c.conversation == owner),
            replies=await self._count(outbox, sent),
            tickets=await self._count(tickets, is_own),
            undelivered=await self._count(tickets, is_open),
            photos=await self._count(photos, photos.c.owner == owner),
            since=(await self._connection.execute(query)).scalar(),
        )

    async def _count(self, table: sa.Table, where: Any) -> int:
        query = sa.select(sa.func.count()).select_from(table).where(where)
        return (await self._connection.execute(query)).scalar_one()
