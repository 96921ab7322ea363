"""The transport traits, seen through the portal; every HTTP office has the same middleware."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from bot.demo_office.behaviour import TRANSPORT, Office, misbehave
from bot.demo_office.loopback import on_loopback


class Postbox(Office):
    """The smallest office there is."""

    TRAITS = TRANSPORT

    def __init__(self) -> None:
        super().__init__(slow_for=timedelta(seconds=0.2))
        self.received: list[str] = []

    def app(self) -> web.Application:
        app = web.Application(middlewares=[misbehave(self)])
        app.router.add_get("/", self._show)
        app.router.add_post("/", self._take)
        return app

    async def _show(self, _: web.Request) -> web.Response:
        return web.json_response({"count": len(self.received)})

    async def _take(self, request: web.Request) -> web.Response:
        self.received.append(await request.text())
        return web.json_response({"id": len(self.received)})


@pytest.fixture
async def office() -> Postbox:
    return Postbox()


@pytest.fixture
async def url(office: Postbox) -> AsyncIterator[str]:
    async with on_loopback(office.app()) as address:
        yield address


@pytest.mark.parametrize(
    ("personality", "outcome"),
    [
        ("good", (200, ["a"])),
        ("error_500", (500, [])),
        ("html_error", (502, [])),
        ("rate_limited", (429, [])),
        ("slow", (200, ["a"])),
        ("error_after_store", (500, ["a"])),
        ("bad_json", (200, ["a"])),
    ],
)
async def test_what_is_answered_and_what_is_kept(
    session: aiohttp.ClientSession,
    url: str,
    office: Postbox,
    personality: str,
    outcome: tuple[int, list[str]],
) -> None:
    office.personality = personality
    async with session.post(url, data="a") as response:
        assert (response.status, office.received) == outcome


@pytest.mark.parametrize(("personality", "kept"), [("down", 0), ("drop_after_store", 1)])
async def test_a_connection_is_cut_without_an_answer(
    session: aiohttp.ClientSession, url: str, office: Postbox, personality: str, kept: int
) -> None:
    office.personality = personality
    with pytest.raises(aiohttp.ClientConnectionError):
        await session.post(url, data="a")

    assert len(office.received) == kept


async def test_html_comes_as_html(
    session: aiohttp.ClientSession, url: str, office: Postbox
) -> None:
    office.personality = "html_error"
    async with session.get(url) as response:
        assert response.content_type == "text/html"
        assert "<h1>502 Bad Gateway</h1>" in await response.text()


@pytest.mark.parametrize("patience", ["2", "120", "Wed, 25 Nov 2026 05:00:00 GMT"])
async def test_a_rate_limit_says_how_long(
    session: aiohttp.ClientSession, url: str, office: Postbox, patience: str
) -> None:
    office.personality = "rate_limited"
    office.retry_after = patience
    async with session.get(url) as response:
        assert response.headers["Retry-After"] == patience


async def test_a_broken_body_is_not_json(
    session: aiohttp.ClientSession, url: str, office: Postbox
) -> None:
    office.personality = "bad_json"
    async with session.post(url, data="a") as response:
        assert response.content_type == "application/json"
        with pytest.raises(json.JSONDecodeError):
            await response.json()


async def test_a_slow_office_keeps_what_its_impatient_sender_gave_up(
    url: str, office: Postbox
) -> None:
    office.personality, office.slow_for = "slow", timedelta(seconds=60)
    patience = aiohttp.ClientTimeout(total=0.05)
    async with aiohttp.ClientSession(timeout=patience) as hasty:
        with pytest.raises(TimeoutError):
            await hasty.post(url, data="a")
    async with asyncio.timeout(2):
        while not office.received:
            await asyncio.sleep(0.01)

    assert office.received == ["a"]


@pytest.mark.parametrize("personality", ["slow", "drop_after_store", "error_after_store"])
async def test_what_spoils_a_post_leaves_looking_up_alone(
    session: aiohttp.ClientSession, url: str, office: Postbox, personality: str
) -> None:
    office.personality = personality
    async with session.get(url) as response:
        assert await response.json() == {"count": 0}


async def test_traits_go_together(
    session: aiohttp.ClientSession, url: str, office: Postbox
) -> None:
    office.personality = "slow+drop_after_store"
    began = time.monotonic()
    with pytest.raises(aiohttp.ClientConnectionError):
        await session.post(url, data="a")

    assert time.monotonic() - began >= 0.19
    assert office.personality == "slow+drop_after_store"


async def test_an_unknown_personality_is_refused_and_the_old_one_kept(office: Postbox) -> None:
    with pytest.raises(ValueError, match="unknown personality grumpy; known: bad_json, "):
        office.personality = "slow+grumpy"

    assert office.personality == "good"
