"""SQLite beside the event loop: short statements run in it, only what may wait has a thread.

aiosqlite hands everything to a thread, four times for each statement; going there and back costs
more than the statements do. A statement inside a transaction waits for nobody: the write lock is
held since BEGIN IMMEDIATE, and nothing is forced to the disk before COMMIT (ADR 3). Only to erase
takes long: what goes is overwritten, and a day of photos is hundreds of megabytes.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Self

import aiosqlite

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORT = ("SELECT", "INSERT", "UPDATE")  #: the others wait for the disk, or for a lock


class NearCursor(aiosqlite.Cursor):
    """Runs a short statement at once, and reads and closes without a thread."""

    def __init__(self, connection: aiosqlite.Connection, opened: sqlite3.Cursor) -> None:
        super().__init__(connection, opened)
        self._opened = opened

    async def execute(self, sql: str, parameters: Any = None) -> Self:
        """Run a statement; in the thread if it may wait."""
        if _is_short(sql):
            self._opened.execute(sql, () if parameters is None else parameters)
        else:
            await super().execute(sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> Self:
        """Run a statement again and again; in the thread if it may wait."""
        if _is_short(sql):
            self._opened.executemany(sql, parameters)
        else:
            await super().executemany(sql, parameters)
        return self

    async def fetchone(self) -> sqlite3.Row | None:
        """Return the next row."""
        row: sqlite3.Row | None = self._opened.fetchone()
        return row

    async def fetchmany(self, size: int | None = None) -> Iterable[sqlite3.Row]:
        """Return the next rows."""
        return self._opened.fetchmany(self.arraysize if size is None else size)

    async def fetchall(self) -> Iterable[sqlite3.Row]:
        """Return all rows that are left."""
        return self._opened.fetchall()

    async def close(self) -> None:
        """Let go of what was read."""
        self._opened.close()


class NearConnection(aiosqlite.Connection):
    """A connection with such cursors; what else it does, it does in its thread."""

    def __init__(self, database: str, options: dict[str, Any]) -> None:
        super().__init__(lambda: self._open(database, options), iter_chunk_size=64)
        self._opened: sqlite3.Connection | None = None

    def _open(self, database: str, options: dict[str, Any]) -> sqlite3.Connection:
        self._opened = sqlite3.connect(database, **options)
        return self._opened

    def cursor(self) -> NearCursor:  # type: ignore[override]  # it needs no waiting for
        """Return a cursor that is open."""
        if self._opened is None:
            message = "no active connection"
            raise ValueError(message)
        return NearCursor(self, self._opened.cursor())


def connect(database: str, **options: Any) -> NearConnection:
    """Return a connection that is opened when it is awaited."""
    connection = NearConnection(database, {**options, "check_same_thread": False})
    connection._thread.daemon = True  # noqa: SLF001 - there is no other way; SQLAlchemy does so too
    return connection


def _is_short(sql: str) -> bool:
    """Whether a statement waits for nothing."""
    return sql.lstrip().startswith(_SHORT)
