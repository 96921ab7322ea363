"""A feedback from the first word to the ticket, and the ways around it."""

from __future__ import annotations

import pytest

from bot.core.effects import OpenTicket
from bot.core.models import Kind, Wish
from bot.core.offices import Office, Offices
from bot.core.ticket_code import read_code
from bot.core.tickets import TicketState
from tests.conftest import Chat
from tests.handlers.feedback_chat import (
    DONG_DA,
    MAILBOX,
    OFFICES,
    PORTAL,
    WHAT,
    WITH_NAMES,
    fill_in,
)


@pytest.fixture(autouse=True)
def _offices(chat: Chat) -> None:
    chat.offices = OFFICES


async def test_every_part_is_asked_in_its_order(chat: Chat) -> None:
    assert "chuyện gì" in await chat.say("/gopy")
    assert "ở đâu" in await chat.say(WHAT)
    assert chat.reply.wishes == (Wish.LOCATION,)
    assert "khi nào" in await chat.say("12 Lê Lợi")
    assert "ảnh" in await chat.say("cả tuần nay")
    assert chat.reply.wishes == (Wish.PHOTO,)
    assert "loại nào" in await chat.tap("Không có ảnh")
    assert chat.buttons[0] == "Đường sá, vỉa hè, đèn, thoát nước"
    assert "Xem lại trước khi gửi" in await chat.tap(chat.buttons[0])
    assert not chat.records.tickets


async def test_the_preview_shows_exactly_what_goes_to_whom(chat: Chat) -> None:
    told = await fill_in(chat)

    for part in (MAILBOX, WHAT, "12 Lê Lợi, phường Hải Châu", "cả tuần nay", "ẩn danh"):
        assert part in told
    assert "im lặng không phải là đồng ý" in told
    assert "không gửi gì khác" in told
    assert chat.buttons == ["Gửi góp ý", "Sửa", "Thôi không gửi"]
    await chat.tap("Gửi góp ý")
    (ticket,) = chat.records.tickets.values()
    assert ticket.feedback.what == WHAT
    assert ticket.feedback.where == "12 Lê Lợi, phường Hải Châu"
    assert ticket.feedback.sender.is_anonymous


async def test_sending_gives_a_code_at_once_and_promises_nothing(chat: Chat) -> None:
    await fill_in(chat)
    told = await chat.tap("Gửi góp ý")

    (ticket,) = chat.records.tickets.values()
    assert chat.reply.effects == (OpenTicket(ticket),)
    assert read_code(ticket.code) == ticket.code
    assert f"/theodoi {ticket.code}" in told
    assert "3 ngày làm việc từ khi nơi nhận có góp ý" in told
    assert "27/11/2026" in told  # Tuesday the 24th and three working days
    assert (ticket.state, ticket.route, ticket.routes) == (TicketState.KEPT, "mail", ("mail",))
    assert (ticket.owner, ticket.feedback.what) == (chat.conversation.key, WHAT)
    assert chat.conversation.draft == ""


async def test_without_an_office_nothing_is_said_to_go_to_one(chat: Chat) -> None:
    chat.offices = Offices({"dropbox": Office("thư mục trên máy này")})
    await fill_in(chat)
    told = await chat.tap("Gửi góp ý")

    assert "chưa nối với cơ quan nào" in told
    assert "1022" in told
    assert "ngày làm việc" not in told


async def test_a_term_that_is_not_known_is_not_promised(chat: Chat) -> None:
    await fill_in(chat, "Tôi có ý kiến về màu sơn của nhà văn hóa")
    await chat.tap("Sửa")
    await chat.tap("Xem thêm…")
    await chat.tap("Loại việc")
    await chat.tap("Việc khác")

    assert "chưa rõ hạn" in await chat.tap("Gửi góp ý")


async def test_typing_send_is_as_good_as_a_tap_and_ok_is_not(chat: Chat) -> None:
    await fill_in(chat)
    for said in ("ok", "được", "ừ", "gửi đi nha", "đồng ý"):
        assert "Xem lại trước khi gửi" in await chat.say(said)
    assert not chat.records.tickets
    await chat.say("gửi góp ý")

    assert len(chat.records.tickets) == 1


async def test_two_taps_make_one_ticket(chat: Chat) -> None:
    await fill_in(chat)
    send = chat.reply.buttons[0].action
    await chat.tap("Gửi góp ý")
    told = await chat.send(text="Gửi góp ý", kind=Kind.ACTION, action=send)

    (code,) = chat.records.tickets
    assert f"đã gửi rồi, mã {code}" in told
    assert not chat.reply.effects


async def test_the_button_of_an_older_preview_sends_nothing(chat: Chat) -> None:
    await fill_in(chat)
    old = chat.reply.buttons[0].action
    await chat.tap("Sửa")
    await chat.tap("Ở đâu")
    await chat.say("99 Trần Phú")
    told = await chat.send(text="Gửi góp ý", kind=Kind.ACTION, action=old)

    assert "đã khác" in told
    assert "99 Trần Phú" in told
    assert not chat.records.tickets


async def test_another_office_since_the_preview_is_shown_first(chat: Chat) -> None:
    await fill_in(chat)
    chat.offices = WITH_NAMES
    told = await chat.tap("Gửi góp ý")

    assert not chat.records.tickets
    assert PORTAL in told


@pytest.mark.parametrize("label", ["Chuyện gì", "Ở đâu", "Khi nào"])
async def test_a_part_is_edited_and_the_whole_shown_again(chat: Chat, label: str) -> None:
    await fill_in(chat)
    await chat.tap("Sửa")
    await chat.tap(label)
    assert "Quay lại xem trước" in chat.buttons
    told = await chat.say("Sửa lại thành thế này nhé")

    assert "Xem lại trước khi gửi" in told
    assert "Sửa lại thành thế này nhé" in told


@pytest.mark.parametrize("label", ["Chuyện gì", "Ở đâu", "Khi nào"])
async def test_a_part_that_is_not_edited_after_all_stays(chat: Chat, label: str) -> None:
    told = await fill_in(chat)
    await chat.tap("Sửa")
    await chat.tap(label)

    assert await chat.tap("Quay lại xem trước") == told


@pytest.mark.parametrize("said", ["bỏ qua", "không nhớ", "khong nho", "Bỏ qua!"])
async def test_what_is_not_known_is_passed_over(chat: Chat, said: str) -> None:
    await chat.say("/gopy")
    await chat.say(WHAT)
    assert "khi nào" in await chat.say(said)
    assert "ảnh" in await chat.say(said)
    assert "loại nào" in await chat.say(said)
    told = await chat.tap(chat.buttons[0])

    assert "Ở đâu: không rõ" in told
    assert "Khi nào" not in told


async def test_a_place_on_the_map_is_a_place(chat: Chat) -> None:
    await chat.say("/gopy")
    await chat.say(WHAT)
    assert "khi nào" in await chat.send(kind=Kind.LOCATION, location=DONG_DA)
    await chat.tap("Bỏ qua")
    await chat.tap("Không có ảnh")
    assert "16.07890, 108.21230" in await chat.tap(chat.buttons[0])
    await chat.tap("Gửi góp ý")

    (ticket,) = chat.records.tickets.values()
    assert ticket.feedback.location == DONG_DA


async def test_a_place_at_another_part_is_kept_and_the_part_asked_again(chat: Chat) -> None:
    await chat.say("/gopy")
    told = await chat.send(kind=Kind.LOCATION, location=DONG_DA)

    assert "Đã ghi vị trí" in told
    assert "chuyện gì" in told
