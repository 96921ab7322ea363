"""A strict Bot API server on loopback: it keeps Telegram's promises and refuses what it refuses.

In a test: `async with BotApi() as api: api.say("xin chào"); await api.wait_for_sent(1)`.
As a process: `python -m tests.fakes.bot_api --port 8081 --token 123:abc`, steered over /control.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, Self

from aiohttp import web

from tests.fakes import bot_api_rules as rules
from tests.fakes.bot_api_citizens import Citizens
from tests.fakes.bot_api_files import give_file
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
    has_preview: bool = True
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
    garbage: str = ""  #: what is answered in place of JSON
    after: int = 0  #: how many calls go well before


class BotApi(Citizens):
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
        self.files: dict[str, bytes] = {}
        self.failures: dict[str, deque[Failure]] = defaultdict(deque)
        self.pump = WebhookPump()
        self.polls = 0
        self._ids = iter(range(1, 10**9))
        self._update_ids = iter(range(500_000_001, 10**10))
        self._changed = asyncio.Event()
        self._runner: web.AppRunner | None = None

    # --- the server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=4 * 1024**2)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", partial(give_file, self))
        app.router.add_post("/control/{verb}", self._control)
        app.router.add_get("/control/sent", self._show_sent)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.polls += 1  # ends a running poll
        self.announce()
        await self.pump.close()
        if self._runner:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return refused(rules.RefusalError(401, "Unauthorized"))
        name = request.match_info["method"]
        method = METHODS.get(name.lower())
        if method is None:
            return refused(rules.RefusalError(404, "Not Found"))
        self.calls.append(name)
        failure = self.next_failure(name)
        try:
            parameters = await _read(request)
            if failure and not failure.is_recorded:
                return await self.fail_now(request, failure)
            result = await method(self, parameters)
        except rules.RefusalError as refusal:
            return refused(refusal)
        if failure:
            return await self.fail_now(request, failure)
        return web.json_response({"ok": True, "result": result})

    def next_failure(self, name: str) -> Failure | None:
        waiting = self.failures[name]
        if waiting and waiting[0].after:
            waiting[0].after -= 1
            return None
        return waiting.popleft() if waiting else None

    async def fail_now(self, request: web.Request, failure: Failure) -> web.StreamResponse:
        await asyncio.sleep(min(failure.hang, LONGEST_HANG))
        if failure.is_dropped and request.transport:
            request.transport.abort()
        if failure.garbage:
            return web.Response(text=failure.garbage, status=failure.code)
        return refused(rules.RefusalError(failure.code, failure.description, **failure.parameters))

    # --- what citizens do, see Citizens

    def push_raw(self, update: Any) -> None:
        """Queue an update of any shape, as it is."""
        if self.pump.is_set:
            self.pump.enqueue(update)
        else:
            self.pending.append(update)
        self.announce()

    def next_id(self) -> int:
        return next(self._ids)

    def next_update_id(self) -> int:
        return next(self._update_ids)

    # --- what tests steer and wait for

    def fail(self, method: str, *failures: Failure) -> None:
        """Let the next calls of a method go wrong, one failure each."""
        self.failures[method].extend(failures)

    def record(self, sent: Sent) -> None:
        self.sent.append(sent)
        self.announce()

    def announce(self) -> None:
        """Wake all who wait for a change."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_until(self, is_so: Callable[[], bool], seconds: float = 3.0) -> None:
        """Wait until something is so; what no call announces is looked at every 10 ms."""
        async with asyncio.timeout(seconds):
            while not is_so():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), 0.01)

    async def wait_for_sent(self, count: int, seconds: float = 3.0) -> list[Sent]:
        await self.wait_until(lambda: len(self.sent) >= count, seconds)
        return self.sent

    async def wait_for_change(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), seconds)

    # --- the same over HTTP, for a server in a process of its own

    async def _control(self, request: web.Request) -> web.Response:
        """Do what the path says: say, edit, tap, send_media, fail and so on."""
        words: Json = await request.json()
        match request.match_info["verb"]:
            case "fail":
                self.fail(words.pop("method"), Failure(**words))
            case "block":
                self.blocked_by.add(words["user"])
            case "say" | "edit" | "tap" | "send_media" | "send_location" | "push_raw" as verb:
                return web.json_response({"update_id": getattr(self, verb)(**words)})
            case _:
                raise web.HTTPNotFound
        return web.json_response({})

    async def _show_sent(self, _: web.Request) -> web.Response:
        return web.json_response([asdict(sent) for sent in self.sent])


async def _read(request: web.Request) -> Json:
    """Read parameters from a form, as PTB sends them, from JSON or from the query."""
    if request.content_type == "application/json":
        return dict(await request.json())
    return rules.read_parameters({**request.query, **await request.post()})


def refused(refusal: rules.RefusalError) -> web.Response:
    answer: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        answer["parameters"] = refusal.parameters
    return web.json_response(answer, status=refusal.code)


async def _serve_until_killed(port: int, token: str) -> None:
    async with BotApi(token, port) as api:
        print(api.url, flush=True)
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    arguments = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve_until_killed(arguments.port, arguments.token))


if __name__ == "__main__":
    main()
