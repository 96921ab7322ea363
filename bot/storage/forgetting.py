"""Forgets: a citizen who asks for it, and everybody after a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.core.feedback import KEPT_PHOTO
from bot.core.models import DeliveryState
from bot.core.tickets import SETTLED, TicketState, channel_of, forgotten
from bot.storage import tickets as tickets_
from bot.storage.tables import conversations, inbox, outbox, photos, questions, tickets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.effects import Erase
    from bot.core.records import Terms
    from bot.core.tickets import Ticket

_OPEN = (DeliveryState.PENDING.value, DeliveryState.SENDING.value)
_OFF = [state.value for state in SETTLED]
AT_ONCE = 500  #: tickets forgotten in one transaction


async def drop_loose_photos(
    connection: AsyncConnection, owner: str, only: Sequence[str] = ()
) -> None:
    """Throw away the photos of a draft that was given up, or some of them."""
    is_loose = (photos.c.owner == owner) & photos.c.ticket.is_(None)
    if only:
        is_loose &= photos.c.id.in_([photo.removeprefix(KEPT_PHOTO) for photo in only])
    await connection.execute(photos.delete().where(is_loose))


async def erase(connection: AsyncConnection, wish: Erase, now: datetime) -> None:
    """Forget a citizen; what is still to reach an office goes on, or is withdrawn."""
    query = sa.select(tickets.c.body).where(tickets.c.owner == wish.owner)
    for ticket in await tickets_.select(connection, query):
        await _forget(connection, ticket, now, withdraw=wish.undelivered)
    at = (outbox.c.channel == wish.address.channel) & (outbox.c.chat == wish.address.chat)
    await connection.execute(outbox.delete().where(at, outbox.c.state.not_in(_OPEN)))
    await connection.execute(photos.delete().where(photos.c.owner == wish.owner))
    await connection.execute(conversations.delete().where(conversations.c.key == wish.owner))
    unsettled = inbox.c.is_settled & (inbox.c.conversation == wish.owner)
    await connection.execute(inbox.update().where(unsettled).values(conversation=""))


async def _forget(
    connection: AsyncConnection, ticket: Ticket, now: datetime, *, withdraw: bool
) -> None:
    if ticket.is_settled:
        await tickets_.change(connection, forgotten(ticket), now)
    elif withdraw:
        gone = replace(forgotten(ticket), state=TicketState.WITHDRAWN, closed_at=now)
        await _stop(connection, ticket, now)
        await tickets_.change(connection, gone, now)
    else:
        own = photos.update().where(photos.c.ticket == ticket.code).values(owner="")
        await connection.execute(own)
        await tickets_.change(connection, replace(ticket, owner="", address=None), now)


async def _stop(connection: AsyncConnection, ticket: Ticket, now: datetime) -> None:
    """End the delivery of a ticket."""
    at = (outbox.c.channel == channel_of(ticket.route)) & (outbox.c.chat == ticket.code)
    ended: dict[str, Any] = {"state": DeliveryState.DEAD.value, "settled_at": now}
    statement = outbox.update().where(at, outbox.c.state.in_(_OPEN))
    await connection.execute(statement.values(**ended, reason="withdrawn"))


async def forget_old(connection: AsyncConnection, terms: Terms, now: datetime) -> dict[str, int]:
    """Forget what has been kept for its term; return how many rows of each kind."""
    talk, photo = now - terms.conversations, now - terms.photos
    closed = tickets.c.state.in_(_OFF) & (tickets.c.updated_at < now - terms.tickets)
    query = sa.select(tickets.c.body).where(
        closed, tickets.c.body.contains('"what":""').is_(False)
    )
    old = await tickets_.select(connection, query.limit(AT_ONCE))
    over = sa.select(tickets.c.code).where(tickets.c.state.in_(_OFF), tickets.c.settled_at < photo)
    is_draft = photos.c.ticket.is_(None) & (photos.c.created_at < now - terms.drafts)
    # Before the tickets, whose time of change begins anew when they are forgotten.
    is_off = photos.c.ticket.in_(over) | photos.c.ticket.in_([ticket.code for ticket in old])
    gone = await connection.execute(photos.delete().where(is_off | is_draft))
    for ticket in old:
        await tickets_.change(connection, forgotten(ticket), now)
    counted = {
        "conversations": conversations.delete().where(conversations.c.updated_at < talk),
        "messages": inbox.delete().where(inbox.c.is_settled, inbox.c.received_at < talk),
        "replies": outbox.delete().where(_is_old_reply(talk)),
        "questions": questions.delete().where(questions.c.asked_at < now - terms.tickets),
    }
    done = {name: (await connection.execute(query)).rowcount for name, query in counted.items()}
    return {**done, "photos": gone.rowcount, "tickets": len(old)}


def _is_old_reply(before: datetime) -> Any:
    """Sent before then, or never fetched: of a terminal that was closed, a lost channel."""
    is_sent = outbox.c.state.not_in(_OPEN) & (outbox.c.settled_at < before)
    return is_sent | (outbox.c.channel.not_like(channel_of("%")) & (outbox.c.created_at < before))
