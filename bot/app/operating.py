"""Opens what operators need: the tickets and the outbox, beside a running bot."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING

from bot.app.offices import bounces_of, offices_of
from bot.app.parts import open_library
from bot.app.time import clock
from bot.core.ticket_news import Newsroom
from bot.errors import SettingsError
from bot.services.operating import Operators
from bot.services.ways import Bureau
from bot.storage import backup
from bot.storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.services.bounced import Came
    from bot.settings import Settings
    from bot.storage.store import SqlStore

_NO_MAILBOX = "BOT_MAIL_HOST: chưa đặt, nên không có thư nào bị trả lại"


async def take_bounce(settings: Settings, content: bytes) -> Came:
    """Do what follows from a letter that came back.

    Raises:
        SettingsError: no mailbox is set, so that no letter can have left.
    """
    async with _opened(settings) as (_, bureau):
        bounces = bounces_of(bureau, settings.offices)
        if bounces is None:
            raise SettingsError([_NO_MAILBOX])
        return await bounces.take(content)


def back_up(settings: Settings, folder: Path) -> int:
    """Copy what is kept on this machine, and return how many tickets its drop box has."""
    written = settings.database_url.get_secret_value()
    return backup.back_up(written, settings.offices.dropbox, folder)


def is_in_dropbox(settings: Settings, folder: Path) -> bool:
    """Tell whether a copy there would be taken for feedback by the next one."""
    return backup.lies_in(folder, settings.offices.dropbox)


@asynccontextmanager
async def open_operators(settings: Settings) -> AsyncIterator[Operators]:
    """Open the store as one of several who use it."""
    async with _opened(settings) as (store, bureau):
        yield Operators(store.ledger, bureau)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[SqlStore, Bureau]]:
    @cache
    def newsroom() -> Newsroom:
        """Load the knowledge base only for those who have something to tell."""
        gopy = open_library(settings).current().gopy
        return Newsroom(gopy, offices_of(settings.offices, gopy))

    store = await open_store(settings.database_url.get_secret_value())
    try:
        yield store, Bureau(store.tickets, newsroom, clock)
    finally:
        await store.close()
