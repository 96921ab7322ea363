"""Offices nobody has written: whatever a server may answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.demo_office.loopback import on_loopback

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def answering(answer: Answer) -> AsyncIterator[str]:
    """Serve every path and method with one function, and give its address."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with on_loopback(app) as url:
        yield url


def always(text: str = "", status: int = 200, **headers: str) -> Answer:
    """Return what answers this to everything."""

    async def answer(request: web.Request) -> web.StreamResponse:
        await request.read()
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(text=text, status=status, headers=told)

    return answer
