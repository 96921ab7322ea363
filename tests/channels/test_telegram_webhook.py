"""Updates that Telegram posts to our web server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.channels.telegram.webhook import LARGEST_BODY, SECRET_HEADER
from tests.fakes.bot_api import BotApi, Failure
from tests.fakes.telegram_world import SECRET, World, delivery, webhook


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with BotApi() as api, webhook(api) as running:
        await running.wait_until_well()
        yield running


async def post(world: World, body: bytes, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with (
        aiohttp.ClientSession() as session,
        session.post(world.webhook_url, data=body, headers=headers) as answer,
    ):
        return answer.status


async def test_round_trip(world: World) -> None:
    world.api.say("làm giấy khai sinh")
    (message,) = await world.wait_for_messages(1)
    await world.channel.sender.send(delivery("Đăng ký khai sinh", chat=message.address.chat))
    assert [sent.text for sent in world.api.sent] == ["Đăng ký khai sinh"]
    assert world.api.pump.statuses == [200]


async def test_update_that_could_not_be_stored_comes_again(world: World) -> None:
    world.inbox.fail(times=2)
    world.api.say("quan trọng")
    await world.wait_for_messages(1)
    await world.api.wait_until(lambda: len(world.api.pump.statuses) == 3)
    assert world.api.pump.statuses == [503, 503, 200]


async def test_messages_of_one_chat_come_in_order(world: World) -> None:
    for number in range(20):
        world.api.say(f"câu {number}", user=1001)
        world.api.say(f"khác {number}", user=1002)
    messages = await world.wait_for_messages(40)
    mine = [message.text for message in messages if message.address.chat == "1001"]
    assert mine == [f"câu {number}" for number in range(20)]


async def test_registration_outlives_an_outage() -> None:
    async with BotApi() as api:
        api.fail("setWebhook", Failure(502), Failure(400, "Bad Request: bad webhook: no host"))
        async with webhook(api) as world:
            await world.wait_until_well()
            assert api.pump.url == world.webhook_url
            assert api.allowed == ["message", "edited_message", "callback_query"]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "ă"])
async def test_stranger_is_turned_away(world: World, secret: str | None) -> None:
    assert await post(world, b'{"update_id": 5}', secret) == 401


async def test_stranger_is_turned_away_before_the_body_is_read(world: World) -> None:
    host, port = "127.0.0.1", int(world.webhook_url.split(":")[2].split("/")[0])
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(b"POST /telegram/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
    async with asyncio.timeout(1):  # not one byte of the body was sent
        assert (await reader.readline()).startswith(b"HTTP/1.1 401")
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"update_id": "1"}', b"\xff", b"[" * 10_000]
)
async def test_malformed_body_is_refused(
    world: World, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    assert await post(world, body) == 400
    assert "telegram.update_malformed" in [record.message for record in caplog.records]
    assert world.inbox.messages == []


async def test_malformed_body_does_not_reach_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    assert await post(world, b'{"update_id": 1, "message": {"text": "048123456789"}}') == 400
    assert not any("048123456789" in str(vars(record)) for record in caplog.records)


async def test_oversize_body_is_refused(world: World) -> None:
    assert await post(world, b" " * (LARGEST_BODY + 1)) == 413


async def test_oversize_body_of_unknown_length_is_refused(world: World) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BODY // 65536 + 2):
            yield b" " * 65536

    async with (
        aiohttp.ClientSession() as session,
        session.post(world.webhook_url, data=chunks(), headers={SECRET_HEADER: SECRET}) as answer,
    ):
        assert answer.status == 413


async def test_update_we_do_not_use_is_acknowledged(world: World) -> None:
    body = json.dumps({"update_id": 9, "my_chat_member": {"anything": 1}}).encode()
    assert await post(world, body) == 200
    assert world.inbox.batches == 0


async def test_same_update_twice_has_one_key(world: World) -> None:
    said = {"chat": {"id": 5, "type": "private"}, "from": {"id": 5}, "text": "chào"}
    body = json.dumps({"update_id": 9, "message": said}).encode()
    assert [await post(world, body), await post(world, body)] == [200, 200]
    assert [message.key for message in world.inbox.messages] == ["9", "9"]


async def test_tap_is_answered(world: World) -> None:
    world.api.tap("e:khai-sinh:fee")
    await world.wait_for_messages(1)
    await world.api.wait_until(lambda: bool(world.api.answered))


async def test_before_telegram_told_who_we_are_updates_wait() -> None:
    async with BotApi() as api:
        api.fail("getMe", *[Failure(502)] * 200)
        async with webhook(api) as world:
            assert await post(world, b'{"update_id": 5}') == 503
            assert world.channel.check() == "Telegram has not answered yet"
