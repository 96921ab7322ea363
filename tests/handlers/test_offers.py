"""A complaint said out of the blue is offered to be sent; nothing is begun without a tap."""

from __future__ import annotations

import pytest

from bot.core.models import Outcome
from tests.conftest import Chat
from tests.core.complaint_speech import COMPLAINTS, OTHERS

SEND_THIS = "Gửi góp ý việc này"
LEAST_OFFERED = 0.9
MOST_MISTAKEN = 0.03


async def is_offered(chat: Chat, text: str) -> bool:
    chat.conversation = Chat(chat.shelf).conversation
    await chat.say(text)
    return chat.buttons == [SEND_THIS, "Chỉ hỏi cách góp ý"]


async def test_most_complaints_are_offered_and_hardly_anything_else(chat: Chat) -> None:
    missed = [text for text in COMPLAINTS if not await is_offered(chat, text)]
    mistaken = [text for text in OTHERS if await is_offered(chat, text)]

    assert len(missed) <= (1 - LEAST_OFFERED) * len(COMPLAINTS), missed
    assert len(mistaken) <= MOST_MISTAKEN * len(OTHERS), mistaken


@pytest.mark.parametrize(
    "text",
    [
        "đường trước nhà tôi ngập mãi không ai sửa",
        "duong truoc nha toi ngap mai khong ai sua",
        "hàng xóm karaoke ồn cả đêm chịu hết nổi",
    ],
)
async def test_an_offer_is_an_answer_about_feedback(chat: Chat, text: str) -> None:
    await chat.say(text)

    assert (chat.reply.outcome, chat.reply.entry) == (Outcome.ANSWERED, "gop-y")
    assert chat.buttons == [SEND_THIS, "Chỉ hỏi cách góp ý"]
    assert not chat.reply.effects


async def test_what_was_told_is_where_the_feedback_begins(chat: Chat) -> None:
    await chat.say("đường trước nhà tôi ngập mãi không ai sửa")

    assert "ở đâu" in await chat.tap(SEND_THIS)


async def test_an_offer_that_is_not_taken_stays_open_beside_the_card(chat: Chat) -> None:
    await chat.say("đường trước nhà tôi ngập mãi không ai sửa")
    await chat.tap("Chỉ hỏi cách góp ý")

    assert chat.buttons[0] == SEND_THIS
    assert "ở đâu" in await chat.tap(SEND_THIS)


async def test_a_question_on_how_to_complain_is_answered_and_offered(chat: Chat) -> None:
    reply = await chat.say("Đèn đường trước nhà tắt cả tuần, báo cho ai sửa?")

    assert "gopy.danang.gov.vn" in reply
    assert chat.buttons[0] == SEND_THIS


async def test_the_card_offers_to_send_here(chat: Chat) -> None:
    await chat.say("/start gop-y")

    assert chat.buttons[0] == "Gửi góp ý tại đây"


@pytest.mark.parametrize(
    "text", ["trụ điện sắp đổ xuống nhà dân", "dây điện đứt lòng thòng trước cổng trường"]
)
async def test_danger_is_offered_with_the_numbers_to_call(chat: Chat, text: str) -> None:
    assert "113, 114 hoặc 115" in await chat.say(text)
    assert "113, 114 hoặc 115" in await chat.tap(SEND_THIS)


async def test_danger_to_life_is_told_first_where_to_call(chat: Chat) -> None:
    assert "114" in await chat.say("cháy nhà hàng xóm rồi, khói mù mịt, cứu với")
