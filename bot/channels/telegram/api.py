"""The connection to the Bot API: python-telegram-bot's Bot over a wire that keeps our secrets."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from httpx import create_ssl_context
from telegram import Bot
from telegram.error import RetryAfter, TelegramError
from telegram.request import HTTPXRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

ALLOWED_UPDATES = ("message", "edited_message", "callback_query")

_TOO_MANY_REQUESTS = 429
_POLLING_CONNECTIONS = 4  # a pool of one that breaks stays broken (PTB issue 4069)
_SENDING_CONNECTIONS = 64
_CONNECT = 5.0  # seconds, as all below; a send must end within the outbox's time limit
_READ = 15.0
_WRITE = 10.0


class Flooded(RetryAfter):
    """Telegram asks for a pause of *wait*.

    PTB 22.8 warns of its own `RetryAfter.retry_after` unless the environment holds PTB_TIMEDELTA;
    this one is a `timedelta` whatever the environment says.
    """

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(wait)

    @property
    def retry_after(self) -> timedelta:
        """Return how long to wait."""
        return self.wait


class Wire(HTTPXRequest):
    """The HTTP client, which never logs a body and raises Flooded in place of RetryAfter."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make a request and return its status and body."""
        status, body = await super().do_request(*args, **kwargs)
        if status == _TOO_MANY_REQUESTS:
            raise Flooded(_requested_pause(body))
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; PTB's own version logs what it cannot read."""
        try:
            return cast("dict[str, Any]", json.loads(payload))
        except ValueError:
            msg = "unreadable answer"
            raise TelegramError(msg) from None


def _requested_pause(body: bytes) -> timedelta:
    try:
        return timedelta(seconds=json.loads(body)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError, OverflowError):
        return timedelta(seconds=1)


class _Bot(Bot):
    """PTB's Bot, and updates as they came: parsing a batch at once lets one update spoil it."""

    async def fetch(self, offset: int | None, span: timedelta) -> Sequence[object]:
        wait = int(span.total_seconds())
        answer = await self._post(
            "getUpdates",
            {"offset": offset, "timeout": wait, "allowed_updates": list(ALLOWED_UPDATES)},
            read_timeout=_READ + wait,
        )
        return answer if isinstance(answer, list) else ()


class Api:
    """A bot's account: its methods, its updates, and its identity once it is known."""

    def __init__(self, token: str, api_url: str) -> None:
        # plain http goes to this machine only: no proxy, and no certificates (20 ms to load)
        is_remote = api_url.startswith("https:")
        trust = {"trust_env": is_remote, "verify": is_remote and create_ssl_context()}
        self._wires = tuple(
            Wire(size, _READ, _WRITE, _CONNECT, _CONNECT, httpx_kwargs=trust)
            for size in (_POLLING_CONNECTIONS, _SENDING_CONNECTIONS)
        )
        self._bot = _Bot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            get_updates_request=self._wires[0],
            request=self._wires[1],
        )

    @property
    def bot(self) -> Bot:
        """Return PTB's Bot. Its `initialize` is not for us: its error holds the token."""
        return self._bot

    async def fetch(self, offset: int | None, span: timedelta) -> Sequence[object]:
        """Wait up to *span* for updates from *offset* on, which acknowledges those before it."""
        return await self._bot.fetch(offset, span)

    async def close(self) -> None:
        """Give back every connection."""
        await asyncio.gather(*(wire.shutdown() for wire in self._wires))
