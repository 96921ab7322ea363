"""The JSON API of the page over HTTP, with a real store behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.channels.server import build_server
from bot.channels.web import WebChannel
from bot.core.catalogue import Catalogue
from bot.demo_office.loopback import on_loopback
from bot.services.photo_intake import PhotoIntake, PhotoLimits
from bot.storage.store import open_store
from tests.channels.web_page import A_DAY, NAMES, ROOM, Page


@pytest.fixture
async def page(sqlite_url: str, catalogue: Catalogue) -> AsyncIterator[Page]:
    store = await open_store(sqlite_url)
    async with aiohttp.ClientSession() as session:
        page = Page("", store, session)
        limits = PhotoLimits(an_hour=3, bytes_held=ROOM, bytes_a_day=A_DAY)
        photos = PhotoIntake(store.tickets, lambda: page.now, limits, NAMES.name)
        web = WebChannel(
            NAMES.hiding(page.accept), store, lambda: catalogue, lambda: page.now, photos
        )

        async def missing() -> dict[str, str]:
            return {}

        async with on_loopback(build_server(web.routes, missing)) as url:
            page.url = url
            yield page
    await store.close()
