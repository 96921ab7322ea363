"""The bot as a citizen meets it: small talk, commands, odd input."""

from __future__ import annotations

import pytest

from bot.core.models import Kind, Outcome
from tests.conftest import Chat


async def test_start_greets_and_says_what_it_can_do(chat: Chat) -> None:
    assert "Chào anh/chị" in await chat.say("/start")
    assert chat.buttons[:2] == ["Danh mục thủ tục", "Đăng ký tài khoản – từng bước"]
    assert len(chat.buttons) == 4


async def test_a_deep_link_opens_its_entry(chat: Chat) -> None:
    assert "khai sinh" in (await chat.say("/start khai-sinh")).lower()
    assert chat.reply.entry == "khai-sinh"


async def test_a_deep_link_to_nothing_greets(chat: Chat) -> None:
    assert "Chào anh/chị" in await chat.say("/start khong-co-muc-nay")


async def test_commands_work_in_groups_and_with_capitals(chat: Chat) -> None:
    assert "Anh/chị chọn một nhóm" in await chat.say("/ThuTuc@danang_bot")


async def test_an_unknown_command_gets_help(chat: Chat) -> None:
    assert "/thutuc" in await chat.say("/abc")


@pytest.mark.parametrize("said", ["asdfgh qwerty", "kdjfhg sdkfjh", "blah blah", "lorem ipsum"])
async def test_after_gibberish_no_topic_is_made_up(chat: Chat, said: str) -> None:
    told = await chat.say(said)

    assert chat.reply.outcome is Outcome.UNKNOWN
    assert "1022" in told
    assert "Có thể anh/chị muốn hỏi" not in told
    assert chat.buttons == ["Danh mục thủ tục", "Bot giúp được gì"]


async def test_near_what_was_heard_topics_are_offered(chat: Chat) -> None:
    assert "Có thể anh/chị muốn hỏi" in await chat.say("giấy của con bao nhiêu tiền vậy anh")
    assert any("khai sinh" in label for label in chat.buttons)


async def test_what_is_far_from_what_was_heard_is_not_offered(chat: Chat) -> None:
    await chat.say("tôi tra rồi, nó cứ ghi đang xử lý, ai chịu trách nhiệm?")
    assert chat.reply.outcome is Outcome.CLARIFIED
    assert 2 <= len(chat.buttons) <= 4


async def test_categories_lead_to_entries(chat: Chat) -> None:
    await chat.say("/thutuc")
    await chat.tap(chat.buttons[1])
    assert "khai sinh" in " ".join(chat.buttons).lower()
    await chat.tap(chat.buttons[0])

    assert chat.reply.outcome is Outcome.ANSWERED


async def test_cancel_leaves_a_guide_and_keeps_its_progress(chat: Chat) -> None:
    await chat.say("/dangky")
    await chat.tap("Đi từng bước")
    await chat.tap("Xong bước này")
    assert "Đã dừng" in await chat.say("/huy")
    assert "Hiện không có việc gì" in await chat.say("/huy")
    await chat.say("/dangky")

    assert "Tiếp tục bước 2" in chat.buttons


@pytest.mark.parametrize(
    ("says", "topic"),
    [
        ("xin chào", "chào"),
        ("chào bot nhé", "chào"),
        ("cảm ơn nhiều nha", "anh/chị"),
        ("tạm biệt", "anh/chị"),
    ],
)
async def test_small_talk_is_answered_kindly(chat: Chat, says: str, topic: str) -> None:
    reply = await chat.say(says)

    assert chat.reply.outcome is Outcome.SMALL_TALK
    assert topic in reply.lower()


async def test_beside_what_is_not_ours_one_entry_that_may_be_meant_is_offered(
    chat: Chat,
) -> None:
    reply = await chat.say("em ở Bắc Giang, thẻ bảo hiểm y tế bị mất, xin cấp lại")

    assert chat.reply.outcome is Outcome.UNKNOWN
    assert "ở Đà Nẵng" in reply
    doubts = [label for label in chat.buttons if label.startswith("Hay là: ")]
    assert len(doubts) == 1
    assert "thẻ bảo hiểm y tế" in doubts[0]


@pytest.mark.parametrize("says", ["đồ ngu", "bot ngu như bò"])
async def test_an_insult_is_answered_kindly(chat: Chat, says: str) -> None:
    await chat.say(says)

    assert chat.reply.outcome is Outcome.SMALL_TALK
    assert chat.reply.entry is None


@pytest.mark.parametrize("says", ["thời tiết hôm nay", "giá vàng bao nhiêu", "asdkjh qwe zxc"])
async def test_what_is_not_known_is_said_with_the_hotline(chat: Chat, says: str) -> None:
    reply = await chat.say(says)

    assert chat.reply.entry is None
    assert "1022" in reply
    assert 2 <= len(chat.buttons) <= 4


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("", Kind.TEXT, "chưa thấy câu hỏi"),
        ("🙏🙏😀", Kind.TEXT, "chưa thấy câu hỏi"),
        ("\u202e\u200b\x00\x07", Kind.TEXT, "chưa thấy câu hỏi"),
        ("khai sinh " * 1000, Kind.TEXT, "dài quá"),
        ("căn cước đây", Kind.PHOTO, "đừng gửi ảnh căn cước"),
        ("", Kind.STICKER, "chỉ đọc được chữ"),
        ("", Kind.VOICE, "chỉ đọc được chữ"),
        ("", Kind.CONTACT, "chỉ đọc được chữ"),
        ("", Kind.LOCATION, "chỉ đọc được chữ"),
    ],
)
async def test_odd_input_gets_a_short_friendly_answer(
    chat: Chat, text: str, kind: Kind, words: str
) -> None:
    reply = await chat.send(text=text, kind=kind)

    assert words in reply
    assert chat.reply.outcome is Outcome.REFUSED
    assert len(reply) < 300


async def test_markup_is_nothing_special(chat: Chat) -> None:
    await chat.say("<b>khai sinh</b> cần <script>giấy gì")

    assert chat.reply.entry == "khai-sinh"


@pytest.mark.parametrize("action", ["x", "e", "e:", "m:khai-sinh", "g:x:y:z", "ữ", "c:khong-co:9"])
async def test_unknown_buttons_of_old_messages_do_no_harm(chat: Chat, action: str) -> None:
    assert await chat.send(kind=Kind.ACTION, action=action)
    assert chat.reply.outcome is not Outcome.FAILED


async def test_an_old_button_that_names_an_entry_shows_its_card(chat: Chat) -> None:
    await chat.send(kind=Kind.ACTION, action="show:khai-sinh:v0")

    assert chat.reply.entry == "khai-sinh"


async def test_typed_numbers_and_words_do_what_buttons_do(chat: Chat) -> None:
    await chat.say("/start khai-sinh")
    first = chat.buttons[0]
    by_number = await chat.say("1")
    await chat.say("/start khai-sinh")

    assert await chat.say(first.upper()) == by_number
