"""Works that are committed together, and what happens when one of them is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.engine import make_engine, read_url
from bot.storage.tables import blocked
from bot.storage.together import Together

Work = Callable[[AsyncConnection], Awaitable[str]]


class Counted:
    """A database that counts its transactions."""

    def __init__(self, database: Database) -> None:
        self.database, self.commits = database, 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        async with self.database.transaction() as connection:
            yield connection
        self.commits += 1

    async def owners(self) -> list[str]:
        async with self.database.transaction() as connection:
            query = sa.select(blocked.c.owner).order_by(sa.text("rowid"))
            return list((await connection.execute(query)).scalars())


@pytest.fixture
async def counted(sqlite_url: str) -> AsyncIterator[Counted]:
    database = Database(make_engine(read_url(sqlite_url)))
    yield Counted(database)
    await database.close()


def block(owner: str) -> Work:
    async def work(connection: AsyncConnection) -> str:
        table = "nowhere" if owner == "bad" else "blocked"
        statement = sa.text(f"INSERT INTO {table} VALUES (:owner, '', 0)")  # noqa: S608 - ours
        await connection.execute(statement, {"owner": owner})
        return owner

    return work


async def test_what_comes_together_is_committed_together_and_in_order(counted: Counted) -> None:
    together = Together(counted.transaction)
    names = [f"c{number:02}" for number in range(30)]

    assert await asyncio.gather(*(together.do(block(name)) for name in names)) == names
    assert counted.commits < 5
    assert await counted.owners() == names


async def test_what_is_refused_fails_alone(counted: Counted) -> None:
    together = Together(counted.transaction)
    works = [together.do(block(name)) for name in ("a", "bad", "b")]
    first, second, third = await asyncio.gather(*works, return_exceptions=True)

    assert (first, third) == ("a", "b")
    assert isinstance(second, StorageError)
    assert await counted.owners() == ["a", "b"]


async def test_a_bug_is_handed_on_and_nobody_waits_for_ever(counted: Counted) -> None:
    async def bug(_connection: AsyncConnection) -> str:
        raise LookupError

    together = Together(counted.transaction)
    with pytest.raises(LookupError):
        await together.do(bug)
    assert await together.do(block("a")) == "a"


async def test_what_was_asked_is_done_though_the_caller_is_gone(counted: Counted) -> None:
    together = Together(counted.transaction)
    gone = asyncio.create_task(together.do(block("a")))
    await asyncio.sleep(0)
    gone.cancel()

    assert await together.do(block("b")) == "b"
    assert await counted.owners() == ["a", "b"]


async def test_the_database_gone_fails_all() -> None:
    @asynccontextmanager
    async def broken() -> AsyncIterator[AsyncConnection]:
        message = "gone"
        raise StorageError(message)
        yield  # it is a generator

    together = Together(broken)
    ended = await asyncio.gather(
        *(together.do(block(n)) for n in ("a", "b")), return_exceptions=True
    )
    assert [type(error) for error in ended] == [StorageError, StorageError]
