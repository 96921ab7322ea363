"""The outbox and the block list, for operators; works beside a running bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.core.models import DeliveryState
from bot.core.operating import DROPPED, Row
from bot.core.places import Address
from bot.core.tickets import OFFICE, TicketState
from bot.storage import codec
from bot.storage.inserting import insert
from bot.storage.tables import blocked, outbox, tickets
from bot.storage.tickets import IS_DROPPED

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.core.tickets import Ticket
    from bot.storage.database import Database

_SENT, _SENDING = DeliveryState.SENT.value, DeliveryState.SENDING.value
_IS_FOR_OFFICE = outbox.c.channel.startswith(f"{OFFICE}:")
_IS_DROPPED = sa.func.substr(outbox.c.reason, 1, len(DROPPED)) == DROPPED
_IS_OF_DROPPED = sa.exists().where(
    _IS_FOR_OFFICE,
    tickets.c.code == outbox.c.chat,
    (tickets.c.state == TicketState.WITHDRAWN.value) | IS_DROPPED,
)


class SqlLedger:
    """Implements the Ledger port."""

    def __init__(self, database: Database) -> None:
        self._transaction = database.transaction

    async def rows(
        self, states: Collection[DeliveryState], channel: str, limit: int
    ) -> Sequence[Row]:
        """Return rows in these states that nobody has dropped or withdrawn, oldest first."""
        is_in_state = outbox.c.state.in_([state.value for state in states])
        query = sa.select(outbox).where(is_in_state, ~_IS_DROPPED, ~_IS_OF_DROPPED)
        if channel:
            query = query.where(outbox.c.channel == channel)
        async with self._transaction() as connection:
            found = await connection.execute(query.order_by(outbox.c.id).limit(limit))
        return [_row(row) for row in found.all()]

    async def row(self, row_id: int) -> Row | None:
        """Return one row."""
        return await self._first(sa.select(outbox).where(outbox.c.id == row_id))

    async def last_row(self, ticket: Ticket) -> Row | None:
        """Return the latest row of a ticket, on whatever route."""
        is_its = _IS_FOR_OFFICE & (outbox.c.chat == ticket.code)
        return await self._first(sa.select(outbox).where(is_its).order_by(outbox.c.id.desc()))

    async def make_due(self, row_id: int, now: datetime) -> bool:
        """Make a row due now, as if never tried; False if it was sent, or is being sent."""
        is_held = (outbox.c.state == _SENDING) & (outbox.c.due_at > now)
        statement = outbox.update().where(outbox.c.id == row_id, outbox.c.state != _SENT)
        fresh = {"state": DeliveryState.PENDING.value, "due_at": now, "settled_at": None}
        return await self._change(statement.where(~is_held).values(**fresh, attempts=0))

    async def end(self, row_id: int, reason: str, now: datetime) -> bool:
        """End a row that was not sent; False if it was."""
        statement = outbox.update().where(outbox.c.id == row_id, outbox.c.state != _SENT)
        over = {"state": DeliveryState.DEAD.value, "settled_at": now, "reason": reason}
        return await self._change(statement.values(over))

    async def block(self, owner: str, reason: str, now: datetime) -> None:
        """Let a conversation send no more feedback."""
        async with self._transaction() as connection:
            row = {"owner": owner, "reason": reason, "created_at": now}
            statement = insert(connection, blocked).values(row)
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["owner"], set_={"reason": reason})
            )

    async def unblock(self, owner: str) -> bool:
        """Let it again; False if it was not blocked."""
        return await self._change(blocked.delete().where(blocked.c.owner == owner))

    async def blocked_because(self, owner: str) -> str | None:
        """Return why a conversation is blocked; None if it is not."""
        query = sa.select(blocked.c.reason).where(blocked.c.owner == owner)
        async with self._transaction() as connection:
            reason: str | None = (await connection.execute(query)).scalar()
        return reason

    async def _first(self, query: sa.Select[Any]) -> Row | None:
        async with self._transaction() as connection:
            row = (await connection.execute(query.limit(1))).first()
        return _row(row) if row else None

    async def _change(self, statement: sa.Update | sa.Delete) -> bool:
        async with self._transaction() as connection:
            return (await connection.execute(statement)).rowcount > 0


def _row(row: Any) -> Row:
    return Row(
        id=row.id,
        address=Address(row.channel, row.chat),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        created_at=row.created_at,
        settled_at=row.settled_at,
        receipt=row.receipt,
        reason=row.reason,
        reply=codec.read_reply(row.body),
    )
