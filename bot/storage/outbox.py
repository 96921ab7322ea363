"""The outbox: deliveries are claimed, attempted and settled, in order for each address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.core.models import Delivery, DeliveryState
from bot.core.places import Address
from bot.storage import codec
from bot.storage.tables import Instant, outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.models import Reply, Settlement

_PENDING, _SENDING = DeliveryState.PENDING.value, DeliveryState.SENDING.value


def _is_open(table: Any) -> Any:
    return table.c.state.in_((_PENDING, _SENDING))


def _is_first() -> Any:
    """No earlier delivery of the same address is open."""
    earlier = outbox.alias()
    return ~sa.exists().where(
        earlier.c.channel == outbox.c.channel,
        earlier.c.chat == outbox.c.chat,
        _is_open(earlier),
        earlier.c.id < outbox.c.id,
    )


# Built once: making a statement takes longer than running it.
_AMONG = outbox.c.channel.in_(sa.bindparam("channels", expanding=True))
_DUE = (
    sa.select(outbox.c.id)
    .where(_AMONG, _is_open(outbox), outbox.c.due_at <= sa.bindparam("now", type_=Instant))
    .where(_is_first())
    .order_by(outbox.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .with_for_update(skip_locked=True, of=outbox)
)
_CLAIM = (
    outbox.update()
    .where(outbox.c.id.in_(sa.bindparam("ids", expanding=True)))
    .values(
        state=_SENDING,
        due_at=sa.bindparam("leased_until", type_=Instant),
        attempts=outbox.c.attempts + 1,
    )
    .returning(outbox)
)
_SETTLE = (
    outbox.update()
    .where(outbox.c.id == sa.bindparam("settled"))
    .values(
        {
            name: sa.bindparam(name)
            for name in ("state", "due_at", "settled_at", "receipt", "reason")
        }
    )
)
_SOONEST = sa.select(sa.type_coerce(sa.func.min(outbox.c.due_at), Instant)).where(
    _AMONG, _is_open(outbox), _is_first()
)
_WRITE = outbox.insert()


async def claim(
    connection: AsyncConnection,
    channels: Collection[str],
    now: datetime,
    lease: timedelta,
    limit: int,
) -> list[Delivery]:
    """Mark due deliveries as sending until the lease runs out, and return them."""
    asked = {"channels": channels, "now": now, "most": limit}
    ids = (await connection.execute(_DUE, asked)).scalars().all()
    if not ids:
        return []
    rows = (await connection.execute(_CLAIM, {"ids": ids, "leased_until": now + lease})).all()
    return [_delivery(row, row.attempts - 1) for row in sorted(rows, key=lambda row: row.id)]


async def settle(
    connection: AsyncConnection, delivery: int, settlement: Settlement, now: datetime
) -> None:
    """Record how an attempt ended."""
    is_over = settlement.state not in {DeliveryState.PENDING, DeliveryState.SENDING}
    row = {
        "settled": delivery,
        "state": settlement.state.value,
        "due_at": settlement.due_at or now,
        "settled_at": now if is_over else None,
        "receipt": settlement.receipt,
        "reason": settlement.reason,
    }
    await connection.execute(_SETTLE, row)


async def next_due_at(connection: AsyncConnection, channels: Collection[str]) -> datetime | None:
    """Return when the next open delivery is due or its lease runs out."""
    found: datetime | None = (await connection.execute(_SOONEST, {"channels": channels})).scalar()
    return found


async def replies_after(
    connection: AsyncConnection, address: Address, after: int, limit: int
) -> list[Delivery]:
    """Return what one address was sent after a delivery, in whatever state."""
    query = (
        sa.select(outbox)
        .where(outbox.c.channel == address.channel, outbox.c.chat == address.chat)
        .where(outbox.c.id > after)
        .order_by(outbox.c.id)
        .limit(limit)
    )
    return [_delivery(row, row.attempts) for row in (await connection.execute(query)).all()]


async def release(connection: AsyncConnection, now: datetime) -> int:
    """Make every claimed delivery due again."""
    statement = outbox.update().where(outbox.c.state == _SENDING)
    return (await connection.execute(statement.values(state=_PENDING, due_at=now))).rowcount


async def hasten(
    connection: AsyncConnection, channel: str, now: datetime, but: tuple[int, ...]
) -> int:
    """Make the pending deliveries of a channel due, all but some."""
    waiting = outbox.update().where(outbox.c.channel == channel, outbox.c.state == _PENDING)
    statement = waiting.where(outbox.c.id.not_in(but), outbox.c.due_at > now).values(due_at=now)
    return (await connection.execute(statement)).rowcount


async def write(
    connection: AsyncConnection, address: Address, replies: Sequence[Reply], now: datetime
) -> None:
    """Write replies down for delivery."""
    for reply in replies:
        row = {
            "channel": address.channel,
            "chat": address.chat,
            "body": codec.write_reply(reply),
            "state": _PENDING,
            "due_at": now,
            "created_at": now,
        }
        await connection.execute(_WRITE, row)


async def count(connection: AsyncConnection) -> dict[str, int]:
    """Return how many deliveries there are in each state."""
    query = sa.select(outbox.c.state, sa.func.count()).group_by(outbox.c.state)
    return {row.state: row[1] for row in (await connection.execute(query)).all()}


def _delivery(row: Any, attempts: int) -> Delivery:
    return Delivery(
        id=row.id,
        address=Address(row.channel, row.chat),
        reply=codec.read_reply(row.body),
        attempts=attempts,
        created_at=row.created_at,
    )
