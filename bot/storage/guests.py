"""How much guests send a day: a row a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.core.guests import GuestDay
from bot.storage.inserting import insert
from bot.storage.tables import guest_days

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection


async def count_ticket(connection: AsyncConnection, day: date) -> None:
    """Count one more ticket."""
    await _add(connection, GuestDay(day, tickets=1))


async def count_photo(connection: AsyncConnection, day: date, size: int, most: int) -> bool:
    """Count a photo if it still fits into the day; False if it does not."""
    return await _add(connection, GuestDay(day, photo_bytes=size), most - size)


async def give_back(connection: AsyncConnection, day: date, size: int) -> None:
    """Count a photo no longer that was thrown away before it was sent."""
    is_it = (guest_days.c.day == day.isoformat()) & (guest_days.c.photo_bytes >= size)
    less = guest_days.update().where(is_it).values(photo_bytes=guest_days.c.photo_bytes - size)
    await connection.execute(less)


async def of_day(connection: AsyncConnection, day: date) -> GuestDay:
    """Return what has been counted on a day."""
    query = sa.select(guest_days).where(guest_days.c.day == day.isoformat())
    row = (await connection.execute(query)).first()
    return _read(row) if row else GuestDay(day)


async def latest(connection: AsyncConnection, limit: int) -> Sequence[GuestDay]:
    """Return the last days on which there was something, newest first."""
    query = sa.select(guest_days).order_by(guest_days.c.day.desc()).limit(limit)
    return [_read(row) for row in (await connection.execute(query)).all()]


async def _add(connection: AsyncConnection, more: GuestDay, held: int | None = None) -> bool:
    """Add to a day, unless its photos hold more than *held* bytes; one statement, so no race."""
    if held is not None and held < 0:
        return False
    table, row = guest_days.c, _row(more)
    sums = {name: table[name] + row[name] for name in ("tickets", "photo_bytes")}
    statement = insert(connection, guest_days).values(row)
    statement = statement.on_conflict_do_update(
        index_elements=["day"],
        set_=sums,
        where=None if held is None else table.photo_bytes <= held,
    )
    return (await connection.execute(statement)).rowcount > 0


def _row(day: GuestDay) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "tickets": day.tickets,
        "photo_bytes": day.photo_bytes,
    }


def _read(row: Any) -> GuestDay:
    return GuestDay(date.fromisoformat(row.day), row.tickets, row.photo_bytes)
