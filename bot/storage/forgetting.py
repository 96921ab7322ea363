"""Forgets: a citizen who asks for it, and everybody after a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.core.days import day_of
from bot.core.feedback import KEPT_PHOTO
from bot.core.models import DeliveryState
from bot.core.tickets import SETTLED, TicketState, channel_of, forgotten
from bot.storage import guests
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
AT_ONCE = 500  #: of each kind, forgotten in one transaction
PHOTOS = 20  #: ten megabytes or so, each byte of which is overwritten


async def drop_loose_photos(
    connection: AsyncConnection, owner: str, only: Sequence[str] = ()
) -> None:
    """Throw away the photos of a draft that was given up, or some of them.

    Only guests have such, each counted when it was kept: those of others stay where they are
    until a ticket needs them.
    """
    is_loose = (photos.c.owner == owner) & photos.c.ticket.is_(None)
    if only:
        is_loose &= photos.c.id.in_([photo.removeprefix(KEPT_PHOTO) for photo in only])
    sizes = sa.select(photos.c.created_at, sa.func.length(photos.c.content)).where(is_loose)
    for created_at, size in (await connection.execute(sizes)).all():
        await guests.give_back(connection, day_of(created_at), size)
    await connection.execute(photos.delete().where(is_loose))


async def erase(connection: AsyncConnection, wish: Erase, now: datetime) -> None:
    """Forget a citizen; what is still to reach an office goes on, or is withdrawn."""
    query = sa.select(tickets.c.body).where(tickets.c.owner == wish.owner)
    for ticket in await tickets_.select(connection, query):
        await _forget(connection, ticket, now, withdraw=wish.undelivered)
    at = (outbox.c.channel == wish.address.channel) & (outbox.c.chat == wish.address.chat)
    await connection.execute(outbox.delete().where(at, outbox.c.state.not_in(_OPEN)))
    await drop_loose_photos(connection, wish.owner)
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


async def forget_old(
    connection: AsyncConnection, terms: Terms, now: datetime, kinds: frozenset[str]
) -> dict[str, int]:
    """Forget a helping of each of these kinds that has had its term; return how many of each.

    Call it as long as there is more: each transaction is short, and one that was the last leaves
    nothing half done. Photos go first: a ticket is forgotten only when none is left of it, since
    its time of change begins anew then.
    """
    talk = now - terms.conversations
    plain = {
        "conversations": (conversations.c.key, conversations.c.updated_at < talk),
        "messages": (inbox.c.id, inbox.c.is_settled & (inbox.c.received_at < talk)),
        "replies": (outbox.c.id, _is_old_reply(talk)),
        "questions": (questions.c.id, questions.c.asked_at < now - terms.tickets),
    }
    done: dict[str, int] = {}
    if "photos" in kinds:
        done["photos"] = await _drop_photos(connection, terms, now)
    for kind in kinds & plain.keys():
        done[kind] = await _drop(connection, *plain[kind], AT_ONCE)
    if "tickets" in kinds:
        done["tickets"] = await _forget_tickets(connection, now - terms.tickets, now)
    return done


async def _drop_photos(connection: AsyncConnection, terms: Terms, now: datetime) -> int:
    left = await drop_old_drafts(connection, now - terms.drafts)
    return left + await _drop(connection, photos.c.id, _is_of_old_ticket(terms, now), PHOTOS)


async def _forget_tickets(connection: AsyncConnection, before: datetime, now: datetime) -> int:
    is_bare = ~sa.exists().where(photos.c.ticket == tickets.c.code)
    query = sa.select(tickets.c.body).where(_is_over(before), is_bare).limit(AT_ONCE)
    old = await tickets_.select(connection, query)
    for ticket in old:
        await tickets_.change(connection, forgotten(ticket), now)
    return len(old)


async def drop_old_drafts(connection: AsyncConnection, before: datetime) -> int:
    """Throw away a helping of photos that no draft relies on; return how many that were."""
    is_left = photos.c.ticket.is_(None) & (photos.c.created_at < before)
    return await _drop(connection, photos.c.id, is_left, PHOTOS)


async def _drop(connection: AsyncConnection, key: Any, is_old: Any, most: int) -> int:
    """Delete so many rows at the most; return how many that were."""
    helping = sa.select(key).where(is_old).limit(most)
    statement = key.table.delete().where(key.in_(helping.scalar_subquery()))
    return (await connection.execute(statement)).rowcount


def _is_over(before: datetime) -> Any:
    """Settled, unchanged since before then, and not forgotten yet."""
    is_old = (tickets.c.settled_at < before) & (tickets.c.updated_at < before)  # an index has one
    return tickets.c.state.in_(_OFF) & is_old & ~tickets_.IS_FORGOTTEN


def _is_of_old_ticket(terms: Terms, now: datetime) -> Any:
    """Of a ticket settled long ago, or about to be forgotten; asked photo by photo."""
    is_off = tickets.c.state.in_(_OFF) & (tickets.c.settled_at < now - terms.photos)
    is_due = is_off | _is_over(now - terms.tickets)
    return sa.exists().where(tickets.c.code == photos.c.ticket, is_due)


def _is_old_reply(before: datetime) -> Any:
    """Sent before then, or never fetched: of a terminal that was closed, a lost channel."""
    is_sent = outbox.c.state.not_in(_OPEN) & (outbox.c.settled_at < before)
    return is_sent | (outbox.c.channel.not_like(channel_of("%")) & (outbox.c.created_at < before))
