"""The two four-step guides, step by step and astray."""

from __future__ import annotations

import pytest

from bot.core.catalogue import Catalogue
from bot.core.models import Kind, Outcome
from tests.conftest import Chat

GUIDES = ["tai-khoan-web", "nop-ho-so"]


@pytest.mark.parametrize("guide", GUIDES)
def test_each_guide_has_the_four_steps_of_2018(catalogue: Catalogue, guide: str) -> None:
    found = catalogue.guides[guide]

    assert len(found.steps) == 4
    assert found.replaced
    assert found.entry in catalogue.entries


async def test_the_front_says_first_what_has_replaced_it(chat: Chat) -> None:
    reply = await chat.say("/dangky")

    assert "VNeID" in reply.splitlines()[1]
    assert "Đi từng bước" in chat.buttons


async def test_a_citizen_is_led_through_all_four_steps(chat: Chat) -> None:
    await chat.say("/nophoso")
    reply = await chat.tap("Đi từng bước")
    for number in (1, 2, 3, 4):
        assert f"Bước {number}/4" in reply
        reply = await chat.tap("Xong bước này")

    assert "Xong cả các bước" in reply
    assert chat.conversation.step is None


async def test_words_do_what_buttons_do(chat: Chat) -> None:
    await chat.say("/dangky")
    await chat.say("đi từng bước")
    assert "Bước 2/4" in await chat.say("xong rồi")
    assert "Bước 3/4" in await chat.say("tiếp theo")
    assert "Bước 2/4" in await chat.say("quay lại")
    assert "bước 3" in await chat.say("tôi bị kẹt ở bước 3")


async def test_every_trouble_of_every_step_has_a_way_out(chat: Chat, catalogue: Catalogue) -> None:
    for guide in catalogue.guides.values():
        for number, step in enumerate(guide.steps, start=1):
            for trouble in step.troubles:
                await chat.send(action=f"g:{guide.id}:stuck:{number}", kind=Kind.ACTION)
                if trouble.label not in chat.buttons:
                    await chat.tap("Xem thêm…")
                reply = await chat.tap(trouble.label)
                assert trouble.answer in reply
                assert "Gỡ được rồi, đi tiếp" in chat.buttons
                assert f"Bước {number}/4" in await chat.tap("Gỡ được rồi, đi tiếp")


async def test_an_unlisted_trouble_gets_the_hotline_and_keeps_the_step(chat: Chat) -> None:
    await chat.say("/dangky")
    await chat.tap("Đi từng bước")
    await chat.tap("Tôi bị kẹt")

    assert "1022" in await chat.tap("Chuyện khác")
    assert chat.conversation.step is not None


async def test_a_question_in_between_does_not_lose_the_step(chat: Chat) -> None:
    await chat.say("/dangky")
    await chat.tap("Đi từng bước")
    await chat.tap("Xong bước này")
    await chat.say("làm giấy khai sinh cho con cần gì")
    assert chat.reply.entry == "khai-sinh"

    assert "Bước 2/4" in await chat.tap("Tiếp tục bước 2")


async def test_all_steps_can_be_seen_at_once(chat: Chat) -> None:
    await chat.say("/dangky")
    await chat.tap("Đi từng bước")
    reply = await chat.tap("Xem cả 4 bước")

    assert [line[:2] for line in reply.splitlines() if line[:2] in {"1.", "2.", "3.", "4."}]
    assert chat.reply.outcome is Outcome.GUIDE
    assert len(reply) < 2000


async def test_a_trouble_of_another_step_is_understood_too(chat: Chat) -> None:
    await chat.say("/dangky")
    await chat.tap("Đi từng bước")
    await chat.tap("Tôi bị kẹt")

    assert (await chat.say("không thấy thư gửi về đâu")).startswith("Không thấy thư gửi về")
    assert "Bước 3/4" in await chat.tap("Gỡ được rồi, đi tiếp")


async def test_a_question_about_something_else_is_no_trouble(chat: Chat) -> None:
    await chat.say("/nophoso")
    await chat.tap("Đi từng bước")
    await chat.say("làm căn cước cho con cần giấy tờ gì")

    assert chat.reply.entry == "can-cuoc-tre-em"
