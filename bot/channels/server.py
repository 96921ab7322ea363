"""The web server: health, safe headers, and the routes of the channels."""

from __future__ import annotations

import logging
import traceback
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.web_protocol import RequestPayloadError

from bot.errors import BotError, StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping

    from aiohttp.typedefs import Handler

    Readiness = Callable[[], Awaitable[Mapping[str, str]]]
    Notes = Callable[[], Mapping[str, object]]

logger = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024  #: bytes; a message is 2,000 characters at most, photos are streamed
SHUTDOWN = 2.0  #: seconds that open requests get at the end
SAFE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn errors into short JSON; what went wrong inside never leaves."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:  # noqa: PLR2004 - redirects
            raise
        return web.json_response({"error": error.reason}, status=error.status)
    except (RequestPayloadError, ConnectionError):
        # Cut off, or packed in a way that cannot be undone: theirs, not a bug of ours.
        return web.json_response({"error": "the body cannot be read"}, status=400)
    except StorageError as error:
        logger.error("server.storage_failed", extra={"reason": str(error)})  # noqa: TRY400 - an outage, no bug
        return web.json_response({"error": "try again"}, status=503, headers={"Retry-After": "2"})
    except Exception as error:  # noqa: BLE001 - the boundary of a request (house.md, 5)
        # The message of the error may quote the request: only its type and place are logged.
        place = traceback.extract_tb(error.__traceback__)[-1]
        logger.error(  # noqa: TRY400 - see above
            "server.bug",
            extra={"error": type(error).__name__, "place": f"{place.filename}:{place.lineno}"},
        )
        return web.json_response({"error": "internal"}, status=500)


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in SAFE_HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.pop("Server", None)


def build_server(
    routes: Iterable[web.AbstractRouteDef], readiness: Readiness, notes: Notes = dict
) -> web.Application:
    """Make the aiohttp application from the routes of the channels.

    *readiness* returns the parts that are not ready, and why; *notes* what else is to be said.
    """

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readyz(_request: web.Request) -> web.Response:
        try:
            missing = dict(await readiness())
        except BotError as error:
            missing = {"store": str(error)}
        status = "waiting" if missing else "ready"
        told = {"status": status, **notes(), **missing}
        return web.json_response(told, status=503 if missing else 200)

    application = web.Application(middlewares=[_guard], client_max_size=LARGEST_BODY)
    application.on_response_prepare.append(_add_headers)
    application.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz)])
    application.add_routes(routes)
    return application


@asynccontextmanager
async def serve(application: web.Application, host: str, port: int) -> AsyncIterator[None]:
    """Serve until left."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=SHUTDOWN)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        logger.info("server.listening", extra={"host": host, "port": port})
        yield
    finally:
        await runner.cleanup()
