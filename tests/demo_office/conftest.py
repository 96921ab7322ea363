from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.demo_office.loopback import on_loopback
from bot.demo_office.open311 import Open311Office
from tests.demo_office.open311_client import NOON, Client


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A client that waits for nobody longer than two seconds."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        yield session


@pytest.fixture(params=["endpoint"])
async def client(
    request: pytest.FixtureRequest, session: aiohttp.ClientSession
) -> AsyncIterator[Client]:
    office = Open311Office(
        request.param,
        api_key="bot-key",
        slow_for=timedelta(seconds=0.1),
        clock=lambda: NOON,
    )
    async with on_loopback(office.app()) as url:
        yield Client(session, url, office)
