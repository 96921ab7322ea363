"""Copies what a bot keeps on this machine, while it runs: a SQLite database and the drop box.

The database is copied first. A ticket that reaches the drop box meanwhile is then in the copy as
one that is still to be delivered, and is found there again; the other way round it would be lost.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import StorageError
from bot.storage.engine import read_url

if TYPE_CHECKING:
    from collections.abc import Iterable

DATABASE, DROPBOX = "bot.db", "gop-y"  #: how they are called in the copy
_PRIVATE = 0o700  # what citizens write is nobody else's business
_WAITS = 30.0  # seconds for somebody who has the file to himself


def back_up(written: str, dropbox: Path, folder: Path) -> int:
    """Copy database and drop box into a new folder, and return how many tickets lie in the latter.

    The folder takes its name only when all of it is there.

    Raises:
        StorageError: it is there already, or would lie in the drop box and be copied by the next
            backup; the database is no SQLite file, or a copy failed.
    """
    fault = _fault_of(folder, dropbox)
    if fault:
        raise StorageError(fault)
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of somebody who was killed here
    try:
        part.mkdir(mode=_PRIVATE, parents=True)
        copy_database(written, part / DATABASE)
        count = _copy_dropbox(dropbox, part / DROPBOX)
        part.rename(folder)
    except OSError as error:
        message = f"the copy failed: {type(error).__name__}"
        raise StorageError(message) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)  # nothing is left of it if all went well
    return count


def _fault_of(folder: Path, dropbox: Path) -> str:
    """Say why no copy is put there; nothing if it may be."""
    if folder.exists():
        return f"{folder} is there already"
    return f"{folder} lies in the drop box" if lies_in(folder, dropbox) else ""


def lies_in(folder: Path, dropbox: Path) -> bool:
    """Tell whether a folder is the drop box or lies in it, whatever leads there."""
    return folder.resolve().is_relative_to(dropbox.resolve())


def copy_database(written: str, copy: Path) -> None:
    """Copy a SQLite file as it is at this moment; without the pages of what was erased.

    Raises:
        StorageError: it is another database, or the copy is not sound.
    """
    url = read_url(written)
    path = Path(url.database or "")
    if url.get_backend_name() != "sqlite" or not path.is_file():
        message = "only a SQLite file is copied here; PostgreSQL has pg_dump"
        raise StorageError(message)
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL, 0o600))
    address = f"{path.resolve().as_uri()}?mode=rw"  # never makes one
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=_WAITS)) as source:
            source.execute("VACUUM INTO ?", (str(copy),))
        with closing(sqlite3.connect(copy)) as made:
            (verdict,) = made.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        message = f"the database refused: {type(error).__name__}"
        raise StorageError(message) from error
    if verdict != "ok":
        message = "the copy of the database is not sound"
        raise StorageError(message)
    _sync(copy)


def _copy_dropbox(dropbox: Path, copy: Path) -> int:
    """Copy the tickets that are there as a whole; one just being written has a dot before it.

    A copy of ours that somebody has put there is none: each would hold all those before it.
    """
    if not dropbox.is_dir():
        return 0
    copy.mkdir(mode=_PRIVATE)
    names = [each.name for each in dropbox.iterdir()]
    for name in {*names} - _unfinished(dropbox, names):
        if not (dropbox / name / DATABASE).is_file():
            _copy_ticket(dropbox / name, copy / name)
    return sum(each.is_dir() for each in copy.iterdir())


def _unfinished(_: object, names: Iterable[str]) -> set[str]:
    return {name for name in names if name.startswith(".")}


def _copy_ticket(ticket: Path, copy: Path) -> None:
    """Copy a ticket, or whatever lies there; nothing of what somebody takes away meanwhile."""
    try:
        if ticket.is_dir():
            shutil.copytree(ticket, copy, ignore=_unfinished, copy_function=_copy_file)
        else:
            _copy_file(ticket, copy)
    except OSError:
        if ticket.exists():
            raise
        shutil.rmtree(copy, ignore_errors=True)


def _copy_file(file: str | Path, copy: str | Path) -> None:
    with suppress(FileNotFoundError):  # it was taken away
        shutil.copy2(file, copy)


def _sync(file: Path) -> None:
    """Wait until a file is on the disk."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
