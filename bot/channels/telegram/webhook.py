"""Receives updates from Telegram on our own aiohttp server."""

from __future__ import annotations

import hmac
import logging
from typing import TYPE_CHECKING

from aiohttp import web

from bot.channels.telegram.intake import read
from bot.errors import StorageError

if TYPE_CHECKING:
    from bot.channels.telegram.intake import Intake

logger = logging.getLogger(__name__)

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
LARGEST_BODY = 256 * 1024  #: bytes; an update of 4,096 characters and its reply takes some 40,000


def webhook_routes(intake: Intake, secret: str) -> list[web.RouteDef]:
    """Return the route that Telegram posts to. Telegram repeats what is not answered with 2xx."""

    async def receive(request: web.Request) -> web.Response:
        """Answer 200 once the update is stored."""
        _require_secret(request, secret)
        if intake.me is None:
            raise web.HTTPServiceUnavailable(text="starting")
        update = read(await _read_body(request))
        if update is None:
            raise web.HTTPBadRequest(text="malformed update")
        try:
            await intake.take([update])
        except StorageError:
            logger.warning("telegram.update_not_stored", extra={"update": update.update_id})
            raise web.HTTPServiceUnavailable(text="try again") from None
        return web.Response()

    return [web.post(PATH, receive)]


def _require_secret(request: web.Request, secret: str) -> None:
    """Refuse a stranger in constant time, and without reading what they send."""
    given = request.headers.get(SECRET_HEADER, "")
    if not secret or not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
        logger.warning("telegram.webhook_refused", extra={"secret_given": bool(given)})
        raise web.HTTPUnauthorized


async def _read_body(request: web.Request) -> bytes:
    """Read a body of bounded size, whatever its Content-Length says."""
    body = bytearray()
    if (request.content_length or 0) > LARGEST_BODY:
        raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, request.content_length or 0)
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, len(body))
    return bytes(body)
