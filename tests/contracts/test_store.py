"""What every store must do, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.core.models import (
    Button,
    Conversation,
    DeliveryState,
    Line,
    Message,
    Reply,
    Settlement,
    Step,
    Style,
)
from bot.core.places import Address
from bot.storage.engine import make_engine, read_url
from bot.storage.store import SqlStore, open_store
from bot.storage.tables import metadata

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
LATER = datetime(2030, 1, 1, tzinfo=UTC)
LEASE = timedelta(seconds=60)
SENT = Settlement(DeliveryState.SENT, receipt="42")


def message(key: str, chat: str = "a", text: str = "xin chào") -> Message:
    return Message(key, Address("web", chat), f"web:{chat}", NOW, text=text)


def reply(text: str = "Chào anh/chị") -> Reply:
    return Reply((Line(Style.TEXT, text),), (Button("Giấy tờ", "e:khai-sinh:documents"),))


async def take(store: SqlStore, *said: str) -> Message | None:
    """Settle the next message with these replies and return it."""
    async with store.next_turn() as turn:
        if turn is None:
            return None
        await turn.settle(turn.conversation, [reply(text) for text in said])
        return turn.message


async def claim(store: SqlStore, now: datetime = LATER, limit: int = 10) -> list[str]:
    claimed = await store.claim_deliveries(["web"], now, LEASE, limit)
    return [delivery.reply.lines[0].text for delivery in claimed]


async def test_a_message_seen_before_is_dropped(store: SqlStore) -> None:
    assert await store.accept([message("1"), message("2")]) == 2
    assert await store.accept([message("2"), message("3")]) == 1
    assert await store.accept([]) == 0
    assert [(await take(store)) is not None for _ in range(4)] == [True, True, True, False]


async def test_a_message_seen_before_is_dropped_after_it_was_settled(store: SqlStore) -> None:
    await store.accept([message("1")])
    await take(store)

    assert await store.accept([message("1")]) == 0
    assert await take(store) is None


async def test_messages_of_a_conversation_come_in_order(store: SqlStore) -> None:
    await store.accept([message(str(n), chat="ab"[n % 2]) for n in range(6)])
    taken = [await take(store) for _ in range(6)]

    keys = [m.key for m in taken if m and m.address.chat == "a"]
    assert keys == sorted(keys)


async def test_what_was_said_is_the_same_when_it_comes_back(store: SqlStore) -> None:
    said = "Đổi căn cước \x00\ud800 🙏 'x' \"y\" \u202e"
    await store.accept([message("1", text=said)])
    taken = await take(store)

    assert taken is not None
    assert taken.text == said.replace("\ud800", "\ufffd")
    assert taken.received_at == NOW


async def test_a_conversation_is_kept_until_the_next_message(store: SqlStore) -> None:
    kept = Conversation(
        "web:a",
        entry="khai-sinh",
        entry_at=NOW,
        step=Step("guide", {"guide": "nop-ho-so", "step": "2"}),
        progress={"nop-ho-so": 1},
        choices=(Button("Lệ phí", "e:khai-sinh:fee"),),
    )
    await store.accept([message("1"), message("2")])
    async with store.next_turn() as turn:
        assert turn is not None
        assert turn.conversation == Conversation("web:a")
        await turn.settle(kept, [])

    async with store.next_turn() as turn:
        assert turn is not None
        assert turn.conversation == kept


async def test_a_turn_that_fails_leaves_everything_as_it_was(store: SqlStore) -> None:
    await store.accept([message("1")])

    async def fail() -> None:
        async with store.next_turn() as turn:
            assert turn is not None
            await turn.settle(turn.conversation, [reply()])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()

    assert await claim(store) == []
    assert await take(store) is not None


async def test_a_turn_that_is_not_settled_is_taken_again(store: SqlStore) -> None:
    await store.accept([message("1")])
    async with store.next_turn() as turn:
        assert turn is not None

    assert await take(store) is not None


async def test_what_was_said_is_wiped_once_settled(store: SqlStore, url: str) -> None:
    await store.accept([message("1", text="bí mật của tôi")])
    await take(store, "Chào")
    engine = make_engine(read_url(url))
    async with engine.connect() as connection:
        rows = [
            str(row)
            for table in metadata.sorted_tables
            for row in (await connection.execute(sa.select(table))).all()
        ]
    await engine.dispose()

    assert rows
    assert not any("bí mật" in row for row in rows)


@pytest.mark.thorough
async def test_many_workers_settle_each_message_once_and_in_order(store: SqlStore) -> None:
    await store.accept([message(f"{n:03}", chat=str(n % 5)) for n in range(50)])
    taken: list[Message] = []

    async def work() -> None:
        idle = 0
        while idle < 8:
            found = await take(store, "ok")
            if found:
                taken.append(found)
            idle = 0 if found else idle + 1
            await asyncio.sleep(0.001)

    await asyncio.gather(*(work() for _ in range(5)))

    assert len({m.key for m in taken}) == len(taken) == 50
    for chat in "01234":
        keys = [m.key for m in taken if m.address.chat == chat]
        assert keys == sorted(keys)


async def test_a_store_is_ready_and_opens_again_as_it_was(store: SqlStore, url: str) -> None:
    await store.check()
    await store.accept([message("1")])
    again = await open_store(url)
    assert await again.accept([message("1")]) == 0
    await again.close()


async def test_questions_are_kept_masked_each_once_and_nothing_else_is(store: SqlStore) -> None:
    asked = "mất căn cước \x1b[31m048201001234\x07\u202e\n làm sao"
    said = [asked, "xin chào", "xin chào", "gọi tôi 0905123456"]
    await store.accept([message(str(i), text=text) for i, text in enumerate(said)])
    for text in said:
        async with store.next_turn() as turn:
            assert turn is not None
            is_to_question = not text.startswith("gọi")
            answer = Reply((Line(Style.TEXT, "…"),), is_to_question=is_to_question)
            await turn.settle(turn.conversation, [answer])

    assert list(await store.recent_questions(10)) == [
        "xin chào",
        "mất căn cước [31m[CCCD] làm sao",
    ]
    assert list(await store.recent_questions(1)) == ["xin chào"]


async def test_something_can_be_said_that_answers_nothing(store: SqlStore) -> None:
    await store.say(Address("web", "a"), [reply("một"), reply("hai")], NOW)

    assert await claim(store) == ["một"]
    assert await claim(store) == []
    assert len(await store.replies_after(Address("web", "a"), 0, 10)) == 2
