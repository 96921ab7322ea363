"""The store: inbox, conversations and outbox in SQLite or PostgreSQL."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import StorageError
from bot.storage import inbox, outbox, questions
from bot.storage.database import Database, translated
from bot.storage.engine import FileLock, is_current, make_engine, read_url, upgrade
from bot.storage.ledger import SqlLedger
from bot.storage.ticket_store import SqlTickets
from bot.storage.together import Together

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Sequence
    from datetime import timedelta

    from sqlalchemy.engine import URL

    from bot.core.models import Delivery, Message, Reply, Settlement
    from bot.core.places import Address
    from bot.core.ports import Turn


class SqlStore:
    """Implements the Store port."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._transaction = database.transaction
        self._together = Together(self._transaction)

    @property
    def tickets(self) -> SqlTickets:
        """Return what is kept of tickets in the same database."""
        return SqlTickets(self._database)

    @property
    def ledger(self) -> SqlLedger:
        """Return the same database as operators see it."""
        return SqlLedger(self._database)

    async def accept(self, messages: Sequence[Message]) -> int:
        """Write messages to the inbox, drop those seen before, and return how many were new."""
        return await self._together.do(lambda at: inbox.accept(at, messages))

    @asynccontextmanager
    async def next_turn(self) -> AsyncIterator[Turn | None]:
        """Hold the next message; committed on leaving after `settle`, rolled back otherwise."""
        async with self._transaction() as connection:
            turn = await inbox.hold_next(connection)
            yield turn
            if turn is not None and not turn.is_settled:
                await connection.rollback()
        if turn is not None and turn.has_forgotten:
            await self._database.scrub()

    async def claim_deliveries(
        self, channels: Collection[str], now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Delivery]:
        """Mark as sending, and return, the oldest open delivery of each address, where due."""
        asked = tuple(channels)
        return await self._together.do(lambda at: outbox.claim(at, asked, now, lease, limit))

    async def settle_delivery(self, delivery: int, settlement: Settlement, now: datetime) -> None:
        """Record how an attempt ended."""
        await self._together.do(lambda at: outbox.settle(at, delivery, settlement, now))

    async def next_due_at(self, channels: Collection[str]) -> datetime | None:
        """Return when the next delivery is due, or its lease runs out; None without any."""
        asked = tuple(channels)
        return await self._together.do(lambda at: outbox.next_due_at(at, asked))

    async def replies_after(self, address: Address, after: int, limit: int) -> Sequence[Delivery]:
        """Return an address's deliveries with an id above *after*, oldest first."""
        async with self._transaction() as connection:
            return await outbox.replies_after(connection, address, after, limit)

    async def say(self, address: Address, replies: Sequence[Reply], now: datetime) -> None:
        """Write replies to the outbox that answer no message."""
        async with self._transaction() as connection:
            await outbox.write(connection, address, replies, now)

    async def recent_questions(self, limit: int) -> Sequence[str]:
        """Return what citizens asked lately, masked, each question once, newest first."""
        async with self._transaction() as connection:
            return await questions.recent(connection, limit)

    async def hasten(self, channel: str, now: datetime, but: Collection[int] = ()) -> int:
        """Make what waits for a channel due now, all *but* these deliveries."""
        async with self._transaction() as connection:
            return await outbox.hasten(connection, channel, now, tuple(but))

    async def release_claims(self) -> int:
        """Make every claimed delivery due again; only for a store that one process owns."""
        async with self._transaction() as connection:
            return await outbox.release(connection, datetime.now(UTC))

    async def counts(self) -> dict[str, int]:
        """Return how many deliveries there are in each state."""
        async with self._transaction() as connection:
            return await outbox.count(connection)

    async def check(self) -> None:
        """Raise StorageError unless the database answers and its schema is current."""
        async with self._transaction() as connection:
            if not await connection.run_sync(is_current):
                msg = "the schema of the database is not up to date"
                raise StorageError(msg)

    async def close(self) -> None:
        """Give back every connection."""
        await self._database.close()


async def open_store(written: str, *, exclusive: bool = False) -> SqlStore:
    """Connect, bring the schema up to date, and free what a process that died had claimed.

    Args:
        written: `sqlite:///path` or `postgresql://…`.
        exclusive: whether a SQLite file shall belong to this process alone.
    """
    url = read_url(written)
    is_file = url.get_backend_name() == "sqlite"
    with translated():
        lock = _prepare_file(url, exclusive=exclusive) if is_file else None
        engine = make_engine(url)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(upgrade)
        except BaseException:
            await engine.dispose()
            if lock:
                lock.release()
            raise
    store = SqlStore(Database(engine, lock))
    if lock and exclusive and lock.is_alone():
        await store.release_claims()
    return store


def _prepare_file(url: URL, *, exclusive: bool) -> FileLock | None:
    path = url.database or ""
    if path in {"", ":memory:"}:
        return None
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    return FileLock(path, is_guest=not exclusive)
