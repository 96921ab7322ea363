"""How an office misbehaves on the wire, written once for every office that speaks HTTP.

A personality is one trait, or several joined by "+": `drop_after_store+no_lookup`.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.typedefs import Handler, Middleware

GOOD = "good"

#: trait -> what an office with it does
TRANSPORT = {
    "down": "cuts the connection at once",
    "error_500": "answers 500 and keeps nothing",
    "html_error": "answers 502 with the HTML of a proxy and keeps nothing",
    "rate_limited": "answers 429 with Retry-After and keeps nothing",
    "slow": "keeps a POST, then lets the sender wait",
    "drop_after_store": "keeps a POST, then cuts the connection",
    "error_after_store": "keeps a POST, then answers 500",
    "bad_json": "does as asked, then cuts the body of its answer in half",
}

_PROXY_PAGE = """<html><head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>
"""


def utc_now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


class Office:
    """What all offices share: a personality that may change while they run."""

    #: trait -> what an office with it does
    TRAITS: ClassVar[dict[str, str]] = {}

    def __init__(
        self,
        personality: str = GOOD,
        *,
        slow_for: timedelta = timedelta(seconds=30),
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.slow_for = slow_for
        self.retry_after = "2"  #: the header of rate_limited: seconds, or an HTTP date
        self.clock = clock
        self.personality = personality

    @property
    def personality(self) -> str:
        """The traits of the office, joined by "+"."""
        return self._personality

    @personality.setter
    def personality(self, personality: str) -> None:
        traits = frozenset(personality.split("+"))
        known = {GOOD, *self.TRAITS}
        if unknown := traits - known:
            names = ", ".join(sorted(unknown))
            message = f"unknown personality {names}; known: {', '.join(sorted(known))}"
            raise ValueError(message)
        self._personality, self._traits = personality, traits

    def has(self, trait: str) -> bool:
        """Tell whether the office has this trait at the moment."""
        return trait in self._traits


def misbehave(office: Office) -> Middleware:
    """Return the middleware that gives an application the transport traits of its office."""

    @web.middleware
    async def act(request: web.Request, handler: Handler) -> web.StreamResponse:
        if office.has("down"):
            return cut(request)
        if refusal := _refusal(office):
            return refusal
        response = await handler(request)
        is_success = response.status < web.HTTPBadRequest.status_code
        if is_success and request.method == "POST":
            response = await _after_store(office, request, response)
        if is_success and office.has("bad_json") and isinstance(response, web.Response):
            response.text = (response.text or "")[: len(response.text or "") // 2]
        return response

    return act


def cut(request: web.Request) -> web.Response:
    """Cut the connection; what is returned reaches nobody."""
    if request.transport:
        request.transport.abort()
    return web.Response()


def _refusal(office: Office) -> web.Response | None:
    """Answer in place of the office, where nothing is to be kept."""
    if office.has("error_500"):
        return web.json_response({"error": "Internal Server Error"}, status=500)
    if office.has("html_error"):
        return web.Response(text=_PROXY_PAGE, status=502, content_type="text/html")
    if office.has("rate_limited"):
        headers = {"Retry-After": office.retry_after}
        return web.json_response({"error": "Too Many Requests"}, status=429, headers=headers)
    return None


async def _after_store(
    office: Office, request: web.Request, response: web.StreamResponse
) -> web.StreamResponse:
    """Spoil the answer to something that is kept by now."""
    if office.has("slow"):
        await asyncio.sleep(office.slow_for.total_seconds())
    if office.has("drop_after_store"):
        return cut(request)
    if office.has("error_after_store"):
        return web.json_response({"error": "Internal Server Error"}, status=500)
    return response
