"""A strict Bot API server on loopback: it keeps Telegram's promises and refuses what it refuses.

In a test: `async with BotApi() as api: api.say("xin chào"); await api.wait_for_sent(1)`.
As a process: `python -m tests.fakes.bot_api --port 8081 --token 123:abc`, steered over /control.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from tests.fakes import bot_api_rules as rules
from tests.fakes import bot_api_updates as made
from tests.fakes.bot_api_methods import METHODS
from tests.fakes.bot_api_webhook import WebhookPump

TOKEN = "123456789:AAtest-token_for-loopback-only-000000"
LONGEST_HANG = 30.0

Json = dict[str, Any]


@dataclass
class Sent:
    """A message of the bot, as a citizen sees it."""

    message_id: int
    chat_id: int
    text: str
    html: str
    rows: list[list[Json]]
    thread: int | None = None
    at: float = field(default_factory=time.monotonic)

    @property
    def labels(self) -> list[str]:
        return [key["text"] for row in self.rows for key in row]


@dataclass
class Failure:
    """How the next call of a method goes wrong."""

    code: int = 500
    description: str = "Internal Server Error"
    parameters: dict[str, int] = field(default_factory=dict)
    is_recorded: bool = False  #: whether the call takes effect all the same
    hang: float = 0.0  #: seconds before the answer
    is_dropped: bool = False  #: whether the connection is cut in place of an answer


class BotApi:
    """The server, its one bot, and the hands of the citizens."""

    def __init__(self, token: str = TOKEN, port: int = 0) -> None:
        self.token = token
        self.port = port
        self.sent: list[Sent] = []
        self.answered: list[str] = []
        self.commands: list[Json] = []
        self.calls: list[str] = []
        self.known_chats: set[int] = set()
        self.blocked_by: set[int] = set()
        self.migrated: dict[int, int] = {}
        self.pending: deque[Json] = deque()
        self.allowed: list[str] = []
        self.taps: set[str] = set()
        self.failures: dict[str, deque[Failure]] = defaultdict(deque)
        self.pump = WebhookPump(self)
        self.poller: asyncio.Task[Any] | None = None
        self._ids = iter(range(1, 10**9))
        self._update_ids = iter(range(500_000_001, 10**10))
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    # --- the server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=4 * 1024**2)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_post("/control/{verb}", self._control)
        app.router.add_get("/control/sent", self._show_sent)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.pump.close()
        if self._runner:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _refused(rules.Refusal(401, "Unauthorized"))
        name = request.match_info["method"]
        method = METHODS.get(name.lower())
        if method is None:
            return _refused(rules.Refusal(404, "Not Found"))
        self.calls.append(name)
        failure = self.failures[name].popleft() if self.failures[name] else None
        try:
            parameters = await _read(request)
            if failure and not failure.is_recorded:
                return await self._fail(request, failure)
            result = await method(self, parameters)
        except rules.Refusal as refusal:
            return _refused(refusal)
        if failure:
            return await self._fail(request, failure)
        return web.json_response({"ok": True, "result": result})

    async def _fail(self, request: web.Request, failure: Failure) -> web.StreamResponse:
        await asyncio.sleep(min(failure.hang, LONGEST_HANG))
        if failure.is_dropped and request.transport:
            request.transport.abort()
        return _refused(rules.Refusal(failure.code, failure.description, **failure.parameters))

    # --- what citizens do

    def push(self, **content: Any) -> int:
        """Queue an update of any content and return its number."""
        number = next(self._update_ids)
        self.push_raw({"update_id": number, **content})
        return number

    def push_raw(self, update: Any) -> None:
        """Queue an update of any shape, as it is."""
        self.pending.append(update)
        self.pump.wake()
        self._announce()

    def say(self, text: str, user: int = 1001, chat: int | None = None, **more: Any) -> int:
        return self.push(message=self.message(user, chat, **made.text_fields(text), **more))

    def edit(self, text: str, user: int = 1001, chat: int | None = None) -> int:
        return self.push(edited_message=self.message(user, chat, **made.text_fields(text)))

    def send_media(self, kind: str, user: int = 1001, caption: str = "", **more: Any) -> int:
        content = {kind: [{"file_id": "x"}] if kind == "photo" else {"file_id": "x"}, **more}
        if caption:
            content["caption"] = caption
        return self.push(message=self.message(user, None, **content))

    def tap(self, data: str, user: int = 1001, sent: Sent | None = None) -> int:
        """Tap a button of a message of ours, or one of long ago."""
        tap = f"tap{next(self._ids)}"
        self.taps.add(tap)
        chat = sent.chat_id if sent else user
        under = self.message(user, chat, text=sent.text if sent else "…")
        under |= {"from": made.BOT, "message_id": sent.message_id if sent else 1}
        if sent:
            under["reply_markup"] = {"inline_keyboard": sent.rows}
        content = {"id": tap, "from": made.person(user), "message": under, "chat_instance": "1"}
        return self.push(callback_query={**content, "data": data})

    def message(self, user: int, chat: int | None, **content: Any) -> Json:
        place = user if chat is None else chat
        self.known_chats.add(place)
        head = {"message_id": next(self._ids), "date": int(time.time())}
        return {**head, "from": made.person(user), "chat": made.chat(place, user), **content}

    def fail(self, method: str, *failures: Failure) -> None:
        """Let the next calls of a method go wrong, one failure each."""
        self.failures[method].extend(failures)

    # --- what tests wait for

    def record(self, sent: Sent) -> None:
        self.sent.append(sent)
        self._announce()

    def next_id(self) -> int:
        return next(self._ids)

    async def wait_until(self, is_so: Callable[[], bool], seconds: float = 3.0) -> None:
        async with asyncio.timeout(seconds):
            while not is_so():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.02), self._changed:
                        await self._changed.wait()

    async def wait_for_sent(self, count: int, seconds: float = 3.0) -> list[Sent]:
        await self.wait_until(lambda: len(self.sent) >= count, seconds)
        return self.sent

    async def wait_for_update(self, seconds: float) -> None:
        """Wait until something is pending."""
        with contextlib.suppress(TimeoutError):
            await self.wait_until(lambda: bool(self.pending), seconds)
