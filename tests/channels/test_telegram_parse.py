"""Updates as Telegram writes them, in tests/payloads/telegram."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram.intake import read
from bot.channels.telegram.parse import Identity, parse
from bot.core.models import Kind, Message
from bot.core.places import Address

PAYLOADS = Path(__file__).parent.parent / "payloads" / "telegram"
ME = Identity(7000000001, "danang_test_bot")
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def parsed(name: str, **changes: Any) -> Message | None:
    raw = json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))
    raw.get("message", {}).update(changes)
    update = read(raw)
    assert update is not None
    return parse(update, ME, NOON)


def heard(name: str, **changes: Any) -> Message:
    message = parsed(name, **changes)
    assert message is not None
    return message


def test_text_becomes_a_message() -> None:
    assert heard("text") == Message(
        key="500000001",
        address=Address("telegram", "1001"),
        conversation="telegram:1001:1001",
        received_at=NOON,
        text="làm giấy khai sinh cho con cần gì",
    )


def test_start_keeps_its_payload() -> None:
    assert heard("start_with_payload").text == "/start khai-sinh"


def test_edited_text_is_a_new_message() -> None:
    message = heard("edited_text")
    assert (message.key, message.text) == ("500000003", "đăng ký tạm trú")


def test_tap_carries_its_action_and_the_words_on_the_button() -> None:
    message = heard("tap")
    assert (message.kind, message.action, message.text) == (
        Kind.ACTION,
        "e:khai-sinh:fee",
        "Lệ phí",
    )


def test_tap_on_a_message_telegram_no_longer_shows_is_passed_on_as_it_is() -> None:
    message = heard("tap_on_old_message")
    assert (message.action, message.text, message.address.chat) == ("cu:roi", "", "1001")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("photo", Kind.PHOTO),
        ("sticker", Kind.STICKER),
        ("voice", Kind.VOICE),
        ("video", Kind.VIDEO),
        ("document", Kind.FILE),
        ("contact", Kind.CONTACT),
        ("location", Kind.LOCATION),
        ("dice", Kind.OTHER),
    ],
)
def test_what_is_no_text_is_told_by_its_kind(name: str, kind: Kind) -> None:
    assert heard(name).kind is kind


def test_caption_is_the_text_of_a_photo() -> None:
    assert heard("photo").text == "sổ hộ khẩu của tôi đây"


def test_kind_telegram_invents_later_is_other() -> None:
    assert heard("dice", dice=None, hologram={"size": 3}).kind is Kind.OTHER


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("group_mention", "chào bác 😀 cho hỏi lệ phí kết hôn"),
        ("group_command_for_us", "/start khai-sinh"),
        ("group_command_bare", "/help"),
        ("group_reply_to_us", "còn lệ phí thì sao?"),
    ],
)
def test_in_a_group_we_hear_what_is_said_to_us(name: str, text: str) -> None:
    assert heard(name).text == text


@pytest.mark.parametrize(
    "name",
    [
        "group_talk",
        "group_mention_of_other",
        "group_command_for_other",
        "forum_talk",
        "other_bot",
        "channel_post",
        "group_as_channel",
        "pinned",
        "edited_live_location",
        "tap_on_inline_message",
    ],
)
def test_what_is_not_for_us_is_ignored(name: str) -> None:
    assert parsed(name) is None


def test_our_own_inline_result_is_ignored() -> None:
    assert parsed("text", via_bot={"id": ME.id, "is_bot": True, "first_name": "x"}) is None


def test_in_a_group_each_citizen_has_a_conversation() -> None:
    message = heard("group_mention")
    assert message.conversation == "telegram:-1001234567890:1001"
    assert message.address.chat == "-1001234567890"


def test_answer_goes_to_the_topic_of_a_forum() -> None:
    assert heard("forum_command").address.chat == "-1001234567890:45"


def test_mention_without_a_name_is_by_id() -> None:
    entity = {"type": "text_mention", "offset": 0, "length": 6, "user": {"id": ME.id}}
    assert heard("group_talk", text="Trợ lý ơi", entities=[entity]).text == "ơi"


def test_mention_in_a_caption_counts() -> None:
    entity = {"type": "mention", "offset": 0, "length": 16}
    message = heard(
        "photo",
        chat={"id": -5, "type": "group"},
        caption="@danang_test_bot đây",
        caption_entities=[entity],
    )
    assert (message.kind, message.text) == (Kind.PHOTO, "đây")


def test_path_is_no_command() -> None:
    assert parsed("group_talk", text="/home/lan có gì") is None


def test_nul_is_dropped() -> None:
    assert heard("text", text="xin\0 chào").text == "xin chào"


@pytest.mark.parametrize("offset", [0, 5, 400, 10**9])
def test_entity_out_of_place_does_no_harm(offset: int) -> None:
    entity = {"type": "mention", "offset": offset, "length": 3}
    assert heard("text", entities=[entity]).text == "làm giấy khai sinh cho con cần gì"


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "text",
        {},
        {"update_id": "5"},
        {"update_id": 5, "message": "hello"},
        {"update_id": 5, "message": {"chat": {"id": "x", "type": "private"}}},
        {"update_id": 5, "callback_query": {"data": "x"}},
        {"update_id": 5, "message": {"chat": {"id": 1, "type": "private"}, "text": ["x"]}},
        b"{",
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"update_id": 5, "message": {"chat": {"id": 1, "type": "private"}, "text": "\\ud800"}}',
    ],
)
def test_malformed_update_is_logged_without_its_content(
    raw: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert read(raw) is None
    assert [record.message for record in caplog.records] == ["telegram.update_malformed"]
    assert "hello" not in str(caplog.records[0].__dict__)
