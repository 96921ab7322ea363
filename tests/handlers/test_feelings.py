"""Danger to life, mourning and joy: people first, papers later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import Chat


@pytest.mark.parametrize(
    ("danger", "number"),
    [
        ("mình mệt quá, mình không muốn sống nữa", "115"),
        ("chong em danh em suot, em muon ly hon", "113"),
        ("ba toi xiu roi", "115"),
        ("nhà hàng xóm bốc khói nghi ngút", "114"),
    ],
)
async def test_whoever_tells_of_danger_is_not_left_for_papers(
    chat: Chat, danger: str, number: str
) -> None:
    assert number in await chat.say(danger)
    for says in ("gọi thì nói gì, mình sợ lắm", "em 15 tuổi", "cảm ơn", "mình uống thuốc rồi"):
        assert number in await chat.say(says)
        assert chat.reply.entry is None
    assert len(chat.buttons) == 2

    assert "Lệ phí" in await chat.say("mất căn cước làm lại bao nhiêu tiền")
    assert number not in await chat.say("cảm ơn")


async def test_whoever_names_a_paper_after_danger_is_answered(chat: Chat) -> None:
    await chat.say("nhà hàng xóm bốc khói nghi ngút")
    await chat.say("đăng ký tạm trú")

    assert chat.reply.entry == "tam-tru"


async def test_whoever_says_that_it_is_over_goes_on(chat: Chat) -> None:
    await chat.say("tui muốn tự tử")
    await chat.tap(chat.buttons[0])

    assert "115" not in await chat.say("cảm ơn")


async def test_danger_is_forgotten_after_an_hour(chat: Chat) -> None:
    await chat.say("tui muốn tự tử")
    chat.now += timedelta(hours=1, minutes=1)

    assert "115" not in await chat.say("cảm ơn")
    assert chat.conversation.danger == ""


async def test_what_is_said_in_danger_is_kept_for_no_editor(chat: Chat) -> None:
    for says in ("tui muốn tự tử", "mình sợ lắm"):
        await chat.say(says)
        assert not chat.reply.is_to_question
    await chat.tap(chat.buttons[0])
    await chat.say("mất căn cước làm lại ở đâu")
    assert chat.reply.is_to_question


@pytest.mark.parametrize(
    ("says", "first"),
    [
        ("bố tôi mất tối qua giờ phải làm sao", "Xin chia buồn cùng gia đình anh/chị."),
        ("vợ em mới sinh bé gái làm khai sinh cần gì", "Chúc mừng gia đình mình có em bé!"),
        ("tụi em sắp cưới, đăng ký kết hôn cần gì", "Chúc mừng hai anh chị!"),
    ],
)
async def test_who_mourns_or_rejoices_is_told_so_once(chat: Chat, says: str, first: str) -> None:
    assert (await chat.say(says)).startswith(first)
    assert first not in await chat.say("hết bao nhiêu tiền")


@pytest.mark.parametrize(
    "says",
    [
        "làm khai sinh cho bé bị bỏ rơi mới sinh",
        "mới sinh xong thì ly hôn, khai sinh cho con sao",
        "khai tử cần giấy tờ gì",
        "sắp cưới mà nhà gái phản đối, đăng ký kết hôn được không",
    ],
)
async def test_nobody_is_congratulated_on_a_misfortune(chat: Chat, says: str) -> None:
    said = await chat.say(says)

    assert "Chúc mừng" not in said
    assert "chia buồn" not in said


async def test_danger_that_is_reported_of_the_city_can_be_sent_on(chat: Chat) -> None:
    said = await chat.say("hố ga mất nắp, sáng nay có người té bất tỉnh")

    assert "115" in said
    assert chat.buttons[0] == "Gửi góp ý việc này"
    assert "115" not in await chat.say("cảm ơn")


async def test_a_complaint_after_danger_is_one(chat: Chat) -> None:
    await chat.say("nhà hàng xóm bốc khói nghi ngút")
    await chat.say("xe rác 3 ngày ni không tới")

    assert chat.buttons[0] == "Gửi góp ý việc này"


@pytest.mark.parametrize("says", ["em gọi rồi, bình tĩnh rồi cảm ơn", "xe cấp cứu tới rồi"])
async def test_whoever_says_in_words_that_it_is_over_goes_on(chat: Chat, says: str) -> None:
    await chat.say("ba tôi đột quỵ")

    assert "mừng là đã có người giúp" in await chat.say(says)
    assert "115" not in await chat.say("cảm ơn")


async def test_help_that_does_not_come_is_not_over(chat: Chat) -> None:
    await chat.say("nhà đang cháy cứu với")

    assert "114" in await chat.say("gọi rồi mà chưa thấy ai tới")


@pytest.mark.parametrize("says", ["giờ em muốn hỏi thủ tục ly hôn", "ba tôi mất rồi"])
async def test_mourning_and_papers_lead_away_from_danger(chat: Chat, says: str) -> None:
    await chat.say("ba tôi đột quỵ")

    assert "Anh/chị gọi được 115 chưa" not in await chat.say(says)


async def test_who_wants_to_die_is_not_told_how_deaths_are_registered(chat: Chat) -> None:
    await chat.say("tui muốn tự tử")

    assert "115" in await chat.say("cho hỏi thủ tục khai tử cần giấy tờ gì")
    assert chat.reply.entry is None
