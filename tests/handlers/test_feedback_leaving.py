"""A feedback that is left, resumed, or not taken here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from bot.core.effects import DropPhotos
from bot.core.models import Kind, Outcome
from bot.handlers.desk import Desk
from tests.conftest import Chat
from tests.handlers.feedback_chat import (
    OFFICES,
    WHAT,
    fill_in,
    photograph,
)


@pytest.fixture(autouse=True)
def _offices(chat: Chat) -> None:
    chat.offices = OFFICES


async def test_cancel_asks_first_and_then_leaves_nothing(chat: Chat) -> None:
    await fill_in(chat)
    assert "Bỏ hết" in await chat.tap("Thôi không gửi")
    assert "Xem lại" in await chat.tap("Viết tiếp")
    await chat.tap("Thôi không gửi")
    await chat.tap("Bỏ hết")

    assert chat.conversation.draft == ""
    assert chat.reply.effects == (DropPhotos(chat.conversation.key),)


async def test_huy_leaves_the_draft_and_says_so(chat: Chat) -> None:
    await chat.say("/gopy")
    await photograph(chat)

    assert "Đã bỏ góp ý đang viết" in await chat.say("/huy")
    assert chat.records.dropped_photos == [chat.conversation.key]
    assert "Hiện không có việc gì" in await chat.say("/huy")


async def test_in_a_group_it_is_asked_to_write_privately(chat: Chat) -> None:
    await chat.send(text=WHAT, is_private=False)
    assert "Gửi góp ý việc này" not in chat.buttons

    assert "nhắn riêng" in await chat.send(text="/gopy", is_private=False)
    assert chat.conversation.draft == ""


@pytest.mark.parametrize("said", ["/gopy", "/theodoi", "/theodoi DN-7K3M-9QX2T"])
async def test_without_a_desk_it_is_said_where_feedback_goes(chat: Chat, said: str) -> None:
    bare = Desk(chat.shelf, lambda: chat.now, lambda entry: [entry])
    reply = await bare.respond(chat.message(said), chat.conversation)

    assert "gopy.danang.gov.vn" in reply.lines[0].text


async def test_a_deep_link_begins(chat: Chat) -> None:
    assert "chuyện gì" in await chat.say("/start gopy")


async def test_steps_of_a_feedback_are_shown_to_no_editor(chat: Chat) -> None:
    await fill_in(chat)

    assert chat.reply.outcome is Outcome.FEEDBACK
    assert not chat.reply.is_to_question


async def test_days_later_it_still_goes_on_and_after_a_week_it_is_over(chat: Chat) -> None:
    await chat.say("/gopy")
    await chat.say(WHAT)
    chat.now += timedelta(days=6)
    assert "khi nào" in await chat.say("12 Lê Lợi")
    chat.now += timedelta(days=8)
    told = await chat.say("làm khai sinh cho con cần gì")

    assert "đã bỏ, chưa gửi đi đâu" in told.splitlines()[0]
    assert chat.reply.entry == "khai-sinh"
    assert chat.reply.effects == (DropPhotos(chat.conversation.key),)
    assert chat.conversation.draft == ""


async def test_a_kind_of_matter_that_is_gone_since_the_preview_is_shown_anew(chat: Chat) -> None:
    await fill_in(chat)
    button = next(b for b in chat.reply.buttons if b.text == "Gửi góp ý")
    seen = chat.shelf.current()
    fields = tuple(field for field in seen.gopy.fields if field.id != "ha-tang")
    edited = replace(seen, gopy=seen.gopy.model_copy(update={"fields": fields}))
    chat.shelf = SimpleNamespace(current=lambda: edited)

    said = await chat.send(text=button.text, kind=Kind.ACTION, action=button.action)
    assert chat.records.tickets == {}
    assert "Việc khác" in said
