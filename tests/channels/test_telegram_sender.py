"""Replies on their way to Telegram, over HTTP to a strict server."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram import Bot

from bot.channels.telegram.api import Api, Wire
from bot.channels.telegram.sender import TelegramSender
from bot.core.models import Button, Line, Reply, Style
from bot.errors import PermanentDeliveryError, TransientDeliveryError, UnknownOutcomeError
from tests.fakes.bot_api import BotApi, Failure
from tests.fakes.telegram_world import delivery

LONG = ("một " * 1000, "hai " * 1000, "ba " * 1000)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        server.known_chats |= {1001, -500, -100500}
        yield server


@pytest.fixture
async def sender(api: BotApi) -> AsyncIterator[TelegramSender]:
    client = Api(api.token, api.url)
    yield TelegramSender(client.bot)
    await client.close()


async def test_reply_arrives_as_its_citizen_reads_it(api: BotApi, sender: TelegramSender) -> None:
    reply = Reply(
        (Line(Style.TITLE, "Lệ phí <b>"), Line(Style.TEXT, "Miễn phí & nhanh")),
        (
            Button("Giấy tờ", "e:khai-sinh:documents"),
            Button("Mở", url="https://dichvucong.gov.vn"),
        ),
    )
    receipt = await sender.send(delivery(reply=reply))
    (sent,) = api.sent
    assert sent.text == "Lệ phí <b>\nMiễn phí & nhanh"
    assert sent.labels == ["Giấy tờ", "Mở"]
    assert receipt == str(sent.message_id)
    assert not sent.has_preview


async def test_long_reply_arrives_in_order(api: BotApi, sender: TelegramSender) -> None:
    receipt = await sender.send(delivery(*LONG))
    assert [sent.text[:3] for sent in api.sent] == ["một", "hai", "ba "]
    assert receipt == ",".join(str(sent.message_id) for sent in api.sent)


async def test_what_was_sent_before_a_failure_is_not_sent_again(
    api: BotApi, sender: TelegramSender
) -> None:
    api.fail("sendMessage", Failure(429, "Too Many Requests", {"retry_after": 7}, after=1))
    with pytest.raises(TransientDeliveryError):
        await sender.send(delivery(*LONG))
    await sender.send(delivery(*LONG))
    assert [sent.text[:3] for sent in api.sent] == ["một", "hai", "ba "]


async def test_flood_limit_says_when_to_try_again(api: BotApi, sender: TelegramSender) -> None:
    api.fail("sendMessage", Failure(429, "Too Many Requests", {"retry_after": 17}))
    with pytest.raises(TransientDeliveryError) as caught:
        await sender.send(delivery("chào"))
    assert caught.value.retry_after == timedelta(seconds=17)


async def test_citizen_who_blocked_us_is_not_tried_again(
    api: BotApi, sender: TelegramSender
) -> None:
    api.blocked_by.add(1001)
    with pytest.raises(PermanentDeliveryError, match="blocked by the user"):
        await sender.send(delivery("chào"))


async def test_unknown_chat_is_not_tried_again(api: BotApi, sender: TelegramSender) -> None:
    with pytest.raises(PermanentDeliveryError, match="Chat not found"):
        await sender.send(delivery("chào", chat="77"))
    with pytest.raises(PermanentDeliveryError):
        await sender.send(delivery("chào", chat="not-a-chat"))
    assert api.sent == []


async def test_group_that_moved_is_found_again(api: BotApi, sender: TelegramSender) -> None:
    api.migrated[-500] = -100500
    await sender.send(delivery("chào", chat="-500"))
    assert [sent.chat_id for sent in api.sent] == [-100500]


async def test_answer_goes_into_its_topic(api: BotApi, sender: TelegramSender) -> None:
    await sender.send(delivery("chào", chat="-100500:45"))
    assert [(sent.chat_id, sent.thread) for sent in api.sent] == [(-100500, 45)]


async def test_form_that_telegram_refuses_is_sent_plain(
    api: BotApi, sender: TelegramSender, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail("sendMessage", Failure(400, "Bad Request: can't parse entities: Unsupported tag"))
    await sender.send(delivery("1 < 2"))
    assert [sent.html for sent in api.sent] == ["1 < 2"]
    assert "telegram.form_refused" in [record.message for record in caplog.records]


@pytest.mark.parametrize(
    "failure",
    [
        Failure(500, is_recorded=True),
        Failure(502, "Bad Gateway"),
        Failure(is_recorded=True, is_dropped=True),
        Failure(is_dropped=True),
    ],
)
async def test_what_may_have_arrived_is_said_to_be_unknown(
    api: BotApi, sender: TelegramSender, failure: Failure
) -> None:
    api.fail("sendMessage", failure)
    with pytest.raises(UnknownOutcomeError):
        await sender.send(delivery("chào"))


async def test_answer_that_comes_too_late_leaves_the_outcome_unknown(api: BotApi) -> None:
    api.fail("sendMessage", Failure(is_recorded=True, hang=0.2))
    wire = Wire(read_timeout=0.05)
    bot = Bot(api.token, f"{api.url}/bot", request=wire)
    with pytest.raises(UnknownOutcomeError):
        await TelegramSender(bot).send(delivery("chào"))
    await wire.shutdown()
    assert len(api.sent) == 1


async def test_server_that_is_away_is_tried_again() -> None:
    async with BotApi() as api:
        client = Api(api.token, api.url)
    with pytest.raises(TransientDeliveryError):
        await TelegramSender(client.bot).send(delivery("chào"))
    await client.close()


async def test_refused_token_waits_for_the_operator(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    client = Api("123456789:wrong", api.url)
    with pytest.raises(TransientDeliveryError):
        await TelegramSender(client.bot).send(delivery("chào"))
    await client.close()
    assert ("telegram.token_refused", logging.ERROR) in [
        (record.message, record.levelno) for record in caplog.records
    ]


async def test_reply_that_shows_nothing_is_refused(sender: TelegramSender) -> None:
    with pytest.raises(PermanentDeliveryError):
        await sender.send(delivery(" "))


@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize("garbage", ["<html>captive portal</html>", '["captive"]', "{}", "\0"])
async def test_unreadable_answer_leaves_the_outcome_unknown(
    api: BotApi, status: int, garbage: str, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail("sendMessage", Failure(status, garbage=garbage))
    client = Api(api.token, api.url)
    with pytest.raises(UnknownOutcomeError):
        await TelegramSender(client.bot).send(delivery("chào"))
    await client.close()
    assert "captive" not in caplog.text
