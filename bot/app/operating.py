"""Opens what operators need: the tickets and the outbox, beside a running bot."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING

from bot.app.offices import offices_of
from bot.app.parts import open_library
from bot.app.time import clock
from bot.core.ticket_news import Newsroom
from bot.services.operating import Operators
from bot.services.ways import Bureau
from bot.storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings


@asynccontextmanager
async def open_operators(settings: Settings) -> AsyncIterator[Operators]:
    """Open the store as one of several who use it."""

    @cache
    def newsroom() -> Newsroom:
        """Load the knowledge base only for those who have something to tell."""
        gopy = open_library(settings).current().gopy
        return Newsroom(gopy, offices_of(settings.offices, gopy))

    store = await open_store(settings.database_url.get_secret_value())
    try:
        yield Operators(store.ledger, Bureau(store.tickets, newsroom, clock))
    finally:
        await store.close()
