"""Forgetting with a clock that is put forward, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.core.effects import OpenTicket
from bot.core.feedback import Photo
from bot.core.models import Conversation, DeliveryState, Line, Message, Reply, Settlement, Style
from bot.core.records import KINDS, Terms
from bot.core.tickets import TicketState
from bot.services import retention
from bot.services.retention import Retention
from bot.storage.database import Database
from bot.storage.engine import make_engine, read_url
from bot.storage.forgetting import PHOTOS
from bot.storage.store import SqlStore, open_store
from tests.contracts.test_tickets import ADDRESS, OWNER, do, ticket

pytestmark = pytest.mark.thorough

CODE = "DN-7K3M-9QX2T"
SENT = Photo("1.jpg", "image/jpeg", b"\xff\xd8 picture")


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def step(self, **span: float) -> None:
        self.now += timedelta(**span)


async def talk(store: SqlStore, clock: Clock, *codes: str, key: str = "1") -> None:
    """Leave a conversation with a question, a reply, a photo and settled tickets behind."""
    photo = await store.tickets.keep_photo(OWNER, SENT, clock())
    await store.accept([Message(key, ADDRESS, OWNER, clock(), text="đèn hư")])
    effects = tuple(
        OpenTicket(
            replace(
                ticket(code, code, *([f"kept:{photo}"] if code == codes[0] else [])),
                created_at=clock(),
                updated_at=clock(),
                state=TicketState.DONE,
            )
        )
        for code in codes
    )
    async with store.next_turn() as turn:
        assert turn is not None
        said = Reply((Line(Style.TEXT, "xong"),), is_to_question=True, effects=effects)
        await turn.settle(Conversation(OWNER, misses=7), [said])
    soon = clock() + timedelta(minutes=1)
    for delivery in await store.claim_deliveries(["web"], soon, timedelta(minutes=1), 10):
        await store.settle_delivery(delivery.id, Settlement(DeliveryState.SENT), soon)


async def test_each_kind_is_forgotten_when_its_term_is_over(store: SqlStore) -> None:
    clock = Clock()
    await talk(store, clock, CODE)
    guard = Retention(store.tickets, Terms(), clock)
    clock.step(minutes=1)
    happened: list[dict[str, int]] = []
    for days in (2, 29, 60, 275):
        clock.step(days=days)
        happened.append({name: n for name, n in (await guard.forget()).items() if n})

    assert happened == [
        {},
        {"photos": 1},
        {"conversations": 1, "messages": 1, "replies": 1},
        {"tickets": 1, "questions": 1},
    ]
    kept = await store.tickets.find(CODE)
    assert kept is not None
    assert (kept.state, kept.feedback.what, kept.owner) == (TicketState.DONE, "", "")


async def test_photos_are_kept_from_the_delivery_on_however_long_the_office_is_watched(
    store: SqlStore,
) -> None:
    clock = Clock()
    photo = await store.tickets.keep_photo(OWNER, SENT, clock())
    await do(store, OpenTicket(ticket(CODE, "d1", f"kept:{photo}")))
    guard = Retention(store.tickets, Terms(), clock)
    states = [TicketState.SENDING, TicketState.WITH_OFFICE, TicketState.WITH_OFFICE]
    for state in (*states, TicketState.DONE):
        clock.step(days=20)  # each change is news of it, the second its delivery
        kept = await store.tickets.find(CODE)
        assert kept is not None
        await store.tickets.save(replace(kept, state=state), clock())
        gone = (await guard.forget())["photos"]
        assert gone == (1 if state is TicketState.DONE else 0)


@pytest.mark.thorough
async def test_more_than_one_helping_is_forgotten_in_one_go(
    store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    clock = Clock()
    codes = [f"DN-{number:04}-00000" for number in range(501)]
    await talk(store, clock, *codes)
    clock.step(days=366)

    task = asyncio.create_task(Retention(store.tickets, Terms(), clock).run())
    async with asyncio.timeout(20):
        while not [r for r in caplog.records if r.message == "retention.forgotten"]:
            await asyncio.sleep(0.02)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task

    (record,) = [r for r in caplog.records if r.message == "retention.forgotten"]
    told = vars(record)
    assert told["tickets"] == 501
    assert not any(code in str(told) for code in codes)
    assert OWNER not in str(told)


class Between:
    """Lets somebody write after each helping, and notes what there is to see of them."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.helpings: list[int] = []  #: photos
        self.kinds: list[frozenset[str]] = []
        self.scrubbed = 0

    async def forget_old(
        self, terms: Terms, now: datetime, kinds: frozenset[str]
    ) -> dict[str, int]:
        done = await self._store.tickets.forget_old(terms, now, kinds)
        async with asyncio.timeout(5):
            await self._store.say(ADDRESS, [Reply(())], now)
        self.helpings.append(done["photos"])
        self.kinds.append(kinds)
        return done

    async def scrub(self) -> None:
        await self._store.tickets.scrub()
        self.scrubbed += 1


async def test_who_writes_waits_for_a_helping_of_photos_only(store: SqlStore) -> None:
    clock = Clock()
    for _ in range(3 * PHOTOS):
        await store.tickets.keep_photo(OWNER, SENT, clock())
    clock.step(days=2)
    between: Any = Between(store)
    assert (await Retention(between, Terms(), clock).forget())["photos"] == 3 * PHOTOS
    assert between.helpings == [PHOTOS, PHOTOS, PHOTOS, 0]


async def test_a_kind_of_which_nothing_was_left_is_not_looked_for_again(store: SqlStore) -> None:
    clock = Clock()
    await talk(store, clock, CODE)
    between: Any = Between(store)
    await Retention(between, Terms(), clock).forget()
    assert between.kinds == [KINDS]
    clock.step(days=366)
    await Retention(between, Terms(), clock).forget()
    assert between.kinds[1:] == [KINDS, KINDS]  # there was one of each
    assert between.scrubbed == 2
    await store.tickets.keep_photo(OWNER, SENT, clock())
    clock.step(days=2)
    await Retention(between, Terms(), clock).forget()
    assert between.kinds[3:] == [KINDS, frozenset({"photos", "tickets"})]


async def test_a_ticket_is_not_forgotten_before_its_last_photo(store: SqlStore) -> None:
    clock = Clock()
    kept = [await store.tickets.keep_photo(OWNER, SENT, clock()) for _ in range(PHOTOS + 1)]
    done = replace(ticket(CODE, "d1", *(f"kept:{one}" for one in kept)), state=TicketState.DONE)
    await do(store, OpenTicket(done))
    terms = Terms(tickets=timedelta(days=5), photos=timedelta(days=30))  # as an operator may set
    clock.step(days=6)
    seen = []
    for _ in range(3):
        gone = await store.tickets.forget_old(terms, clock())
        seen.append((gone["photos"], gone["tickets"]))
    assert seen == [(PHOTOS, 0), (1, 1), (0, 0)]


async def test_an_outage_is_logged_and_tried_again(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = await open_store(url)
    await store.close()
    database = Database(make_engine(read_url(url)))
    async with database.transaction() as connection:
        await connection.execute(sa.text("DROP TABLE photos"))
    await database.close()
    guard = Retention(store.tickets, Terms(), Clock())
    assert await guard._try_once() == retention.AFTER_A_FAULT  # noqa: SLF001
    assert caplog.records[-1].message == "retention.storage_failed"
    await store.close()
