"""What is kept about somebody, told in plain words, and erased when they ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.effects import Erase
from bot.core.models import Conversation, Kind
from bot.core.tickets import TicketState
from tests.conftest import Chat
from tests.handlers.feedback_chat import OFFICES, WHAT, send_one


@pytest.fixture(autouse=True)
def _offices(chat: Chat) -> None:
    chat.offices = OFFICES


async def test_what_is_kept_is_told_with_its_terms(chat: Chat) -> None:
    await send_one(chat)
    told = await chat.say("/dulieu")

    for part in ("1 góp ý", "90 ngày", "365 ngày", "24/11/2026", "/xoa"):
        assert part in told
    assert "viết dở" not in told


async def test_a_draft_is_told_too(chat: Chat) -> None:
    await chat.say("/gopy")
    await chat.say(WHAT)

    assert "viết dở" in await chat.say("/dulieu")


async def test_nothing_is_erased_without_a_second_tap(chat: Chat) -> None:
    await chat.say("xin chào")
    assert "không lấy lại được" in await chat.say("/xoa")
    assert not chat.reply.effects
    await chat.tap("Thôi, để đó")
    assert not chat.reply.effects


async def test_everything_is_erased_and_the_conversation_begins_anew(chat: Chat) -> None:
    await chat.say("/gopy")
    await chat.say(WHAT)
    await chat.say("/xoa")
    assert "Đã xóa" in await chat.tap("Xóa dữ liệu của tôi")

    address = chat.message("").address
    assert chat.reply.effects == (Erase(chat.conversation.key, address, undelivered=True),)
    assert replace(chat.conversation, choices=()) == Conversation(chat.conversation.key)


@pytest.mark.parametrize(
    ("label", "state"),
    [
        ("Xóa và rút góp ý", TicketState.WITHDRAWN),
        ("Xóa, góp ý vẫn gửi", TicketState.KEPT),
    ],
)
async def test_what_has_not_arrived_is_asked_about_first(
    chat: Chat, label: str, state: TicketState
) -> None:
    ticket = await send_one(chat)
    assert "Còn 1 góp ý chưa tới nơi nhận" in await chat.say("/xoa")
    assert "Xóa dữ liệu của tôi" not in chat.buttons
    await chat.tap(label)

    kept = chat.records.tickets[ticket.code]
    assert (kept.state, kept.owner, kept.address) == (state, "", None)


async def test_a_ticket_sent_after_the_question_is_asked_about(chat: Chat) -> None:
    await chat.say("/xoa")
    erase = chat.reply.buttons[0].action
    await send_one(chat)

    assert "Còn 1 góp ý" in await chat.send(kind=Kind.ACTION, action=erase)
    assert not chat.reply.effects


async def test_the_erased_are_strangers_to_their_old_tickets(chat: Chat) -> None:
    ticket = await send_one(chat)
    await chat.say("/xoa")
    await chat.tap("Xóa, góp ý vẫn gửi")
    told = await chat.say(ticket.code)

    assert "tôi đã giữ" in told
    assert WHAT not in told
