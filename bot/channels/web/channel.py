"""The JSON API of the web page; any other client may use it as well."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.channels.web.pages import Pages
from bot.channels.web.uploads import Uploads
from bot.channels.web.visitor import address_of, conversation_of
from bot.core.feedback import Coordinates
from bot.core.models import Kind, Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.channels.web.uploads import Photos
    from bot.core.catalogue import Catalogue
    from bot.core.models import Delivery
    from bot.core.places import Address
    from bot.core.ports import Accept, Clock, Store

LONGEST_WAIT = 25.0  #: seconds a request for replies is held open
POLL_EVERY = 1.0  #: seconds between looks for replies that another replica wrote
MOST_REPLIES = 100
WITHIN = 30.0  #: seconds for the body of a message
_MOST_DIGITS = 19


class Place(BaseModel):
    """A place that the citizen's own device has told."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Incoming(BaseModel):
    """The body of POST /api/messages."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")
    text: str = Field(default="", max_length=20_000)
    action: str = Field(default="", max_length=64)
    location: Place | None = None

    @property
    def kind(self) -> Kind:
        """Return what it is."""
        if self.location:
            return Kind.LOCATION
        return Kind.ACTION if self.action else Kind.TEXT


class WebChannel:
    """Takes messages over HTTP; replies lie in the store until the page fetches them."""

    def __init__(
        self,
        accept: Accept,
        store: Store,
        catalogue: Callable[[], Catalogue],
        clock: Clock,
        photos: Photos,
    ) -> None:
        self._accept = accept
        self._store = store
        self._clock = clock
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._pages = Pages(catalogue, clock)
        self._uploads = Uploads(accept, photos, catalogue, clock)
        self._is_closing = False

    @property
    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the routes of the API and of the pages."""
        return [
            web.post("/api/messages", self.post_message),
            web.post("/api/photos", self._uploads.post_photo),
            web.get("/api/replies", self.get_replies),
            *self._pages.routes,
        ]

    def close(self) -> None:
        """Answer everybody who waits now; the page will ask again."""
        self._is_closing = True
        for events in self._waiting.values():
            for event in events:
                event.set()

    async def send(self, delivery: Delivery) -> str:
        """Tell the page that a reply lies ready; the store has it already."""
        for event in self._waiting.get(delivery.address.chat, ()):
            event.set()
        return str(delivery.id)

    async def post_message(self, request: web.Request) -> web.Response:
        """Accept a message; it is stored when 202 comes back."""
        address = address_of(request)
        incoming = await _read(request)
        message = Message(
            key=f"{address.chat}:{incoming.id}",
            address=address,
            conversation=conversation_of(address),
            received_at=self._clock(),
            kind=incoming.kind,
            text=incoming.text,
            action=incoming.action,
            location=_coordinates(incoming.location),
        )
        await self._accept([message])
        return web.json_response({"accepted": incoming.id}, status=202)

    async def get_replies(self, request: web.Request) -> web.Response:
        """Return the replies after the given one, waiting for the first if asked to."""
        address = address_of(request)
        after = _number(request, "after", largest=2**62)
        wait = min(_number(request, "wait", largest=3600), LONGEST_WAIT)
        deliveries = await self._fetch(address, int(after), wait)
        body = {"replies": [_as_json(delivery) for delivery in deliveries]}
        return web.json_response(body, headers={"Cache-Control": "no-store"})

    async def _fetch(self, address: Address, after: int, wait: float) -> list[Delivery]:
        loop = asyncio.get_running_loop()
        until = loop.time() + wait
        event = asyncio.Event()
        self._waiting[address.chat].add(event)
        try:
            while True:
                event.clear()
                found = list(await self._store.replies_after(address, after, MOST_REPLIES))
                left = until - loop.time()
                if found or left <= 0 or self._is_closing:
                    return found
                with suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), min(left, POLL_EVERY))
        finally:
            self._waiting[address.chat].discard(event)
            if not self._waiting[address.chat]:
                del self._waiting[address.chat]


def _coordinates(place: Place | None) -> Coordinates | None:
    return Coordinates(place.latitude, place.longitude) if place else None


async def _read(request: web.Request) -> Incoming:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(reason="application/json expected")
    try:
        async with asyncio.timeout(WITHIN):
            body = await request.read()
        return Incoming.model_validate_json(body)
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except ValidationError:
        raise web.HTTPBadRequest(reason="id, and text, action or location, expected") from None


def _number(request: web.Request, name: str, largest: int) -> float:
    written = request.query.get(name, "0")
    is_number = written.isascii() and written.isdecimal() and len(written) <= _MOST_DIGITS
    if not is_number or int(written) > largest:
        raise web.HTTPBadRequest(reason=f"{name} must be a number")
    return int(written)


def _as_json(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "at": delivery.created_at.isoformat(),
        "lines": [asdict(line) for line in delivery.reply.lines],
        "buttons": [asdict(button) for button in delivery.reply.buttons],
        "wishes": [wish.value for wish in delivery.reply.wishes],
    }
