"""What was forgotten is in no byte of the files of SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.effects import DropPhotos, Effect, Erase, OpenTicket
from bot.core.feedback import Photo
from bot.core.models import Conversation, DeliveryState, Line, Message, Reply, Settlement, Style
from bot.core.records import Terms
from bot.core.tickets import TicketState
from bot.services.retention import Retention
from bot.storage.store import SqlStore, open_store
from tests.contracts.test_tickets import ADDRESS, OWNER, ticket

pytestmark = pytest.mark.thorough

TRACE = b"trace-of-a-citizen"
PICTURE = Photo("1.jpg", "image/jpeg", TRACE * 5000)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    opened = await open_store(f"sqlite:///{tmp_path / 'bot.db'}")
    yield opened
    await opened.close()


def traces(folder: Path) -> dict[str, int]:
    found = {path.name: path.read_bytes().count(TRACE) for path in folder.iterdir()}
    return {name: count for name, count in found.items() if count}


async def say(store: SqlStore, number: int, *effects: Effect, said: str = "") -> None:
    now = datetime.now(UTC)
    await store.accept([Message(f"{number}", ADDRESS, OWNER, now, text=said)])
    async with store.next_turn() as turn:
        assert turn is not None
        conversation = Conversation(OWNER, draft=said)
        await turn.settle(conversation, [Reply((Line(Style.TEXT, said),), effects=effects)])


async def live(store: SqlStore, state: TicketState) -> None:
    """Talk for long, with photos and tickets, so that pages are split and filled again."""
    words = TRACE.decode()
    for number in range(30):
        code = f"DN-{number:04}-00000"
        photo = await store.tickets.keep_photo(OWNER, PICTURE, datetime.now(UTC))
        told = ticket(code, code, f"kept:{photo}")
        kept = replace(told, feedback=replace(told.feedback, what=words * 20), state=state)
        await say(store, number, OpenTicket(kept), said=words * (number * 7 % 40))


async def hand_over_all(store: SqlStore) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    channels = ["web", "office:gopy"]
    while due := await store.claim_deliveries(channels, soon, timedelta(0), 99):
        for delivery in due:
            await store.settle_delivery(delivery.id, Settlement(DeliveryState.SENT), soon)


@pytest.mark.parametrize("state", [TicketState.DONE, TicketState.KEPT])
async def test_what_is_erased_leaves_no_trace(
    tmp_path: Path, store: SqlStore, state: TicketState
) -> None:
    await live(store, state)
    await hand_over_all(store)
    assert traces(tmp_path)
    await say(store, 99, Erase(OWNER, ADDRESS, undelivered=True))
    assert traces(tmp_path) == {}


async def test_a_draft_that_is_given_up_leaves_no_photo(tmp_path: Path, store: SqlStore) -> None:
    await store.tickets.keep_photo(OWNER, PICTURE, datetime.now(UTC))
    assert traces(tmp_path)
    await say(store, 1, DropPhotos(OWNER))
    assert traces(tmp_path) == {}


async def test_what_has_had_its_term_leaves_no_trace(tmp_path: Path, store: SqlStore) -> None:
    await live(store, TicketState.DONE)
    await hand_over_all(store)
    much_later = datetime.now(UTC) + timedelta(days=400)
    await Retention(store.tickets, Terms(), lambda: much_later).forget()
    assert traces(tmp_path) == {}


async def test_who_reads_along_only_puts_it_off(tmp_path: Path, store: SqlStore) -> None:
    await store.tickets.keep_photo(OWNER, PICTURE, datetime.now(UTC))
    with closing(sqlite3.connect(tmp_path / "bot.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM photos").fetchall()
        await say(store, 1, DropPhotos(OWNER))
    await Retention(store.tickets, Terms(), lambda: datetime.now(UTC)).forget()
    assert traces(tmp_path) == {}
