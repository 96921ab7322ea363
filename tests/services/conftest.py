from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from bot.core.ticket_ports import Forwarder
from bot.services.library import Library
from bot.storage.store import SqlStore, open_store
from tests.services.city import City

Found = Callable[..., City]


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[SqlStore]:
    store = await open_store(sqlite_url)
    yield store
    await store.close()


@pytest.fixture
def found(sqlite: SqlStore, library: Library) -> Found:
    """Found a city with these ways to offices, in order."""

    def build(**ways: Forwarder) -> City:
        return City(sqlite, library.current().gopy, ways)

    return build
