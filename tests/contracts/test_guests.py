"""What every store must count of guests, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.days import day_of
from bot.core.effects import DropPhotos, Erase, OpenTicket
from bot.core.feedback import Photo
from bot.core.guests import GuestDay
from bot.core.models import Message
from bot.storage.store import SqlStore
from tests.contracts.test_tickets import ADDRESS, NOW, OWNER, do, ticket

TODAY = day_of(NOW)
TOMORROW = TODAY + timedelta(days=1)


async def on(store: SqlStore, key: str = "asked") -> GuestDay:
    await store.accept([Message(key, ADDRESS, OWNER, NOW)])
    async with store.next_turn() as turn:
        assert turn is not None
        found = await turn.records.guests_on(TODAY)
        await turn.settle(turn.conversation, [])
    return found


async def test_a_ticket_of_a_guest_counts_once_and_others_do_not(store: SqlStore) -> None:
    assert await on(store, "before") == GuestDay(TODAY)
    await do(store, OpenTicket(ticket(), TODAY))
    await do(store, OpenTicket(ticket("DN-0000-00000"), TODAY), key="2")  # the same draft
    await do(store, OpenTicket(ticket("DN-1111-11111", "d2")), key="3")  # of no guest
    assert await on(store) == GuestDay(TODAY, tickets=1)


async def test_who_is_forgotten_has_still_sent(store: SqlStore) -> None:
    await do(store, OpenTicket(ticket(), TODAY))
    await do(store, Erase(OWNER, ADDRESS, undelivered=True), key="2")
    assert (await on(store)).tickets == 1


async def test_a_turn_that_is_taken_back_counts_nothing(store: SqlStore) -> None:
    await store.accept([Message("1", ADDRESS, OWNER, NOW)])
    async with store.next_turn():
        pass
    assert (await on(store)) == GuestDay(TODAY)
    assert await store.tickets.guest_days(9) == []


async def keep(store: SqlStore, size: int, now: datetime = NOW) -> str | None:
    photo = Photo("1.jpg", "image/jpeg", bytes(size))
    return await store.tickets.keep_guest_photo(OWNER, photo, now, 1000)


async def held(store: SqlStore) -> int:
    """Return how many photos of the guest there are."""
    await store.accept([Message("how many", ADDRESS, OWNER, NOW)])
    async with store.next_turn() as turn:
        assert turn is not None
        return (await turn.records.kept(OWNER, ADDRESS)).photos


async def test_photos_count_as_long_as_they_fit(store: SqlStore) -> None:
    tickets = store.tickets
    assert not await keep(store, 1001)
    assert await tickets.guest_days(9) == []
    assert await keep(store, 600)
    assert not await keep(store, 401)
    assert await keep(store, 400)
    assert await keep(store, 1000, NOW + timedelta(days=1))
    assert await held(store) == 3
    days = [GuestDay(TOMORROW, photo_bytes=1000), GuestDay(TODAY, photo_bytes=1000)]
    assert await tickets.guest_days(9) == days
    assert await tickets.guest_days(1) == days[:1]


async def test_a_photo_that_is_thrown_away_before_it_is_sent_counts_no_more(
    store: SqlStore,
) -> None:
    kept = [await keep(store, 300) for _ in range(3)]
    await do(store, OpenTicket(ticket("DN-7K3M-9QX2T", "d1", f"kept:{kept[0]}"), TODAY))
    await do(store, DropPhotos(OWNER, (f"kept:{kept[0]}", f"kept:{kept[1]}")), key="2")
    assert await on(store) == GuestDay(TODAY, tickets=1, photo_bytes=600)
    await do(store, DropPhotos(OWNER), key="3")
    assert await on(store, "again") == GuestDay(TODAY, tickets=1, photo_bytes=300)


async def test_a_photo_that_no_message_refers_to_counts_no_more(store: SqlStore) -> None:
    first, second, sent = [await keep(store, 300) for _ in range(3)]
    await do(store, OpenTicket(ticket("DN-7K3M-9QX2T", "d1", f"kept:{sent}"), TODAY))
    for owner, photo_id in (("web:b", first), (OWNER, second), (OWNER, sent)):
        await store.tickets.drop_photo(owner, str(photo_id))
    assert [await store.tickets.photo(str(one)) is None for one in (first, second, sent)] == [
        False,
        True,
        False,
    ]
    assert await on(store) == GuestDay(TODAY, tickets=1, photo_bytes=600)


async def test_who_is_forgotten_gives_back_the_photos_that_were_not_sent(store: SqlStore) -> None:
    sent, _ = [await keep(store, 300) for _ in range(2)]
    await do(store, OpenTicket(ticket("DN-7K3M-9QX2T", "d1", f"kept:{sent}"), TODAY))
    await do(store, Erase(OWNER, ADDRESS, undelivered=True), key="2")
    assert await on(store) == GuestDay(TODAY, tickets=1, photo_bytes=300)


async def test_a_photo_fetched_for_a_ticket_is_nothing_a_guest_has_to_give_back(
    store: SqlStore,
) -> None:
    await keep(store, 300)
    photo = Photo("1.jpg", "image/jpeg", bytes(100))
    await do(store, OpenTicket(replace(ticket(), owner="telegram:a"), TODAY))
    fetched = await store.tickets.keep_photo("telegram:a", photo, NOW, ticket().code)
    await do(store, DropPhotos("telegram:a"), key="2")
    assert await store.tickets.photo(fetched) == photo
    await do(store, Erase("telegram:a", ADDRESS, undelivered=True), key="3")
    assert await store.tickets.photo(fetched) is None
    assert (await on(store)).photo_bytes == 300


async def test_photos_at_the_same_moment_do_not_pass_the_limit(store: SqlStore) -> None:
    photos = await asyncio.gather(*(keep(store, 100) for _ in range(30)))
    assert sum(photo is not None for photo in photos) == 10
    assert await held(store) == 10
    assert await on(store) == GuestDay(TODAY, photo_bytes=1000)
