"""Questions, guides and commands in the middle of a feedback; it is there afterwards."""

from __future__ import annotations

import pytest

from bot.core.models import Kind
from tests.conftest import Chat
from tests.handlers.feedback_chat import OFFICES, WHAT, fill_in, photograph, send_one

GO_ON, NOTE = "Tiếp tục góp ý", "Ghi câu này vào góp ý"


@pytest.fixture(autouse=True)
def _offices(chat: Chat) -> None:
    chat.offices = OFFICES


@pytest.mark.parametrize(
    "question",
    ["làm khai sinh cho con cần giấy tờ gì?", "le phi lam can cuoc bao nhieu", "nộp hồ sơ ở đâu"],
)
async def test_a_question_is_answered_and_the_feedback_goes_on(chat: Chat, question: str) -> None:
    await chat.say("/gopy")
    await chat.say(WHAT)
    await chat.say(question)
    assert chat.reply.entry
    assert chat.buttons[-2:] == [NOTE, GO_ON]

    assert "ở đâu" in await chat.tap(GO_ON)
    assert NOTE not in chat.buttons
    assert "khi nào" in await chat.say("12 Lê Lợi")


async def test_a_question_that_was_the_answer_can_be_noted(chat: Chat) -> None:
    await chat.say("/gopy")
    await chat.say("làm khai sinh cho con cần giấy tờ gì?")

    assert "ở đâu" in await chat.tap(NOTE)
    await chat.say("12 Lê Lợi")
    await chat.say("hôm qua")
    await chat.tap("Không có ảnh")
    assert "làm khai sinh cho con cần giấy tờ gì?" in await chat.tap(chat.buttons[0])


@pytest.mark.parametrize(
    "told",
    [
        "Đèn đường trước nhà tắt cả tuần, báo cho ai sửa?",
        "cán bộ bắt tôi đi lại nhiều lần khi làm khai sinh, bức xúc quá",
        "cống nghẹt, nước tràn vô nhà",
    ],
)
async def test_what_happened_is_not_taken_for_a_question(chat: Chat, told: str) -> None:
    await chat.say("/gopy")

    assert "ở đâu" in await chat.say(told)


@pytest.mark.parametrize("command", ["/thutuc", "/help", "/tracuu", "/dulieu", "/theodoi", "/xoa"])
async def test_commands_are_answered_and_the_feedback_stays(chat: Chat, command: str) -> None:
    await chat.say("/gopy")
    await chat.say(WHAT)
    await chat.say(command)
    assert chat.buttons[-1] == GO_ON
    assert len(chat.buttons) <= 5

    assert "ở đâu" in await chat.tap(GO_ON)


async def test_gopy_again_goes_on_with_what_was_begun(chat: Chat) -> None:
    await chat.say("/gopy")
    await chat.say(WHAT)

    assert "ở đâu" in await chat.say("/gopy")


async def test_a_guide_in_between_hears_its_own_words(chat: Chat) -> None:
    await chat.say("/gopy")
    await chat.say(WHAT)
    await chat.say("/dangky")
    await chat.tap("Đi từng bước")
    assert "Bước 2/4" in await chat.say("xong rồi")
    await chat.say("thời tiết hôm nay")
    assert chat.buttons[-2:] == ["Tiếp tục bước 2", GO_ON]

    assert "ở đâu" in await chat.tap(GO_ON)
    assert "khi nào" in await chat.say("12 Lê Lợi")


async def test_the_progress_of_a_guide_outlives_a_feedback(chat: Chat) -> None:
    await chat.say("/dangky")
    await chat.tap("Đi từng bước")
    await chat.tap("Xong bước này")
    await send_one(chat)
    await chat.say("/dangky")

    assert "Tiếp tục bước 2" in chat.buttons


async def test_danger_is_answered_first_and_can_be_noted(chat: Chat) -> None:
    await chat.say("/gopy")
    assert "114" in await chat.say("đang cháy nhà, khói mù mịt")

    assert "ở đâu" in await chat.tap(NOTE)


async def test_a_strange_link_is_judged_before_it_is_taken(chat: Chat) -> None:
    await chat.say("/gopy")
    await chat.say(WHAT)

    assert "không có trong danh sách" in await chat.say("dichvucong-gov.vn/x")
    assert chat.buttons[-2:] == [NOTE, GO_ON]


async def test_a_code_in_between_is_looked_up(chat: Chat) -> None:
    code = (await send_one(chat)).code
    await chat.say("/gopy")
    await chat.say("Rác chất đống đầu hẻm không ai hốt")

    assert f"Góp ý {code}" in await chat.say(code)
    assert "ở đâu" in await chat.tap(GO_ON)


async def test_a_code_asked_for_in_between_is_no_place(chat: Chat) -> None:
    code = (await send_one(chat)).code
    await chat.say("/gopy")
    await chat.say("Rác chất đống đầu hẻm không ai hốt")
    await chat.say("/theodoi")
    assert f"Góp ý {code}" in await chat.say(code.removeprefix("DN-"))

    assert "ở đâu" in await chat.tap(GO_ON)


@pytest.mark.thorough
async def test_after_hundreds_of_messages_it_is_still_there(chat: Chat) -> None:
    await chat.say("/gopy")
    await photograph(chat, caption=WHAT)
    for number in range(300):
        await chat.say(("/thutuc", "làm căn cước cần gì?", "/help", "/theodoi")[number % 4])
        assert GO_ON in chat.buttons
    await chat.tap(GO_ON)
    await chat.say("12 Lê Lợi")
    await chat.say("hôm qua")
    await chat.tap("Đủ ảnh rồi")
    await chat.tap(chat.buttons[0])
    await chat.tap("Gửi góp ý")

    (ticket,) = chat.records.tickets.values()
    assert (ticket.feedback.what, ticket.feedback.where) == (WHAT, "12 Lê Lợi")
    assert ticket.photos == ("kept:1",)


async def test_old_buttons_change_nothing_they_do_not_belong_to(chat: Chat) -> None:
    shown = await fill_in(chat)
    for code in (
        "f:skip:where",
        "f:field:khac",
        "f:anon",
        "f:say",
        "f:new",
        "f:go",
        "f:x",
        "f:back",
    ):
        told = await chat.send(text="Nút cũ", kind=Kind.ACTION, action=code)
        assert told == shown, code


async def test_a_button_of_a_feedback_that_is_gone_offers_a_new_one(chat: Chat) -> None:
    for code in ("f:go", "f:skip:where", "f:send:abc:def", "f:note", "f:edit:what", "f:cancel"):
        await chat.send(text="Nút cũ", kind=Kind.ACTION, action=code)
        assert chat.buttons[0] == "Gửi góp ý tại đây"
        assert not chat.reply.effects
