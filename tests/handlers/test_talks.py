"""Conversations: what is meant by what was said before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.cards import BUDGET, length
from bot.core.entry import Aspect
from bot.core.models import Outcome
from tests.conftest import Chat


async def test_a_follow_up_means_the_entry_last_spoken_of(chat: Chat) -> None:
    await chat.say("/start khai-sinh")
    reply = await chat.say("còn lệ phí thì sao?")

    assert (chat.reply.entry, chat.reply.aspect) == ("khai-sinh", "fee")
    assert "Lệ phí" in reply


async def test_an_old_subject_is_forgotten(chat: Chat) -> None:
    await chat.say("/start khai-sinh")
    chat.now += timedelta(hours=3)
    await chat.say("còn lệ phí thì sao?")

    assert chat.reply.entry is None


async def test_an_answer_that_is_in_doubt_offers_the_runner_up_too(chat: Chat) -> None:
    await chat.say("thẻ căn cước ghi sai quê quán, muốn đổi thẻ khác, hay phải sửa khai sinh?")
    doubts = [label for label in chat.buttons if label.startswith("Hay là: ")]

    assert chat.reply.outcome in {Outcome.ANSWERED, Outcome.CLARIFIED}
    assert len(doubts) == (chat.reply.outcome is Outcome.ANSWERED)
    assert len(chat.buttons) <= 5


async def test_what_names_nothing_is_answered_for_the_likeliest_that_was_offered(
    chat: Chat,
) -> None:
    await chat.say("căn cước")
    asked = chat.reply.outcome
    first, *others = chat.buttons[:-1]
    said = await chat.say("hết bao nhiêu tiền")

    assert (asked, chat.reply.outcome) == (Outcome.CLARIFIED, Outcome.ANSWERED)
    assert "Tôi chưa chắc" in said
    assert first in said
    assert "Lệ phí" in said
    assert chat.buttons[:-1] == [f"Hay là: {other}?" for other in others]
    assert "Lệ phí" in await chat.tap(chat.buttons[0])
    assert chat.reply.lines[0].text == others[0]


@pytest.mark.parametrize(
    ("says", "entry"),
    [
        (("hết bao nhiêu tiền vậy", "đổi thẻ căn cước hết hạn"), "doi-can-cuoc"),
        (("hết bao nhiêu tiền vậy", "căn cước", "làm lần đầu"), "can-cuoc-lan-dau"),
        (("căn cước hết bao nhiêu tiền", "bị mất"), "mat-can-cuoc"),
    ],
)
async def test_what_was_asked_before_it_was_known_of_what_is_answered_then(
    chat: Chat, says: tuple[str, ...], entry: str
) -> None:
    for each in says:
        said = await chat.say(each)

    assert (chat.reply.entry, chat.reply.aspect) == (entry, Aspect.FEE)
    assert "Lệ phí:" in said


async def test_what_was_asked_is_forgotten_with_small_talk(chat: Chat) -> None:
    for each in ("hết bao nhiêu tiền vậy", "cảm ơn em", "đổi thẻ căn cước hết hạn"):
        await chat.say(each)

    assert (chat.reply.entry, chat.reply.aspect) == ("doi-can-cuoc", None)


async def test_the_nearest_topics_of_what_is_not_known_open_with_what_was_asked(
    chat: Chat,
) -> None:
    await chat.say("giấy của con bao nhiêu tiền vậy anh")

    assert (chat.reply.outcome, chat.reply.aspect) == (Outcome.UNKNOWN, Aspect.FEE)
    assert "Lệ phí:" in await chat.tap(chat.buttons[0])


async def test_a_second_answer_too_long_for_one_message_is_a_tap_away(chat: Chat) -> None:
    said = await chat.say("đăng ký kết hôn cần giấy tờ gì và nhập khẩu thường trú cần giấy tờ gì")
    second = chat.buttons[0]

    assert length(chat.reply.lines) <= BUDGET
    assert chat.reply.entry == "ket-hon"
    assert f"Anh/chị còn hỏi: {second}." in said
    assert "Giấy tờ cần có:" in await chat.tap(second)
    assert chat.reply.lines[0].text == second


async def test_nobody_is_asked_twice_in_a_row_which_of_the_same_is_meant(chat: Chat) -> None:
    outcomes = []
    for says in (
        "bác hàng xóm em 81 tuổi nằm một chỗ, làm căn cước răng được",
        "có ai tới nhà không",
        "bác không có tiền thì sao",
        "mấy ngày có",
    ):
        await chat.say(says)
        outcomes.append(chat.reply.outcome)

    assert [outcome is Outcome.CLARIFIED for outcome in outcomes] == [True, False, False, False]


async def test_after_small_talk_and_what_is_not_ours_the_subject_holds(chat: Chat) -> None:
    await chat.say("làm khai sinh cho con")
    for between in ("cảm ơn em", "tiền điện đóng ở đâu", "trời hôm nay mưa không"):
        await chat.say(between)
        assert chat.reply.entry is None

    assert "Lệ phí" in await chat.say("hết bao nhiêu tiền")
    assert chat.reply.entry == "khai-sinh"


@pytest.mark.parametrize(
    ("says", "entry"), [("bị mất thì cần gì", "mat-can-cuoc"), ("làm lần đầu", "can-cuoc-lan-dau")]
)
async def test_a_choice_may_be_told_in_words(chat: Chat, says: str, entry: str) -> None:
    await chat.say("căn cước")
    await chat.say(says)

    assert chat.reply.entry == entry


async def test_what_was_offered_last_is_spoken_of(chat: Chat) -> None:
    await chat.say("làm khai sinh cho con")
    await chat.say("căn cước")
    offered = chat.buttons
    said = await chat.say("hết bao nhiêu tiền")

    assert offered[0] in said
    assert chat.reply.entry != "khai-sinh"


@pytest.mark.parametrize(
    "says", ["xe rác 3 ngày ni không tới", "đường trước nhà tôi ngập mãi không ai sửa"]
)
async def test_a_complaint_in_the_middle_of_a_talk_is_one(chat: Chat, says: str) -> None:
    await chat.say("tạm trú cần gì")
    await chat.say(says)

    assert chat.reply.entry == "gop-y"


async def test_what_is_not_known_in_the_middle_of_a_talk_leads_back_to_it(chat: Chat) -> None:
    await chat.say("đăng ký kết hôn cần giấy tờ gì")
    title = chat.reply.lines[0].text
    await chat.say("cái lu nước bị nứt")

    assert chat.reply.outcome is Outcome.UNKNOWN
    assert chat.buttons[0] == title
    assert "Lệ phí" in await chat.say("hết bao nhiêu tiền")
    assert chat.reply.entry == "ket-hon"


async def test_after_something_not_known_the_likeliest_that_was_offered_is_spoken_of(
    chat: Chat,
) -> None:
    await chat.say("làm khai sinh cho con")
    await chat.say("căn cước")
    likeliest = chat.buttons[0]
    await chat.say("cái lu nước bị nứt")
    said = await chat.say("hết bao nhiêu tiền")

    assert likeliest in said


@pytest.mark.parametrize("between", ["/start", "/thutuc", "https://dichvucong.gov.vn"])
async def test_what_was_asked_is_for_the_next_message_only(chat: Chat, between: str) -> None:
    for each in ("hết bao nhiêu tiền vậy", between, "đổi thẻ căn cước hết hạn"):
        await chat.say(each)

    assert (chat.reply.entry, chat.reply.aspect) == ("doi-can-cuoc", None)


async def test_what_was_asked_long_ago_is_forgotten(chat: Chat) -> None:
    await chat.say("hết bao nhiêu tiền vậy")
    chat.now += timedelta(hours=1, minutes=1)
    await chat.say("đổi thẻ căn cước hết hạn")

    assert chat.reply.aspect is None


async def test_a_second_answer_can_be_reached_in_the_middle_of_a_feedback(chat: Chat) -> None:
    await chat.say("/gopy")
    await chat.say("đèn đường trước nhà hư")
    said = await chat.say("đăng ký kết hôn cần giấy tờ gì và nhập khẩu thường trú cần giấy tờ gì?")

    assert f"Anh/chị còn hỏi: {chat.buttons[0]}." in said
    assert "Giấy tờ cần có:" in await chat.tap(chat.buttons[0])


async def test_what_may_be_meant_by_the_same_words_again_is_honestly_not_known(
    chat: Chat,
) -> None:
    await chat.say("giấy xác nhận con thứ")
    assert chat.reply.outcome is Outcome.CLARIFIED
    await chat.say("giấy xác nhận con thứ")
    assert chat.reply.outcome is not Outcome.CLARIFIED
