"""The loopback Bot API server is as strict as Telegram."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.bot_api import TOKEN, BotApi
from tests.fakes.bot_api_rules import RefusalError, check_webhook_url, parse_html, visible_text


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        server.known_chats.add(1001)
        yield server


async def call(server: str, method: str, token: str = TOKEN, **parameters: Any) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server}/bot{token}/{method}", json=parameters) as answer,
    ):
        body = await answer.json()
        return answer.status, body.get("result", body.get("description"))


def keys(**key: object) -> dict[str, object]:
    return {"inline_keyboard": [[key]]}


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"chat_id": 5, "text": "x"}, "chat not found"),
        ({"text": " "}, "message text is empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "x", "reply_markup": keys(text="x", callback_data="đ" * 33)}, "DATA_INVALID"),
        ({"text": "x", "reply_markup": keys(text="", callback_data="x")}, "must be non-empty"),
        ({"text": "x", "reply_markup": keys(text="x")}, "unallowed in the inline keyboard"),
        ({"text": "x", "reply_markup": keys(text="x", url="http://localhost")}, "Wrong HTTP URL"),
    ],
)
async def test_message_telegram_would_refuse_is_refused(
    api: BotApi, parameters: dict[str, Any], words: str
) -> None:
    status, said = await call(api.url, "sendMessage", **{"chat_id": 1001, **parameters})
    assert status == 400
    assert words in said
    assert api.sent == []


async def test_wrong_token_and_unknown_method_are_refused(api: BotApi) -> None:
    assert await call(api.url, "getMe", token="1:x") == (401, "Unauthorized")
    assert await call(api.url, "getMoney") == (404, "Not Found")


async def test_offset_acknowledges_what_is_before_it(api: BotApi) -> None:
    numbers = [api.say(str(number)) for number in range(3)]
    _, updates = await call(api.url, "getUpdates", limit=2)
    assert [update["update_id"] for update in updates] == numbers[:2]
    _, updates = await call(api.url, "getUpdates", offset=numbers[2])
    assert [update["update_id"] for update in updates] == numbers[2:]


async def test_long_poll_ends_with_the_first_update(api: BotApi) -> None:
    poll = asyncio.create_task(call(api.url, "getUpdates", timeout=5))
    await api.wait_until(lambda: api.calls == ["getUpdates"])
    api.say("chào")
    async with asyncio.timeout(1):
        assert len((await poll)[1]) == 1


async def test_second_poller_ends_the_first(api: BotApi) -> None:
    first = asyncio.create_task(call(api.url, "getUpdates", timeout=5))
    await api.wait_until(lambda: api.calls == ["getUpdates"])
    await call(api.url, "getUpdates", timeout=0)
    assert (await first)[0] == 409


async def test_polling_and_webhook_exclude_each_other(api: BotApi) -> None:
    await call(api.url, "setWebhook", url="http://127.0.0.1:9/x")
    assert (await call(api.url, "getUpdates"))[0] == 409
    await call(api.url, "deleteWebhook")
    assert (await call(api.url, "getUpdates"))[0] == 200


async def test_secret_with_a_space_is_refused(api: BotApi) -> None:
    status, _ = await call(api.url, "setWebhook", url="https://x.vn/t", secret_token="a b")
    assert status == 400


@pytest.mark.parametrize("url", ["http://x.vn/t", "https://x.vn:8080/t", "ftp://x.vn"])
def test_webhook_telegram_would_not_post_to_is_refused(url: str) -> None:
    with pytest.raises(RefusalError):
        check_webhook_url(url)


def test_only_four_named_entities_are_known() -> None:
    assert parse_html("&lt;&amp;&quot;&gt;&#225;&nbsp;<b>x</b>") == '<&">á&nbsp;x'
    for broken in ("<x>", "a < b", "</b>", "<b><i></b></i>"):
        with pytest.raises(RefusalError):
            parse_html(broken)


def test_length_counts_after_entity_parsing() -> None:
    assert len(visible_text("&amp;" * 4096, "HTML")) == 4096
    with pytest.raises(RefusalError):
        visible_text("😀" * 2049, "HTML")


@pytest.mark.e2e
async def test_server_runs_in_a_process_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.fakes.bot_api"), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    url = (await process.stdout.readline()).decode().strip()
    async with aiohttp.ClientSession() as session:
        await session.post(f"{url}/control/say", json={"text": "chào"})
        _, updates = await call(url, "getUpdates")
        await call(url, "sendMessage", chat_id=1001, text="xin chào")
        sent = await (await session.get(f"{url}/control/sent")).json()
    process.terminate()
    await process.wait()
    assert [update["message"]["text"] for update in updates] == ["chào"]
    assert [message["text"] for message in sent] == ["xin chào"]
