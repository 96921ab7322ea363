"""The inbox and the conversations: accepting messages, and settling them in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.core.models import Conversation, DeliveryState
from bot.storage import codec, questions
from bot.storage.tables import conversations, inbox, outbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.core.models import Message, Reply


def insert(connection: AsyncConnection, table: sa.Table) -> Any:
    """Return the insert of the dialect, which knows ON CONFLICT."""
    maker = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    return maker(table)


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
        statement = insert(connection, inbox).values(row).on_conflict_do_nothing()
        new += (await connection.execute(statement)).rowcount
    return new


async def hold_next(connection: AsyncConnection) -> StoredTurn | None:
    """Hold the oldest message that has no earlier one of its conversation before it."""
    earlier = inbox.alias()
    is_blocked = sa.exists().where(
        earlier.c.conversation == inbox.c.conversation,
        ~earlier.c.is_settled,
        earlier.c.id < inbox.c.id,
    )
    query = sa.select(inbox.c.id, inbox.c.body).where(~inbox.c.is_settled, ~is_blocked)
    query = query.order_by(inbox.c.id).limit(1).with_for_update(skip_locked=True, of=inbox)
    row = (await connection.execute(query)).first()
    if row is None:
        return None
    message = codec.read_message(row.body)
    kept = sa.select(conversations.c.body).where(conversations.c.key == message.conversation)
    body = (await connection.execute(kept)).scalar()
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

    async def settle(self, conversation: Conversation, replies: Sequence[Reply]) -> None:
        """Save the conversation, write the replies to the outbox, mark the message settled."""
        now = datetime.now(UTC)
        await self._save(conversation, now)
        for reply in replies:
            await self._connection.execute(outbox.insert().values(self._row_of(reply, now)))
            if reply.is_to_question:
                await questions.keep(self._connection, self.message, reply, now)
        done = inbox.update().where(inbox.c.id == self._row).values(is_settled=True, body="")
        await self._connection.execute(done)
        self.is_settled = True

    async def _save(self, conversation: Conversation, now: datetime) -> None:
        changed = {"body": codec.write_conversation(conversation), "updated_at": now}
        statement = insert(self._connection, conversations).values(
            key=self.message.conversation, **changed
        )
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["key"], set_=changed)
        )

    def _row_of(self, reply: Reply, now: datetime) -> dict[str, Any]:
        return {
            "channel": self.message.address.channel,
            "chat": self.message.address.chat,
            "body": codec.write_reply(reply),
            "state": DeliveryState.PENDING.value,
            "due_at": now,
            "created_at": now,
        }
