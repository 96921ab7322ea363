"""POST /api/photos: a photo of the page, cleaned and kept, becomes a message."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from bot.channels.web.visitor import address_of, conversation_of
from bot.core.models import Kind, Message
from bot.core.photos import LARGEST, NOT_AN_IMAGE, TOO_LARGE
from bot.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.catalogue import Catalogue
    from bot.core.places import Address
    from bot.core.ports import Accept, Clock

AT_ONCE = 4  #: uploads read at the same time, each of up to 10 MB
WITHIN = 120.0  #: seconds for an upload over a bad network
_KINDS = frozenset({"image/jpeg", "image/png", "image/webp"})
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_TOO_MUCH = ("photo_too_many", "photo_no_room", "photo_day_full")
_STATUSES = {NOT_AN_IMAGE: 415, TOO_LARGE: 413, **dict.fromkeys(_TOO_MUCH, 429)}
_BROKEN = 422


class Photos(Protocol):
    """Keeps photos for the conversations they come from."""

    async def take(self, conversation: str, content: bytes) -> str:
        """Keep a photo, and return how a message refers to it; UserError if it is not taken."""
        ...

    async def drop(self, conversation: str, reference: str) -> None:
        """Throw a photo away to which no message refers after all."""
        ...


class Uploads:
    """Takes photos, a few at a time."""

    def __init__(
        self, accept: Accept, photos: Photos, catalogue: Callable[[], Catalogue], clock: Clock
    ) -> None:
        self._accept = accept
        self._photos = photos
        self._catalogue = catalogue
        self._clock = clock
        self._under_way = 0

    async def post_photo(self, request: web.Request) -> web.Response:
        """Accept a photo; it is kept, and its message stored, when 202 comes back."""
        address = address_of(request)
        message_id = request.query.get("id", "")
        if not _ID.fullmatch(message_id):
            raise web.HTTPBadRequest(reason="id expected")
        if self._under_way >= AT_ONCE:
            wait = {"Retry-After": "2"}
            return web.json_response({"error": "busy"}, status=503, headers=wait)
        self._under_way += 1
        try:
            photo = await self._photos.take(conversation_of(address), await _read(request))
        except UserError as error:
            return self._refusal(error.phrase)
        finally:
            self._under_way -= 1
        if not await self._accept([self._message(address, message_id, photo)]):
            await self._photos.drop(conversation_of(address), photo)  # its message has the first
        return web.json_response({"accepted": message_id}, status=202)

    def _message(self, address: Address, message_id: str, photo: str) -> Message:
        return Message(
            key=f"{address.chat}:{message_id}",
            address=address,
            conversation=conversation_of(address),
            received_at=self._clock(),
            kind=Kind.PHOTO,
            photo=photo,
        )

    def _refusal(self, phrase: str) -> web.Response:
        """Say what the citizen can put right."""
        body = {"error": phrase, "say": getattr(self._catalogue().phrases, phrase)}
        return web.json_response(body, status=_STATUSES.get(phrase, _BROKEN))


async def _read(request: web.Request) -> bytes:
    """Read a body of bounded size in bounded time, whatever its Content-Length says."""
    if request.content_type not in _KINDS:
        raise UserError(NOT_AN_IMAGE)
    if (request.content_length or 0) > LARGEST:
        raise UserError(TOO_LARGE)
    body = bytearray()
    try:
        async with asyncio.timeout(WITHIN):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > LARGEST:
                    raise UserError(TOO_LARGE)
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    return bytes(body)
