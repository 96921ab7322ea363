"""Kill -9 while what has had its term is forgotten: each helping is there whole, or gone whole."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.effects import OpenTicket
from bot.core.feedback import Photo
from bot.core.tickets import TicketState
from bot.storage.forgetting import PHOTOS
from bot.storage.store import SqlStore, open_store
from tests.contracts.test_tickets import OWNER, do, ticket
from tests.e2e.conftest import ROOT, environment
from tests.e2e.killing import code_of

pytestmark = pytest.mark.e2e

VICTIM = str(ROOT / "tests" / "e2e" / "victim_retention.py")
FORGOTTEN = '"what":""'
TOLD = "SELECT count(*) FROM tickets WHERE NOT instr(body, ?)"
FORGOTTEN_WITH_PHOTOS = (
    "SELECT count(*) FROM photos JOIN tickets ON code = ticket WHERE instr(body, ?)"
)
TICKETS, OF_EACH = 25, 2
PICTURE = Photo("1.jpg", "image/jpeg", b"\xff\xd8 picture" * 1000)


async def fill(url: str) -> None:
    """Leave settled tickets with photos behind, and photos of drafts."""
    store = await open_store(url)
    for number in range(TICKETS):
        refs = [f"kept:{await keep(store)}" for _ in range(OF_EACH)]
        done = replace(ticket(code_of(number), f"d{number}", *refs), state=TicketState.DONE)
        await do(store, OpenTicket(done), key=str(number))
        await keep(store)
    await store.close()


async def keep(store: SqlStore) -> str:
    return await store.tickets.keep_photo(OWNER, PICTURE, datetime.now(UTC))


async def die(folder: Path, number: int, side: str) -> int:
    env = environment(folder, 1)
    url = env["BOT_DATABASE_URL"]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, VICTIM, url, str(number), side), env=env
    )
    async with asyncio.timeout(60):
        return await process.wait()


def left(file: Path) -> tuple[int, int, int]:
    """Return how many photos of tickets, photos of drafts and tickets are not forgotten."""
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        photos, sent = database.execute("SELECT count(*), count(ticket) FROM photos").fetchone()
        (told,) = database.execute(TOLD, [FORGOTTEN]).fetchone()
        assert database.execute(FORGOTTEN_WITH_PHOTOS, [FORGOTTEN]).fetchone() == (0,)
    return sent, photos - sent, told


async def test_a_kill_in_a_helping_or_after_it_leaves_the_rest_for_the_next_round(
    tmp_path: Path,
) -> None:
    file = tmp_path / "bot.db"
    await fill(f"sqlite:///{file}")
    seen = [left(file)]
    for side in ("before", "after", "before", "after"):
        assert await die(tmp_path, 1, side) == -signal.SIGKILL
        seen.append(left(file))
    whole, one, two = (50, 25, 25), (50 - PHOTOS, 25 - PHOTOS, 15), (50 - 2 * PHOTOS, 0, 5)
    assert seen == [whole, whole, one, one, two]
    assert await die(tmp_path, 99, "before") == 0
    assert left(file) == (0, 0, 0)
