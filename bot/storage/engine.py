"""Connects to SQLite or PostgreSQL, and brings the schema up to date."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StorageError
from bot.storage import near

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT = "busy_timeout=5000"
#: FULL: a committed message outlives a power cut, not only a killed process (ADR 3)
#: secure_delete: what is forgotten is overwritten, not only unlinked
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    BUSY_TIMEOUT,
    "foreign_keys=ON",
    "secure_delete=ON",
)
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}


def read_url(written: str) -> URL:
    """Return a database address with its asynchronous driver."""
    try:
        url = make_url(written.replace("postgres://", "postgresql://", 1))
    except sa.exc.ArgumentError:
        msg = "the database address cannot be read"
        raise StorageError(msg) from None
    dialect = url.drivername.partition("+")[0]
    return url.set(drivername=_DRIVERS.get(dialect, url.drivername))


def make_engine(url: URL) -> AsyncEngine:
    """Make an engine whose SQLite transactions take the write lock at once."""
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)
    engine = create_async_engine(url, connect_args={"async_creator_fn": near.connect})
    sa.event.listen(engine.sync_engine, "connect", _set_pragmas)
    sa.event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def _set_pragmas(connection: Any, _record: Any) -> None:
    # The driver would begin transactions by itself, and too late (SQLAlchemy, "Serializable
    # isolation / Savepoints / Transactional DDL" of the pysqlite dialect).
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
    except Exception:
        connection.close()  # or its thread outlives the event loop; the pool never sees it
        raise
    cursor.close()


def _begin_immediate(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def upgrade(connection: sa.Connection, revision: str = "head") -> None:
    """Bring the schema to a revision, the latest by default; on PostgreSQL one process does it."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7226101811)")
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def is_current(connection: sa.Connection) -> bool:
    """Whether the schema is the one this code was written for."""
    heads = set(ScriptDirectory.from_config(_config()).get_heads())
    return set(MigrationContext.configure(connection).get_current_heads()) == heads


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


class FileLock:
    """Keeps a SQLite file to one process that serves; the system frees it when the process dies.

    Those who work beside it (a terminal, an operator) are counted by a shared lock.
    """

    def __init__(self, database: str, *, is_guest: bool = False) -> None:
        self._guests = _opened(f"{database}.guests")
        self._files = [self._guests]
        if is_guest:
            fcntl.flock(self._guests, fcntl.LOCK_SH)
            return
        self._files.append(_opened(f"{database}.lock"))
        if not _is_locked(self._files[-1]):
            self.release()
            msg = "another process of the bot is using this SQLite file"
            raise StorageError(msg)

    def is_alone(self) -> bool:
        """Tell whether nobody else can be in the middle of a delivery now."""
        if not _is_locked(self._guests):
            return False
        fcntl.flock(self._guests, fcntl.LOCK_UN)
        return True

    def release(self) -> None:
        """Let another process have the file."""
        while self._files:
            os.close(self._files.pop())


def _opened(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
