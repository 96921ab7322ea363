"""The connection to the Bot API: python-telegram-bot's Bot over a wire that keeps our secrets."""

from __future__ import annotations

import json
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from httpx import create_ssl_context
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import StreamReader
    from telegram.request import RequestData

ALLOWED_UPDATES = ("message", "edited_message", "callback_query")

_CONNECTIONS = 64  # for all calls; one of them is the poll
_CONNECT = 5.0  # seconds, as below; a send must end within the outbox's time limit
_READ = 15.0


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


class Wire(BaseRequest):
    """PTB's way to the network, over aiohttp, which our server uses anyway.

    PTB's own, over httpx, takes 3.5 ms of processor time a call (this one 0.5 ms), and writes
    each address, token included, to the log. What aiohttp raises reaches the caller as the
    cause of a NetworkError; a 429 becomes Flooded.
    """

    def __init__(self, read_timeout: float = _READ, *, is_remote: bool = False) -> None:
        self._read_timeout = read_timeout
        # plain http goes to this machine only: no proxy, and no certificates (20 ms to load)
        self._trusts_environment = is_remote
        self._certificates = create_ssl_context() if is_remote else True
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Return for how many seconds an answer is awaited."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Do nothing: the session begins with the first call, inside the running loop."""

    async def shutdown(self) -> None:
        """Give back every connection."""
        if self._session:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: Any,
        **timeouts: Any,
    ) -> tuple[int, bytes]:
        """Make a request and return its status and body."""
        wait = timeouts.get("read_timeout")
        if not isinstance(wait, (int, float)):  # PTB has a marker for "not given"
            wait = self._read_timeout
        timeout = ClientTimeout(
            total=wait + 2 * _CONNECT, connect=_CONNECT, sock_connect=_CONNECT, sock_read=wait
        )
        fields = request_data.json_parameters if request_data else None
        async with self._open_session().request(
            method, url, data=fields, timeout=timeout, allow_redirects=False
        ) as answer:
            status, body = answer.status, await answer.read()
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise Flooded(_requested_pause(body))
        return status, body

    async def download(self, url: str, most: int) -> bytes:
        """Return a file of at most *most* bytes.

        Raises:
            NetworkError: it cannot be had now.
            BadRequest: it cannot be had at all. Neither error names the address.
        """
        timeout = ClientTimeout(total=self._read_timeout + 2 * _CONNECT, connect=_CONNECT)
        session = self._open_session()
        try:
            async with session.get(url, timeout=timeout, allow_redirects=False) as answer:
                if answer.status == HTTPStatus.OK:
                    return await _read_at_most(answer.content, most)
                failure = _refused_file(answer.status, await answer.read())
        except (ClientError, TimeoutError) as error:
            failure = NetworkError(type(error).__name__)
        raise failure  # outside, so that no cause of it names the address, token included

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; PTB's own version logs what it cannot read."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if isinstance(answer, dict) and ("result" in answer or answer.get("ok") is False):
            return answer
        msg = "unreadable answer"
        raise TelegramError(msg)

    def _open_session(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=_CONNECTIONS, ssl=self._certificates),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=self._trusts_environment,
            )
        return self._session


async def _read_at_most(content: StreamReader, most: int) -> bytes:
    body = bytearray()
    async for chunk in content.iter_any():
        body += chunk
        if len(body) > most:
            msg = "file is too big"
            raise BadRequest(msg)
    return bytes(body)


def _refused_file(status: int, body: bytes) -> TelegramError:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Flooded(_requested_pause(body))
    name = f"file answered {status}"
    return NetworkError(name) if status >= HTTPStatus.INTERNAL_SERVER_ERROR else BadRequest(name)


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
        self._wire = Wire(is_remote=api_url.startswith("https:"))
        self._bot = _Bot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            base_file_url=f"{api_url.rstrip('/')}/file/bot",
            get_updates_request=self._wire,
            request=self._wire,
        )

    @property
    def bot(self) -> Bot:
        """Return PTB's Bot. Its `initialize` is not for us: its error holds the token."""
        return self._bot

    async def fetch(self, offset: int | None, span: timedelta) -> Sequence[object]:
        """Wait up to *span* for updates from *offset* on, which acknowledges those before it."""
        return await self._bot.fetch(offset, span)

    async def download(self, url: str, most: int) -> bytes:
        """Return a file that `get_file` has named, see Wire."""
        return await self._wire.download(url, most)

    async def close(self) -> None:
        """Give back every connection."""
        await self._wire.shutdown()
