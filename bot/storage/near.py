"""SQLite beside the event loop: short statements run in it, only what may wait has a thread.

aiosqlite hands everything to a thread, four times for each statement; going there and back costs
more than the statements do. A statement inside a transaction waits for nobody: the write lock is
held since BEGIN IMMEDIATE, and nothing is forced to the disk before COMMIT (ADR 3).
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import aiosqlite

if TYPE_CHECKING:
    from collections.abc import Callable

_SHORT = ("SELECT", "INSERT", "UPDATE", "DELETE")  #: the others wait for the disk, or for a lock


class NearConnection(aiosqlite.Connection):
    """Runs the steps of short statements at once, and all else in its thread."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._connection and self._running and _is_short(fn, args):
            return fn(*args, **kwargs)
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]


def connect(database: str, **options: Any) -> NearConnection:
    """Return a connection that is opened when it is awaited."""

    def open_file() -> sqlite3.Connection:
        options["check_same_thread"] = False
        opened: sqlite3.Connection = sqlite3.connect(database, **options)
        return opened

    connection = NearConnection(open_file, iter_chunk_size=64)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does for aiosqlite's own
    return connection


def _is_short(step: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    """Whether a step waits for nothing: it makes, reads or closes a cursor, or is a short one."""
    owner = getattr(step, "__self__", None)
    if isinstance(owner, sqlite3.Connection):
        return step == owner.cursor
    if not isinstance(owner, sqlite3.Cursor):
        return False
    return not args or not isinstance(args[0], str) or args[0].lstrip().startswith(_SHORT)
