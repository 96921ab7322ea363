"""Updates that come by polling, over HTTP from a strict server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.channels.telegram import TelegramChannel, TelegramOptions
from bot.core.models import Button, Kind, Line, Reply, Style
from bot.errors import SettingsError
from tests.fakes.bot_api import BotApi, Failure
from tests.fakes.telegram_world import AT_ONCE, NOON, Inbox, World, delivery, polling, running

pytestmark = pytest.mark.thorough


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def world(api: BotApi) -> AsyncIterator[World]:
    async with polling(api) as running:
        yield running


async def test_round_trip(world: World) -> None:
    world.api.say("làm giấy khai sinh", user=1001)
    (message,) = await world.wait_for_messages(1)
    await world.channel.sender.send(delivery("Đăng ký khai sinh", chat=message.address.chat))
    assert (message.text, message.received_at) == ("làm giấy khai sinh", NOON)
    assert [(sent.chat_id, sent.text) for sent in world.api.sent] == [(1001, "Đăng ký khai sinh")]


async def test_accepted_updates_are_acknowledged_and_come_once(world: World) -> None:
    for number in range(5):
        world.api.say(f"câu {number}")
    await world.wait_for_messages(5)
    await world.api.wait_until(lambda: not world.api.pending)
    assert world.inbox.texts == [f"câu {number}" for number in range(5)]


async def test_update_that_could_not_be_stored_comes_again(world: World) -> None:
    world.inbox.fail(times=2)
    world.api.say("quan trọng")
    (message,) = await world.wait_for_messages(1)
    assert (message.text, world.inbox.batches) == ("quan trọng", 3)


async def test_bug_while_storing_does_not_end_the_loop(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.inbox.refusals.append(ZeroDivisionError())
    world.api.say("quan trọng")
    assert (await world.wait_for_messages(1))[0].text == "quan trọng"
    assert "telegram.polling_bug" in [record.message for record in caplog.records]


async def test_nothing_is_acknowledged_before_it_is_stored(api: BotApi) -> None:
    api.say("quan trọng")
    async with polling(api) as world:
        world.inbox.fail(times=1000)
        await api.wait_until(lambda: world.inbox.batches >= 2)
    assert len(api.pending) == 1
    async with polling(api) as world:
        assert (await world.wait_for_messages(1))[0].text == "quan trọng"


async def test_one_malformed_update_does_not_hold_up_the_others(world: World) -> None:
    world.api.push(message={"chat": "nonsense"})
    world.api.push_raw({"no": "number"})
    world.api.push_raw("no update at all")
    world.api.say("sau đó")
    await world.wait_for_messages(1)
    await world.api.wait_until(lambda: not world.api.pending)
    assert world.inbox.texts == ["sau đó"]


async def test_update_without_a_number_is_not_asked_for_in_a_hurry(world: World) -> None:
    world.api.push_raw({"no": "number"})
    await world.api.wait_until(lambda: world.api.calls.count("getUpdates") > 2)
    before = world.api.calls.count("getUpdates")
    await asyncio.sleep(0.1)
    assert world.api.calls.count("getUpdates") - before < 15


@pytest.mark.parametrize(
    "failure",
    [
        Failure(500),
        Failure(502, "Bad Gateway"),
        Failure(409, "Conflict: terminated by other getUpdates request"),
        Failure(is_dropped=True),
        Failure(429, "Too Many Requests", {"retry_after": 0}),
        Failure(200, garbage="<html>"),
        Failure(200, garbage='{"ok": true, "result": {"not": "a list"}}'),
    ],
)
async def test_polling_outlives_a_failure(api: BotApi, failure: Failure) -> None:
    api.fail("getUpdates", failure, failure)
    api.say("còn đó không")
    async with polling(api) as world:
        assert (await world.wait_for_messages(1))[0].text == "còn đó không"


async def test_start_outlives_an_outage(api: BotApi) -> None:
    api.fail("getMe", Failure(502), Failure(is_dropped=True))
    api.fail("deleteWebhook", Failure(500))
    api.fail("setMyCommands", Failure(500))
    async with polling(api, commands=(("help", "Trợ giúp"),)) as world:
        assert world.channel.check() == "Telegram has not answered yet"
        await world.wait_until_well()
        assert world.channel.username == "danang_test_bot"


async def test_active_webhook_gives_way_to_polling(api: BotApi) -> None:
    api.pump.start("http://127.0.0.1:9/telegram/webhook", "secret", 40)
    api.say("đang chờ")
    async with polling(api) as world:
        assert (await world.wait_for_messages(1))[0].text == "đang chờ"


async def test_refused_token_ends_the_channel_with_a_clear_error(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    options = TelegramOptions("123456789:wrong-token", api.url, retry=AT_ONCE)
    channel = TelegramChannel(options, Inbox().accept, lambda: NOON, lambda: 0.5)
    with pytest.raises(SettingsError, match="BOT_TELEGRAM_TOKEN") as caught:
        await channel.run()
    await channel.close()
    assert "wrong-token" not in f"{caught.value}{caplog.text}"
    assert caught.value.__suppress_context__


async def test_token_that_is_revoked_ends_the_channel(api: BotApi) -> None:
    options = TelegramOptions(api.token, api.url, retry=AT_ONCE)
    channel = TelegramChannel(options, Inbox().accept, lambda: NOON, lambda: 0.5)
    api.fail("getUpdates", Failure(401, "Unauthorized"))
    with pytest.raises(SettingsError):
        await channel.run()
    await channel.close()


async def test_commands_are_shown_in_the_menu(api: BotApi) -> None:
    async with polling(api, commands=(("thutuc", "Xem thủ tục"), ("help", "Trợ giúp"))) as world:
        await world.wait_until_well()
    assert [command["command"] for command in api.commands] == ["thutuc", "help"]


async def test_tap_is_answered_at_once_even_when_it_cannot_be_stored(world: World) -> None:
    world.inbox.fail()
    world.api.tap("e:khai-sinh:fee")
    (message,) = await world.wait_for_messages(1)
    await world.api.wait_until(lambda: bool(world.api.answered))
    assert (message.kind, message.action) == (Kind.ACTION, "e:khai-sinh:fee")


async def test_stale_tap_is_still_heard(world: World) -> None:
    world.api.tap("e:khai-sinh:fee")
    world.api.taps.clear()
    assert (await world.wait_for_messages(1))[0].action == "e:khai-sinh:fee"


async def test_tap_on_a_sent_button_brings_its_words(world: World) -> None:
    world.api.say("chào")
    await world.wait_for_messages(1)
    reply = Reply((Line(Style.TEXT, "Chọn"),), (Button("Lệ phí", "e:khai-sinh:fee"),))
    await world.channel.sender.send(delivery(reply=reply))
    world.api.tap("e:khai-sinh:fee", sent=world.api.sent[0])
    assert (await world.wait_for_messages(2))[1].text == "Lệ phí"


async def test_edit_photo_and_group_talk_come_through(world: World) -> None:
    world.api.edit("tạm trú")
    world.api.send_media("photo", caption="sổ đỏ")
    world.api.say("họp lúc mấy giờ", chat=-100700)
    world.api.say("@danang_test_bot lệ phí kết hôn", chat=-100700)
    await world.wait_for_messages(3)
    assert world.inbox.texts == ["tạm trú", "sổ đỏ", "lệ phí kết hôn"]


async def test_health_tells_how_long_telegram_was_silent(api: BotApi) -> None:
    now = [NOON]
    options = TelegramOptions(api.token, api.url, retry=AT_ONCE)
    channel = TelegramChannel(options, Inbox().accept, lambda: now[0], lambda: 0.5)
    async with running(channel):
        await api.wait_until(lambda: channel.check() is None)
        now[0] += timedelta(minutes=2)
        assert channel.check() == "no successful poll for 120 s"


async def test_log_never_holds_token_or_words(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    world.api.fail("getUpdates", Failure(500), Failure(is_dropped=True))
    world.api.say("số căn cước 048123456789")
    world.api.push(message={"chat": 1, "text": "bí mật"})
    await world.wait_for_messages(1)
    ours = [str(vars(record)) for record in caplog.records if record.name.startswith("bot")]
    assert ours
    assert not any(
        secret in line for line in ours for secret in (world.api.token, "048123", "bí mật")
    )
