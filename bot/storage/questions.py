"""What citizens ask: masked before it is written, and tied to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.core.privacy import mask
from bot.core.private_names import nameless
from bot.core.text import clean
from bot.storage.tables import questions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.models import Message, Reply

LONGEST = 1000  #: characters kept of one
_KEEP = questions.insert()


async def keep(connection: AsyncConnection, message: Message, reply: Reply, now: datetime) -> None:
    """Write down a question and how it was understood."""
    row = {
        "text": nameless(mask(clean(message.text)))[:LONGEST],
        "outcome": reply.outcome.value,
        "entry": reply.entry,
        "asked_at": now,
    }
    await connection.execute(_KEEP, row)


async def recent(connection: AsyncConnection, limit: int) -> Sequence[str]:
    """Return the latest questions, each once, newest first."""
    latest = sa.func.max(questions.c.id)
    query = sa.select(questions.c.text).group_by(questions.c.text).order_by(latest.desc())
    return (await connection.execute(query.limit(limit))).scalars().all()
