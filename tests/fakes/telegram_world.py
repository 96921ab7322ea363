"""A running Telegram channel, and an inbox that remembers what it accepted."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import web

from bot.channels.telegram import TelegramChannel, TelegramOptions, Webhook
from bot.core.models import Delivery, Line, Message, Reply, Style
from bot.core.places import Address
from bot.core.retry import RetryPolicy
from bot.errors import StorageError
from tests.fakes.bot_api import BotApi

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
SECRET = "a-webhook-secret-of-32-characters"
AT_ONCE = RetryPolicy(first=timedelta(milliseconds=10), cap=timedelta(milliseconds=20))


@dataclass
class Inbox:
    """Accepts messages, unless it is told to fail first."""

    refusals: list[Exception] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    batches: int = 0

    async def accept(self, messages: Sequence[Message]) -> int:
        self.batches += 1
        if self.refusals:
            raise self.refusals.pop(0)
        self.messages.extend(messages)
        return len(messages)

    def fail(self, times: int = 1) -> None:
        self.refusals.extend([StorageError("disk full")] * times)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]


@dataclass
class World:
    """A channel between its server and its inbox."""

    api: BotApi
    channel: TelegramChannel
    inbox: Inbox
    webhook_url: str = ""

    async def wait_for_messages(self, count: int) -> list[Message]:
        await self.api.wait_until(lambda: len(self.inbox.messages) >= count)
        return self.inbox.messages

    async def wait_until_well(self) -> None:
        await self.api.wait_until(lambda: self.channel.check() is None)


@contextlib.asynccontextmanager
async def polling(
    api: BotApi, commands: tuple[tuple[str, str], ...] = (), token: str = ""
) -> AsyncIterator[World]:
    """Run a channel that polls."""
    options = TelegramOptions(token or api.token, api.url, commands=commands, retry=AT_ONCE)
    inbox = Inbox()
    channel = TelegramChannel(options, inbox.accept, lambda: NOON, lambda: 0.5)
    async with running(channel):
        yield World(api, channel, inbox)


@contextlib.asynccontextmanager
async def webhook(api: BotApi) -> AsyncIterator[World]:
    """Run a channel behind a web server of its own."""
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/telegram/webhook"
        options = TelegramOptions(api.token, api.url, Webhook(url, SECRET), retry=AT_ONCE)
        channel = TelegramChannel(options, inbox.accept, lambda: NOON, lambda: 0.5)
        app = web.Application()
        app.add_routes(channel.routes)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.SockSite(runner, listener).start()
        async with running(channel):
            yield World(api, channel, inbox, url)
        await runner.cleanup()


@contextlib.asynccontextmanager
async def running(channel: TelegramChannel) -> AsyncIterator[None]:
    """Run a channel, and close it."""
    task = asyncio.create_task(channel.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await channel.close()


def delivery(
    *texts: str, chat: str = "1001", number: int = 1, reply: Reply | None = None
) -> Delivery:
    """Return a delivery of plain paragraphs, or of a whole reply."""
    said = reply or Reply(tuple(Line(Style.TEXT, text) for text in texts))
    return Delivery(number, Address("telegram", chat), said, 0, NOON)
