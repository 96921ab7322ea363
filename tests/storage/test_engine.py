from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.core.models import Reply
from bot.core.places import Address
from bot.core.tickets import TicketState
from bot.errors import StorageError
from bot.storage.codec import write_ticket
from bot.storage.engine import make_engine, read_url, upgrade
from bot.storage.store import SqlStore, open_store
from bot.storage.tables import Instant, metadata, tickets
from tests.contracts.test_tickets import ticket


def compare_type(
    _context: MigrationContext, _inspected: object, _wanted: object, found: object, ours: object
) -> bool | None:
    """Take our Instant for the BIGINT it is kept in."""
    return False if isinstance(ours, Instant) and isinstance(found, sa.BigInteger) else None


@pytest.fixture(autouse=True)
async def _wait_for_threads() -> AsyncIterator[None]:
    """Let the threads of connections that failed end before the event loop does."""
    yield
    async with asyncio.timeout(5):
        while any("_connection_worker_thread" in t.name for t in threading.enumerate()):
            await asyncio.sleep(0.01)


async def test_the_migrations_make_the_tables_of_the_code(tmp_path: Path) -> None:
    engine = make_engine(read_url(f"sqlite:///{tmp_path / 'bot.db'}"))

    def differences(connection: sa.Connection) -> list[object]:
        upgrade(connection)
        options = {"compare_type": compare_type}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, metadata))

    async with engine.begin() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


NOW = datetime(2026, 11, 25, tzinfo=UTC)


async def ticket_of_before(path: Path, state: TicketState, **told: datetime) -> datetime | None:
    """Keep a ticket as the third version did, upgrade, and return since when it is settled."""
    engine = make_engine(read_url(f"sqlite:///{path / state}.db"))
    one = replace(ticket(), state=state, **told)  # type: ignore[arg-type]
    row = {name: getattr(one, name) for name in ("code", "owner", "draft", "state", "version")}
    row |= {"created_at": 1, "updated_at": 7_000_000, "body": write_ticket(one)}
    async with engine.begin() as connection:
        await connection.run_sync(upgrade, "0003")
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        await connection.execute(sa.text(f"INSERT INTO tickets ({names}) VALUES ({values})"), row)  # noqa: S608 - names of ours
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
        await connection.run_sync(upgrade)
        since: datetime | None = (
            await connection.execute(sa.select(tickets.c.settled_at))
        ).scalar()
    await engine.dispose()
    return since


async def test_tickets_of_an_older_database_keep_since_when_they_are_settled(
    tmp_path: Path,
) -> None:
    later = NOW + timedelta(days=3)
    of = partial(ticket_of_before, tmp_path)
    assert await of(TicketState.DONE, delivered_at=NOW, closed_at=later) == NOW
    assert await of(TicketState.DEAD, closed_at=later) == later
    assert await of(TicketState.UNSURE) == datetime.fromtimestamp(7, UTC)
    assert await of(TicketState.KEPT) is None


async def test_a_second_process_on_the_same_file_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    first = await open_store(url, exclusive=True)
    with pytest.raises(StorageError, match="another process"):
        await open_store(url, exclusive=True)
    await first.close()
    await (await open_store(url, exclusive=True)).close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://bot:geheim@127.0.0.1:1/bot",
        "sqlite:////proc/bot.db",
        "sqlite:////",
        "nonsense",
    ],
)
async def test_what_cannot_be_opened_is_a_storage_error_without_secrets(url: str) -> None:
    with pytest.raises(StorageError) as caught:
        await open_store(url)

    assert "geheim" not in str(caught.value)


async def test_a_broken_file_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_bytes(b"this is no database, " * 100)

    with pytest.raises(StorageError):
        await open_store(f"sqlite:///{tmp_path / 'bot.db'}")


async def test_an_old_schema_is_not_ready(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'bot.db'}")
    with sqlite3.connect(tmp_path / "bot.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'older'")
    database.close()

    with pytest.raises(StorageError, match="not up to date"):
        await store.check()
    await store.close()


async def test_a_file_keeps_what_was_committed_when_the_power_goes(tmp_path: Path) -> None:
    engine = make_engine(read_url(f"sqlite:///{tmp_path / 'bot.db'}"))
    async with engine.connect() as connection:
        mode = (await connection.exec_driver_sql("PRAGMA journal_mode")).scalar()
        synchronous = (await connection.exec_driver_sql("PRAGMA synchronous")).scalar()
    await engine.dispose()

    assert (mode, synchronous) == ("wal", 2)


async def claimed(store: SqlStore) -> int:
    soon = datetime.now(UTC) + timedelta(seconds=1)
    return len(await store.claim_deliveries(["mail"], soon, timedelta(minutes=5), 9))


async def test_what_a_guest_is_sending_is_not_sent_by_who_starts_beside_it(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    guest = await open_store(url)
    await guest.say(Address("mail", "DN-7K3M-9QX2T"), [Reply(())], datetime.now(UTC))
    assert await claimed(guest) == 1

    host = await open_store(url, exclusive=True)
    assert await claimed(host) == 0
    await host.close()
    await guest.close()

    alone = await open_store(url, exclusive=True)
    assert await claimed(alone) == 1
    await alone.close()
