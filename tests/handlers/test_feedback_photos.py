"""Photos of a feedback: taken whenever they come, refused with a reason, not kept for nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.effects import DropPhotos
from bot.core.models import Kind
from tests.conftest import Chat
from tests.handlers.feedback_chat import OFFICES, WHAT, fill_in, photograph


@pytest.fixture(autouse=True)
def _offices(chat: Chat) -> None:
    chat.offices = OFFICES


async def up_to_photos(chat: Chat) -> None:
    await chat.say("/gopy")
    for said in (WHAT, "12 Lê Lợi", "cả tuần nay"):
        await chat.say(said)


async def test_photos_go_along_in_their_order(chat: Chat) -> None:
    await up_to_photos(chat)
    assert "1/3" in await photograph(chat, "telegram:a")
    assert "2/3" in await photograph(chat, "kept:b")
    await chat.tap("Đủ ảnh rồi")
    assert "Ảnh: 2" in await chat.tap(chat.buttons[0])
    await chat.tap("Gửi góp ý")

    (ticket,) = chat.records.tickets.values()
    assert ticket.photos == ("telegram:a", "kept:b")


async def test_one_more_than_there_is_room_for_is_not_kept(chat: Chat) -> None:
    await up_to_photos(chat)
    for number in range(3):
        await photograph(chat, f"kept:{number}")

    assert "không lấy" in await photograph(chat, "kept:9")
    assert chat.reply.effects == (DropPhotos(chat.conversation.key, ("kept:9",)),)


@pytest.mark.parametrize("caption", ["căn cước của tôi đây", "CCCD mat truoc", "sổ đỏ nhà tui"])
async def test_a_picture_of_a_paper_is_refused_and_thrown_away(chat: Chat, caption: str) -> None:
    await up_to_photos(chat)
    await photograph(chat, "kept:good")
    told = await photograph(chat, "kept:paper", caption)

    assert "giấy tờ tùy thân" in told
    assert chat.records.dropped_photos == ["kept:paper"]
    await chat.tap("Đủ ảnh rồi")
    assert "Ảnh: 1" in await chat.tap(chat.buttons[0])


async def test_a_paper_that_was_announced_is_refused_too(chat: Chat) -> None:
    await up_to_photos(chat)
    await chat.say("gửi ảnh căn cước nè")

    assert "giấy tờ tùy thân" in await photograph(chat, "kept:paper")
    assert chat.records.dropped_photos == ["kept:paper"]
    assert "1/3" in await photograph(chat, "kept:good")


async def test_a_photo_with_its_story_answers_what_happened(chat: Chat) -> None:
    await chat.say("/gopy")
    told = await photograph(chat, caption=WHAT)

    assert "1/3" in told
    assert "ở đâu" in told


async def test_a_photo_at_another_part_is_kept_and_the_part_asked_again(chat: Chat) -> None:
    await chat.say("/gopy")
    await chat.say(WHAT)
    told = await photograph(chat)

    assert "1/3" in told
    assert "ở đâu" in told


async def test_words_where_photos_are_waited_for_are_not_lost(chat: Chat) -> None:
    await up_to_photos(chat)
    assert "chưa ghi" in await chat.say("Tối qua có người té xe vì tối quá")
    await chat.tap("Ghi câu này vào góp ý")
    await chat.tap("Không có ảnh")
    told = await chat.tap(chat.buttons[0])

    assert f"{WHAT} Tối qua có người té xe vì tối quá" in told


async def test_all_photos_can_be_left_out_again(chat: Chat) -> None:
    await up_to_photos(chat)
    await photograph(chat, "kept:a")
    await chat.tap("Đủ ảnh rồi")
    await chat.tap(chat.buttons[0])
    for way, count in (("Quay lại xem trước", "Ảnh: 1"), ("Bỏ hết ảnh", "")):
        await chat.tap("Sửa")
        await chat.tap("Xem thêm…")
        await chat.tap("Ảnh")
        told = await chat.tap(way)
        assert count in told
    assert chat.reply.effects == (DropPhotos(chat.conversation.key, ("kept:a",)),)

    assert "Ảnh" not in await chat.tap("Không có ảnh")


async def test_photos_the_store_has_dropped_are_not_promised(chat: Chat) -> None:
    await up_to_photos(chat)
    await photograph(chat, "kept:a")
    await photograph(chat, "telegram:b")
    await chat.tap("Đủ ảnh rồi")
    await chat.tap(chat.buttons[0])
    chat.now += timedelta(hours=23)
    told = await chat.tap("Gửi góp ý")

    assert "không giữ nữa" in told
    assert "Ảnh: 1" in told
    assert not chat.records.tickets


async def test_a_photo_nobody_asked_for_is_not_kept(chat: Chat) -> None:
    told = await photograph(chat, "kept:a", "đường hư")

    assert "không lưu ảnh" in told
    assert chat.records.dropped_photos == ["kept:a"]
    assert chat.buttons[0] == "Gửi góp ý tại đây"


async def test_a_photo_that_could_not_be_read_is_asked_for_again(chat: Chat) -> None:
    await up_to_photos(chat)

    assert "không lấy được" in await chat.send(kind=Kind.PHOTO)


async def test_the_same_photo_delivered_twice_is_one(chat: Chat) -> None:
    await up_to_photos(chat)
    await photograph(chat, "telegram:a")

    assert "1/3" in await photograph(chat, "telegram:a")


async def test_a_photo_at_the_preview_is_shown_there(chat: Chat) -> None:
    await fill_in(chat)

    assert "Ảnh: 1" in await photograph(chat)
