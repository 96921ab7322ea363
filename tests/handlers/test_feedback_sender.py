"""Who sends a feedback: named where the office wants it, anonymous otherwise."""

from __future__ import annotations

import pytest

from tests.conftest import Chat
from tests.handlers.feedback_chat import (
    MAILBOX,
    OFFICES,
    PORTAL,
    WITH_NAMES,
    fill_in,
)


@pytest.fixture(autouse=True)
def _offices(chat: Chat) -> None:
    chat.offices = OFFICES


async def test_an_office_that_wants_a_name_gets_one(chat: Chat) -> None:
    chat.offices = WITH_NAMES
    assert PORTAL in await fill_in(chat)
    await chat.tap("Để lại liên lạc")
    await chat.say("Trần Thị Bé")
    assert "Số này" in await chat.say("số của tôi")
    await chat.say("0905 123 456")
    assert "chưa đúng" in await chat.say("không phải email")
    told = await chat.say("be@example.com")
    assert f"Gửi tới: {PORTAL}" in told
    assert f"gửi qua: {MAILBOX}" in told
    await chat.tap("Gửi góp ý")

    (ticket,) = chat.records.tickets.values()
    sender = ticket.feedback.sender
    assert (sender.name, sender.phone, sender.email) == (
        "Trần Thị Bé",
        "0905 123 456",
        "be@example.com",
    )
    assert ticket.routes == ("gopy", "mail")


async def test_a_name_typed_where_it_was_asked_whether_is_taken(chat: Chat) -> None:
    chat.offices = WITH_NAMES
    await fill_in(chat)

    assert "điện thoại" in await chat.say("Trần Thị Bé")


async def test_the_anonymous_are_told_what_the_office_is_told(chat: Chat) -> None:
    chat.offices = WITH_NAMES
    await fill_in(chat)
    told = await chat.tap("Gửi ẩn danh")

    assert "ẩn danh" in told
    assert "của đơn vị chạy bot" in told


async def test_a_named_sender_becomes_anonymous_and_named_otherwise(chat: Chat) -> None:
    chat.offices = WITH_NAMES
    await fill_in(chat)
    await chat.tap("Để lại liên lạc")
    for said in ("Trần Thị Bé", "0905123456", "be@example.com"):
        await chat.say(said)
    for choice in (["Gửi ẩn danh"], ["Để lại liên lạc", "Lê Văn Tám"]):
        await chat.tap("Sửa")
        await chat.tap("Xem thêm…")
        await chat.tap("Người gửi")
        await chat.tap(choice[0])
        for said in choice[1:]:
            await chat.say(said)
        if choice[1:]:
            await chat.tap("Quay lại xem trước")
        told = "\n".join(line.text for line in chat.reply.lines)
        assert "Trần Thị Bé" not in told

    assert "Lê Văn Tám" in told
