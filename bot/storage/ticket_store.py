"""Tickets and photos for those who work outside a turn."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.core.days import day_of
from bot.core.feedback import Photo
from bot.core.records import KINDS
from bot.storage import forgetting, guests
from bot.storage import tickets as tickets_
from bot.storage.tables import photos, tickets

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.core.guests import GuestDay
    from bot.core.models import Reply
    from bot.core.records import Terms
    from bot.core.tickets import Ticket, TicketState
    from bot.storage.database import Database


class SqlTickets:
    """Implements the TicketStore port."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._transaction = database.transaction

    async def find(self, code: str) -> Ticket | None:
        """Return the ticket of a code."""
        async with self._transaction() as connection:
            return await tickets_.find(connection, tickets.c.code, code)

    async def save(
        self,
        ticket: Ticket,
        now: datetime,
        notices: Sequence[Reply] = (),
        *,
        forward: bool = False,
    ) -> Ticket:
        """Keep a changed ticket, in one transaction with the news of it to its address."""
        async with self._transaction() as connection:
            return await tickets_.change(connection, ticket, now, notices, forward=forward)

    async def to_look_at(self, now: datetime, limit: int) -> Sequence[Ticket]:
        """Return tickets whose time to look at has come, the longest waiting first."""
        query = sa.select(tickets.c.body).where(tickets.c.look_at <= now)
        async with self._transaction() as connection:
            query = query.order_by(tickets.c.look_at).limit(limit)
            return await tickets_.select(connection, query)

    async def in_states(self, states: Collection[TicketState], limit: int) -> Sequence[Ticket]:
        """Return tickets in these states, oldest first."""
        return await self._oldest(states, sa.true(), limit)

    async def to_see_to(self, states: Collection[TicketState], limit: int) -> Sequence[Ticket]:
        """Return tickets in these states that wait for an operator, oldest first."""
        return await self._oldest(states, tickets_.WAITS, limit)

    async def keep_photo(
        self, owner: str, photo: Photo, now: datetime, code: str | None = None
    ) -> str:
        """Keep a clean photo and return its id; without a code it belongs to no ticket yet."""
        row = {**_columns(owner, photo, now), "ticket": code}
        async with self._transaction() as connection:
            await connection.execute(photos.insert().values(row))
        return str(row["id"])

    async def keep_guest_photo(
        self, owner: str, photo: Photo, now: datetime, most: int
    ) -> str | None:
        """Keep a photo of a guest, and count it, if it still fits into the day."""
        row = _columns(owner, photo, now)
        async with self._transaction() as connection:
            if not await guests.count_photo(connection, day_of(now), len(photo.content), most):
                return None
            await connection.execute(photos.insert().values(row))
        return str(row["id"])

    async def drop_photo(self, owner: str, photo_id: str) -> None:
        """Throw away a photo of a guest, unless it belongs to a ticket, and count it no more."""
        async with self._transaction() as connection:
            await forgetting.drop_loose_photos(connection, owner, (photo_id,))

    async def make_room(self, size: int, most: int, before: datetime) -> bool:
        """Tell whether a photo fits among those of no ticket; else the old ones of them go."""
        is_loose = photos.c.ticket.is_(None)
        held = sa.select(sa.func.coalesce(sa.func.sum(sa.func.length(photos.c.content)), 0))
        while True:
            async with self._transaction() as connection:
                there: int = (await connection.execute(held.where(is_loose))).scalar_one()
                if there + size <= most:
                    return True
                if not await forgetting.drop_old_drafts(connection, before):
                    return False

    async def guest_days(self, limit: int) -> Sequence[GuestDay]:
        """Return the last days on which guests sent something, newest first."""
        async with self._transaction() as connection:
            return await guests.latest(connection, limit)

    async def photo(self, photo_id: str) -> Photo | None:
        """Return a kept photo."""
        query = sa.select(photos).where(photos.c.id == photo_id)
        async with self._transaction() as connection:
            row = (await connection.execute(query)).first()
        return Photo(row.name, row.media_type, row.content) if row else None

    async def _oldest(
        self, states: Collection[TicketState], which: sa.ColumnElement[bool], limit: int
    ) -> Sequence[Ticket]:
        is_in_state = tickets.c.state.in_([state.value for state in states])
        query = sa.select(tickets.c.body).where(is_in_state, which)
        async with self._transaction() as connection:
            query = query.order_by(tickets.c.created_at).limit(limit)
            return await tickets_.select(connection, query)

    async def forget_old(
        self, terms: Terms, now: datetime, kinds: frozenset[str] = KINDS
    ) -> dict[str, int]:
        """Forget a helping of what has been kept for its term; return how many of each kind."""
        async with self._transaction() as connection:
            return await forgetting.forget_old(connection, terms, now, kinds)

    async def scrub(self) -> None:
        """Leave no trace of what was forgotten or thrown away."""
        await self._database.scrub()


def _columns(owner: str, photo: Photo, now: datetime) -> dict[str, Any]:
    return {
        "id": secrets.token_urlsafe(16),
        "owner": owner,
        "name": photo.name,
        "media_type": photo.media_type,
        "content": photo.content,
        "created_at": now,
    }
