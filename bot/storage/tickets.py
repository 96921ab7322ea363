"""Tickets: opened with their turn, changed by one at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.core.feedback import KEPT_PHOTO
from bot.core.models import Reply
from bot.core.operating import DROPPED
from bot.core.places import Address
from bot.core.tickets import TicketState, channel_of, forgotten
from bot.errors import StaleError
from bot.storage import codec, outbox
from bot.storage.inserting import insert
from bot.storage.tables import Instant, photos, tickets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.tickets import Ticket


def _holds(part: str) -> sa.ColumnElement[bool]:
    """Tell whether a body holds a part to the letter; LIKE of SQLite takes a for A."""
    return sa.func.replace(tickets.c.body, part, "") != tickets.c.body


#: as `Ticket.is_forgotten`
IS_FORGOTTEN = _holds('"what":""')
#: as `left_in_doubt` leaves it
IS_DROPPED = _holds(f'"reason":"{DROPPED}')
_IS_OPEN = (tickets.c.state == TicketState.DEAD.value) | _holds('"closed_at":null')
_GIVEN_UP = (TicketState.DEAD.value, TicketState.UNSURE.value)
WAITS = tickets.c.state.in_(_GIVEN_UP) & _IS_OPEN & ~IS_FORGOTTEN & ~IS_DROPPED


async def open_ticket(connection: AsyncConnection, ticket: Ticket, now: datetime) -> bool:
    """Keep a new ticket and send it on its way; False if its draft was sent before."""
    row = {**_columns(ticket), "code": ticket.code, "draft": ticket.draft}
    row["created_at"] = ticket.created_at
    row["settled_at"] = now if ticket.is_settled else None
    statement = insert(connection, tickets).values(row)
    statement = statement.on_conflict_do_nothing(index_elements=["draft"])
    if (await connection.execute(statement)).rowcount == 0:
        return False
    await _attach_photos(connection, ticket)
    await _forward(connection, ticket, now)
    return True


async def change(
    connection: AsyncConnection,
    ticket: Ticket,
    now: datetime,
    notices: Sequence[Reply] = (),
    *,
    forward: bool = False,
) -> Ticket:
    """Keep a changed ticket, its news and, if so, its next way; StaleError if it has changed."""
    changed = replace(ticket, version=ticket.version + 1, updated_at=now)
    if changed.is_settled and changed.address is None:
        changed = forgotten(changed)
    is_same = (tickets.c.code == ticket.code) & (tickets.c.version == ticket.version)
    columns = {**_columns(changed), "settled_at": _settled_since(changed, now)}
    statement = tickets.update().where(is_same).values(columns)
    if (await connection.execute(statement)).rowcount == 0:
        raise StaleError
    if changed.address is not None:
        await outbox.write(connection, changed.address, notices, now)
    if forward:
        await _forward(connection, changed, now)
    return changed


async def find(connection: AsyncConnection, column: Any, value: str) -> Ticket | None:
    """Return the ticket with this value in a unique column."""
    body = (await connection.execute(sa.select(tickets.c.body).where(column == value))).scalar()
    return codec.read_ticket(body) if body else None


async def select(connection: AsyncConnection, query: sa.Select[Any]) -> list[Ticket]:
    """Return the tickets whose bodies a query yields."""
    return [codec.read_ticket(body) for body in (await connection.execute(query)).scalars()]


def _columns(ticket: Ticket) -> dict[str, Any]:
    return {
        "owner": ticket.owner,
        "state": ticket.state.value,
        "look_at": ticket.look_at,
        "updated_at": ticket.updated_at,
        "version": ticket.version,
        "body": codec.write_ticket(ticket),
    }


def _settled_since(ticket: Ticket, now: datetime) -> Any:
    """Return since when nothing is sent any more: what the row says, or now."""
    since = sa.func.coalesce(tickets.c.settled_at, sa.literal(now, Instant))
    return since if ticket.is_settled else None


async def _forward(connection: AsyncConnection, ticket: Ticket, now: datetime) -> None:
    address = Address(channel_of(ticket.route), ticket.code)
    await outbox.write(connection, address, [Reply(())], now)


async def _attach_photos(connection: AsyncConnection, ticket: Ticket) -> None:
    kept = [ref.removeprefix(KEPT_PHOTO) for ref in ticket.photos if ref.startswith(KEPT_PHOTO)]
    is_own = photos.c.id.in_(kept) & (photos.c.owner == ticket.owner)
    await connection.execute(photos.update().where(is_own).values(ticket=ticket.code))
