"""SQLite beside the event loop: what may wait has a thread, and the loop goes on meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.storage.database import Database
from bot.storage.engine import make_engine, read_url


def locked_for(path: Path, seconds: float) -> threading.Timer:
    """Keep the write lock of a file, as another process does, and give it up later."""
    other = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    def give_up() -> None:
        other.execute("COMMIT")
        other.close()

    timer = threading.Timer(seconds, give_up)
    timer.start()
    return timer


@pytest.mark.thorough
async def test_the_loop_goes_on_while_another_process_has_the_file(sqlite_url: str) -> None:
    database = Database(make_engine(read_url(sqlite_url)))
    async with database.transaction() as connection:
        await connection.execute(sa.text("SELECT 1"))
    timer = locked_for(Path(sqlite_url.removeprefix("sqlite:///")), 0.3)

    async def write() -> None:
        async with database.transaction() as connection:
            await connection.execute(sa.text("DELETE FROM blocked"))

    task, turns = asyncio.create_task(write()), 0
    while not task.done():
        await asyncio.sleep(0.01)
        turns += 1
    await task
    timer.join()
    await database.close()
    assert turns > 10


async def test_a_short_statement_needs_no_turn_of_the_loop(sqlite_url: str) -> None:
    database = Database(make_engine(read_url(sqlite_url)))
    async with database.transaction() as connection:
        ran: list[str] = []
        asyncio.get_running_loop().call_soon(ran.append, "somebody else")
        found = (await connection.execute(sa.text("SELECT count(*) FROM blocked"))).scalar()
        assert (found, ran) == (0, [])
    await database.close()


async def test_to_erase_leaves_the_loop_to_others(sqlite_url: str) -> None:
    database = Database(make_engine(read_url(sqlite_url)))
    async with database.transaction() as connection:
        ran: list[str] = []
        asyncio.get_running_loop().call_soon(ran.append, "somebody else")
        await connection.execute(sa.text("DELETE FROM photos"))
        assert ran
    await database.close()
