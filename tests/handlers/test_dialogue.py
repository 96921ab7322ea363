"""The bot as a citizen meets it: small talk, commands, odd input."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.cards import BUDGET, length
from bot.core.entry import Aspect
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
    second = chat.buttons[3]

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


async def test_whoever_says_that_it_is_over_goes_on(chat: Chat) -> None:
    await chat.say("tui muốn tự tử")
    await chat.tap(chat.buttons[0])

    assert "115" not in await chat.say("cảm ơn")


async def test_danger_is_forgotten_after_an_hour(chat: Chat) -> None:
    await chat.say("tui muốn tự tử")
    chat.now += timedelta(hours=1, minutes=1)

    assert "115" not in await chat.say("cảm ơn")


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
