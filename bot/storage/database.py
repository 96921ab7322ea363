"""A database that is open: its transactions, one writer at a time where it has only one."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.errors import StorageError
from bot.storage.engine import BUSY_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from bot.storage.engine import FileLock


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors into ours; theirs hold statements and values."""
    try:
        yield
    except (sa.exc.SQLAlchemyError, OSError) as error:
        origin = getattr(error, "orig", None) or error
        msg = f"the database refused: {type(origin).__name__}"
        raise StorageError(msg) from error


class Database:
    """An engine and what keeps others from its file."""

    def __init__(self, engine: AsyncEngine, lock: FileLock | None = None) -> None:
        self._engine = engine
        self._file_lock = lock
        # SQLite has one writer: waiting here is fair, waiting in the driver is not.
        self._writer = asyncio.Lock() if engine.dialect.name == "sqlite" else None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Commit on leaving, roll back on an error."""
        with translated():
            async with self._writer or nullcontext(), self._engine.begin() as connection:
                yield connection

    async def scrub(self) -> None:
        """Leave no trace of what was deleted: SQLite's log holds pages as they were before.

        While somebody else is at the file it is left to the next time.
        """
        if self._writer is None:
            return
        with suppress(StorageError), translated():
            async with self._writer, self._engine.connect() as connection:
                await _truncate_log((await connection.get_raw_connection()).driver_connection)

    async def close(self) -> None:
        """Give back every connection."""
        await self._engine.dispose()
        if self._file_lock:
            self._file_lock.release()


async def _truncate_log(driver: Any) -> None:
    """Write the log into the file and cut it off, without waiting for those who read."""
    await driver.execute_fetchall("PRAGMA busy_timeout=100")
    try:
        await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        await driver.execute_fetchall(f"PRAGMA {BUSY_TIMEOUT}")
