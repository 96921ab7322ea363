"""Photos and places that citizens send, and the photos fetched again, over HTTP."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram.error import BadRequest, NetworkError

from bot.channels.telegram.api import Api
from bot.channels.telegram.photos import TelegramPhotos
from bot.core.feedback import Coordinates
from bot.core.models import Kind
from bot.core.photos import LARGEST
from bot.errors import PermanentDeliveryError, TransientDeliveryError
from tests.channels.test_telegram_parse import heard
from tests.fakes.bot_api import TOKEN, BotApi, Failure
from tests.fakes.telegram_world import polling


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def photos(api: BotApi) -> AsyncIterator[TelegramPhotos]:
    client = Api(api.token, api.url)
    yield TelegramPhotos(client)
    await client.close()


@pytest.fixture
def world(api: BotApi, photos: TelegramPhotos) -> tuple[BotApi, TelegramPhotos]:
    return api, photos


# --- what is read of an update


def test_the_largest_size_of_a_photo_is_taken() -> None:
    message = heard("photo")
    assert (message.kind, message.photo) == (Kind.PHOTO, "telegram:AgACAgUAAxkBAAIC")
    assert message.text == "sổ hộ khẩu của tôi đây"


@pytest.mark.parametrize(
    ("mime_type", "kind", "photo"),
    [
        ("image/jpeg", Kind.PHOTO, "telegram:BQACAgUAAxkBAAIB"),
        ("image/PNG", Kind.PHOTO, "telegram:BQACAgUAAxkBAAIB"),
        ("image/heic", Kind.FILE, ""),
        ("application/pdf", Kind.FILE, ""),
        (7, Kind.FILE, ""),
    ],
)
def test_a_document_is_a_photo_if_we_can_read_its_kind(
    mime_type: object, kind: Kind, photo: str
) -> None:
    document = {"file_id": "BQACAgUAAxkBAAIB", "mime_type": mime_type, "file_name": "a.b"}
    message = heard("document", document=document)
    assert (message.kind, message.photo) == (kind, photo)


@pytest.mark.parametrize(
    "sizes",
    [
        [],
        "x",
        {},
        [None, 7, {}],
        [{"file_id": ""}],
        [{"file_id": "a/../b"}],
        [{"file_id": "a" * 201}],
        [{"file_id": 7, "width": 1}],
    ],
)
def test_a_photo_nobody_could_fetch_is_still_a_photo(sizes: object) -> None:
    message = heard("photo", photo=sizes)
    assert (message.kind, message.photo) == (Kind.PHOTO, "")


def test_an_odd_size_does_not_spoil_the_others() -> None:
    sizes = [{"file_id": "big", "width": "wide"}, {"file_id": "small", "width": 9, "height": 9}]
    assert heard("photo", photo=sizes).photo == "telegram:small"


def test_a_location_is_read() -> None:
    message = heard("location")
    assert (message.kind, message.location) == (Kind.LOCATION, Coordinates(16.0678, 108.2208))


def test_a_venue_is_a_location() -> None:
    place = {"latitude": 16, "longitude": 108.25}
    venue = {"location": place, "title": "Chợ Hàn", "address": "119 Trần Phú"}
    message = heard("location", location=place, venue=venue)
    assert (message.kind, message.location) == (Kind.LOCATION, Coordinates(16.0, 108.25))


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"latitude": 91.0, "longitude": 0.0},
        {"latitude": 0.0, "longitude": "108"},
        {"latitude": float("nan"), "longitude": 0.0},
        {"latitude": float("inf"), "longitude": 0.0},
    ],
)
def test_a_place_not_on_earth_is_none(place: dict[str, Any]) -> None:
    message = heard("location", location=place)
    assert (message.kind, message.location) == (Kind.LOCATION, None)


@pytest.mark.parametrize(
    ("name", "is_private"), [("text", True), ("tap", True), ("group_mention", False)]
)
def test_we_know_whether_others_read_along(name: str, *, is_private: bool) -> None:
    assert heard(name).is_private is is_private


async def test_an_album_is_several_messages_in_order(api: BotApi) -> None:
    async with polling(api) as world:
        await world.wait_until_well()
        for number in range(3):
            more: dict[str, Any] = {"caption": "ổ gà trước nhà"} if number == 0 else {}
            api.send_photo(b"photo", media_group_id="77", **more)
        messages = await world.wait_for_messages(3)
    assert [message.kind for message in messages] == [Kind.PHOTO] * 3
    assert [message.photo.removeprefix("telegram:") for message in messages] == list(api.files)
    assert [message.text for message in messages] == ["ổ gà trước nhà", "", ""]


async def test_an_edited_caption_is_ignored(api: BotApi) -> None:
    async with polling(api) as world:
        await world.wait_until_well()
        photo = [{"file_id": "x", "width": 1, "height": 1}]
        api.push(edited_message=api.message(1001, None, photo=photo, caption="sửa lại"))
        api.say("xin chào")
        (message,) = await world.wait_for_messages(1)
    assert message.text == "xin chào"


# --- fetching


async def test_a_photo_is_fetched_as_it_was_sent(api: BotApi, photos: TelegramPhotos) -> None:
    api.files["abc-_1"] = b"\xff\xd8 picture" * 10_000
    assert await photos.fetch("telegram:abc-_1") == api.files["abc-_1"]


async def test_a_photo_that_is_gone_will_never_come(photos: TelegramPhotos) -> None:
    with pytest.raises(PermanentDeliveryError):
        await photos.fetch("telegram:gone")


async def test_what_is_too_large_is_not_even_begun(api: BotApi, photos: TelegramPhotos) -> None:
    api.files["large"] = bytes(LARGEST + 1)
    with pytest.raises(PermanentDeliveryError):
        await photos.fetch("telegram:large")
    assert "file" not in api.calls


async def test_what_is_larger_than_was_said_is_broken_off(
    api: BotApi,
) -> None:
    api.files["sly"] = bytes(900)
    client = Api(api.token, api.url)
    url = f"{api.url}/file/bot{TOKEN}/photos/sly.jpg"
    with pytest.raises(BadRequest, match="too big"):
        await client.download(url, 899)
    assert await client.download(url, 900) == bytes(900)
    await client.close()


@pytest.mark.parametrize(
    "failing",
    [
        ("getFile", Failure(500), TransientDeliveryError),
        ("getFile", Failure(is_dropped=True), TransientDeliveryError),
        ("getFile", Failure(garbage="<html>", code=200), TransientDeliveryError),
        ("getFile", Failure(401, "Unauthorized"), TransientDeliveryError),
        ("file", Failure(502), TransientDeliveryError),
        ("file", Failure(404, "Not Found"), PermanentDeliveryError),
    ],
)
async def test_faults_tell_whether_to_ask_again_and_keep_the_token(
    world: tuple[BotApi, TelegramPhotos],
    caplog: pytest.LogCaptureFixture,
    failing: tuple[str, Failure, type[Exception]],
) -> None:
    caplog.set_level(logging.DEBUG)
    (api, photos), (method, failure, fault) = world, failing
    api.files["abc"] = b"photo"
    api.fail(method, failure)
    with pytest.raises(fault) as caught:
        await photos.fetch("telegram:abc")
    assert TOKEN not in f"{caught.value!r} {caught.value.__cause__!r} {caplog.text}"
    assert caught.value.__context__ is None
    assert await photos.fetch("telegram:abc") == b"photo"


async def test_a_server_that_is_gone_is_asked_again_later(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with BotApi() as api:
        client = Api(api.token, api.url)
    caplog.set_level(logging.DEBUG)
    with pytest.raises(TransientDeliveryError):
        await TelegramPhotos(client).fetch("telegram:abc")
    with pytest.raises(NetworkError) as caught:
        await client.download(f"{api.url}/file/bot{TOKEN}/x", 10)
    await client.close()
    assert TOKEN not in f"{caught.value!r} {caught.value.__context__!r} {caplog.text}"


async def test_a_flood_of_downloads_waits_as_asked(api: BotApi, photos: TelegramPhotos) -> None:
    api.files["abc"] = b"photo"
    api.fail("file", Failure(429, "Too Many Requests", {"retry_after": 7}))
    with pytest.raises(TransientDeliveryError) as caught:
        await photos.fetch("telegram:abc")
    assert caught.value.retry_after is not None
    assert caught.value.retry_after.total_seconds() == 7
