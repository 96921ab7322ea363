"""Carries out what a reply does besides being said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.effects import ChangeTicket, DropPhotos, Effect, Erase, OpenTicket
from bot.storage import forgetting, guests, tickets

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


async def carry_out(connection: AsyncConnection, effect: Effect, now: datetime) -> None:
    """Do one thing; a StaleError takes the whole turn back, to be answered anew."""
    match effect:
        case OpenTicket(ticket, day):
            is_new = await tickets.open_ticket(connection, ticket, now)
            if is_new and day is not None:
                await guests.count_ticket(connection, day)
        case ChangeTicket(ticket):
            await tickets.change(connection, ticket, now)
        case DropPhotos(owner, only):
            await forgetting.drop_loose_photos(connection, owner, only)
        case Erase():
            await forgetting.erase(connection, effect, now)
