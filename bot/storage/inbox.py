"""The inbox and the conversations: accepting messages, and settling them in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.core.effects import DropPhotos, Erase
from bot.core.models import Conversation
from bot.storage import codec, effects, outbox, questions
from bot.storage.inserting import insert_once, insert_or_change
from bot.storage.records import SqlRecords
from bot.storage.tables import conversations, inbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.models import Message, Reply


async def accept(connection: AsyncConnection, messages: Sequence[Message]) -> int:
    """Write messages down and return how many were new."""
    new = 0
    for message in messages:
        row = {
            "channel": message.address.channel,
            "key": message.key,
            "conversation": message.conversation,
            "body": codec.write_message(message),
            "received_at": message.received_at,
        }
        statement = insert_once(connection.dialect.name, inbox)
        new += (await connection.execute(statement, row)).rowcount
    return new


def _next() -> sa.Select[Any]:
    """Select the oldest message that has no earlier one of its conversation before it."""
    earlier = inbox.alias()
    is_blocked = sa.exists().where(
        earlier.c.conversation == inbox.c.conversation,
        ~earlier.c.is_settled,
        earlier.c.id < inbox.c.id,
    )
    query = sa.select(inbox.c.id, inbox.c.body).where(~inbox.c.is_settled, ~is_blocked)
    return query.order_by(inbox.c.id).limit(1).with_for_update(skip_locked=True, of=inbox)


# Built once: making a statement takes longer than running it.
_NEXT = _next()
_KEPT = sa.select(conversations.c.body).where(conversations.c.key == sa.bindparam("key"))
_SETTLE = inbox.update().where(inbox.c.id == sa.bindparam("row")).values(is_settled=True, body="")


async def hold_next(connection: AsyncConnection) -> StoredTurn | None:
    """Hold the oldest message that has no earlier one of its conversation before it."""
    row = (await connection.execute(_NEXT)).first()
    if row is None:
        return None
    message = codec.read_message(row.body)
    body = (await connection.execute(_KEPT, {"key": message.conversation})).scalar()
    conversation = codec.read_conversation(body) if body else Conversation(message.conversation)
    return StoredTurn(connection, row.id, message, conversation)


@dataclass
class StoredTurn:
    """A message held by the open transaction of one connection."""

    _connection: AsyncConnection
    _row: int
    message: Message
    conversation: Conversation
    is_settled: bool = False
    has_forgotten: bool = False  #: whether something was deleted that shall leave no trace

    @property
    def records(self) -> SqlRecords:
        """Return what may be read in the same transaction."""
        return SqlRecords(self._connection)

    async def settle(self, conversation: Conversation, replies: Sequence[Reply]) -> None:
        """Save the conversation, write the replies to the outbox, mark the message settled."""
        now = datetime.now(UTC)
        for effect in (effect for reply in replies for effect in reply.effects):
            await effects.carry_out(self._connection, effect, now)
            self.has_forgotten |= isinstance(effect, Erase | DropPhotos)
        await self._save(conversation, now)
        await outbox.write(self._connection, self.message.address, replies, now)
        for reply in replies:
            if reply.is_to_question:
                await questions.keep(self._connection, self.message, reply, now)
        await self._connection.execute(_SETTLE, {"row": self._row})
        self.is_settled = True

    async def _save(self, conversation: Conversation, now: datetime) -> None:
        body = codec.write_conversation(conversation)
        row = {"key": self.message.conversation, "body": body, "updated_at": now}
        statement = insert_or_change(self._connection.dialect.name, conversations)
        await self._connection.execute(statement, row)
