"""What every store must do with deliveries, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from bot.core.models import (
    DeliveryState,
    Settlement,
)
from bot.core.places import Address
from bot.storage.store import SqlStore
from tests.contracts.test_store import LATER, LEASE, SENT, claim, message, reply, take


async def test_replies_of_one_address_leave_in_order_one_at_a_time(store: SqlStore) -> None:
    await store.accept([message("1")])
    await take(store, "một", "hai")

    first = await store.claim_deliveries(["web"], LATER, LEASE, 10)
    assert [d.reply.lines[0].text for d in first] == ["một"]
    assert first[0].reply.buttons == reply().buttons
    assert await claim(store) == []
    await store.settle_delivery(first[0].id, SENT, LATER)
    assert await claim(store) == ["hai"]


async def test_one_stuck_address_does_not_hold_up_the_others(store: SqlStore) -> None:
    await store.accept([message("1", chat="a"), message("2", chat="b")])
    await take(store, "a1", "a2")
    await take(store, "b1")
    first = await store.claim_deliveries(["web"], LATER, LEASE, 1)
    retry = Settlement(DeliveryState.PENDING, due_at=LATER + LEASE / 2, reason="no answer")
    await store.settle_delivery(first[0].id, retry, LATER)

    assert await claim(store) == ["b1"]
    assert await claim(store, LATER + LEASE / 2) == ["a1"]


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.UNKNOWN])
async def test_what_is_settled_lets_the_next_one_go(store: SqlStore, state: DeliveryState) -> None:
    await store.accept([message("1")])
    await take(store, "một", "hai")
    (first,) = await store.claim_deliveries(["web"], LATER, LEASE, 10)
    await store.settle_delivery(first.id, Settlement(state), LATER)

    assert await claim(store) == ["hai"]


async def test_a_delivery_whose_worker_died_is_claimed_again(store: SqlStore) -> None:
    await store.accept([message("1")])
    await take(store, "một")
    (first,) = await store.claim_deliveries(["web"], LATER, LEASE, 10)
    assert first.attempts == 0
    (again,) = await store.claim_deliveries(["web"], LATER + LEASE, LEASE, 10)

    assert (again.id, again.attempts) == (first.id, 1)


async def test_a_store_of_one_process_frees_its_claims_at_start(store: SqlStore) -> None:
    await store.accept([message("1")])
    await take(store, "một")
    await claim(store)

    assert await store.release_claims() == 1
    assert await claim(store) == ["một"]


async def test_only_the_channels_one_serves_are_claimed(store: SqlStore) -> None:
    await store.accept([message("1")])
    await take(store, "một")

    assert await store.claim_deliveries(["telegram"], LATER, LEASE, 10) == []
    assert await store.claim_deliveries([], LATER, LEASE, 10) == []


@pytest.mark.thorough
async def test_many_claims_at_once_hand_out_each_delivery_once(store: SqlStore) -> None:
    await store.accept([message(str(n), chat=str(n)) for n in range(30)])
    for n in range(30):
        await take(store, f"cho {n}")
    claims = await asyncio.gather(*(claim(store, limit=4) for _ in range(12)))

    counted = Counter(text for texts in claims for text in texts)
    assert max(counted.values()) == 1


async def test_the_next_due_time_is_known(store: SqlStore) -> None:
    assert await store.next_due_at(["web"]) is None
    await store.accept([message("1")])
    await take(store, "một")
    due_at = await store.next_due_at(["web"])
    assert due_at is not None
    await claim(store, LATER)

    assert await store.next_due_at(["web"]) == LATER + LEASE


async def test_replies_can_be_read_again_after_any_of_them(store: SqlStore) -> None:
    await store.accept([message("1"), message("2", chat="b")])
    await take(store, "một", "hai")
    await take(store, "khác")
    both = await store.replies_after(Address("web", "a"), 0, 10)

    assert [d.reply.lines[0].text for d in both] == ["một", "hai"]
    rest = await store.replies_after(Address("web", "a"), both[0].id, 10)
    assert [d.reply.lines[0].text for d in rest] == ["hai"]
