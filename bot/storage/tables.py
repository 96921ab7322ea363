"""The tables, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

metadata = sa.MetaData()

#: SQLite counts only an INTEGER key by itself
RowId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


class Instant(sa.TypeDecorator[datetime]):
    """An aware UTC time, kept as whole microseconds since 1970: the same order everywhere."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Write a time."""
        del dialect
        return None if value is None else round(value.timestamp() * 1_000_000)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read a time."""
        del dialect
        return None if value is None else datetime.fromtimestamp(value / 1_000_000, UTC)


inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("id", RowId, primary_key=True, autoincrement=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("conversation", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),  # a Message; wiped once settled
    sa.Column("is_settled", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("received_at", Instant, nullable=False),
    sa.UniqueConstraint("channel", "key", name="inbox_once"),
    sqlite_autoincrement=True,
)
sa.Index(
    "inbox_waiting",
    inbox.c.conversation,
    inbox.c.id,
    sqlite_where=~inbox.c.is_settled,
    postgresql_where=~inbox.c.is_settled,
)

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),  # a Conversation
    sa.Column("updated_at", Instant, nullable=False),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", RowId, primary_key=True, autoincrement=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("chat", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),  # lines and buttons of a Reply
    sa.Column("state", sa.Text, nullable=False),  # a DeliveryState
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("due_at", Instant, nullable=False),  # while sending: when the lease runs out
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("settled_at", Instant),
    sa.Column("receipt", sa.Text, nullable=False, server_default=""),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)
questions = sa.Table(
    "questions",  # what citizens ask, masked and tied to nobody
    metadata,
    sa.Column("id", RowId, primary_key=True, autoincrement=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("entry", sa.Text),
    sa.Column("asked_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)
_OPEN = outbox.c.state.in_(("pending", "sending"))
sa.Index(
    "outbox_open",
    outbox.c.channel,
    outbox.c.chat,
    outbox.c.id,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
sa.Index("outbox_chat", outbox.c.channel, outbox.c.chat, outbox.c.id)

sa.Index("inbox_of", inbox.c.conversation, inbox.c.received_at)

tickets = sa.Table(
    "tickets",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),  # a conversation; empty once forgotten
    sa.Column("draft", sa.Text, nullable=False, unique=True),
    sa.Column("state", sa.Text, nullable=False),  # a TicketState
    sa.Column("look_at", Instant),
    sa.Column("settled_at", Instant),  # since when nothing more is sent
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),  # a Ticket
)
sa.Index("tickets_of", tickets.c.owner, tickets.c.created_at)
sa.Index("tickets_to_look_at", tickets.c.look_at)
sa.Index("tickets_settled", tickets.c.settled_at)

photos = sa.Table(
    "photos",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("ticket", sa.Text),  # a code; NULL while it belongs to a draft
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)
sa.Index("photos_of", photos.c.owner, photos.c.ticket)
_LOOSE = photos.c.ticket.is_(None)
sa.Index("photos_loose", photos.c.created_at, sqlite_where=_LOOSE, postgresql_where=_LOOSE)
_SENT = photos.c.ticket.is_not(None)
sa.Index("photos_sent", photos.c.ticket, sqlite_where=_SENT, postgresql_where=_SENT)

blocked = sa.Table(
    "blocked",
    metadata,
    sa.Column("owner", sa.Text, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)

guest_days = sa.Table(
    "guest_days",  # what all of them sent together; nothing of any one of them
    metadata,
    sa.Column("day", sa.Text, primary_key=True),  # in Việt Nam, as 2026-11-25
    sa.Column("tickets", sa.Integer, nullable=False),
    sa.Column("photo_bytes", sa.BigInteger, nullable=False),
)
