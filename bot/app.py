"""The composition root: from settings to a running bot; the only file that knows every class."""

from __future__ import annotations

import asyncio
import logging
import random
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.handlers.desk import Desk
from bot.services.inbox import Inbox
from bot.services.knowledge import Library, load
from bot.services.outbox import Outbox
from bot.storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.core.ports import Sender, Store
    from bot.settings import Settings

logger = logging.getLogger(__name__)


def clock() -> datetime:
    """Return the present, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class ShareLinks:
    """Makes the addresses under which others find an entry."""

    public_url: str
    telegram_username: Callable[[], str | None] = field(default=lambda: None)

    def __call__(self, entry_id: str) -> list[str]:
        """Return the web address, and the Telegram one when there is a Telegram channel."""
        links = [f"{self.public_url}/e/{entry_id}"]
        username = self.telegram_username()
        if username:
            links.append(f"https://t.me/{username}?start={entry_id}")
        return links


@dataclass(frozen=True, slots=True)
class Bot:
    """The parts that every way of running shares."""

    library: Library
    store: Store
    inbox: Inbox
    outbox: Outbox
    senders: dict[str, Sender]
    share_links: ShareLinks


@asynccontextmanager
async def open_bot(
    settings: Settings, *, exclusive: bool, wrap: Callable[[Store], Store] = lambda store: store
) -> AsyncIterator[Bot]:
    """Load the knowledge base, open the store, and put the bot together.

    Args:
        settings: what differs from one installation to the next.
        exclusive: whether this process shall be the only one on a SQLite file.
        wrap: puts something around the store; for tests that kill the process at every step.
    """
    library = Library(await asyncio.to_thread(load, settings.knowledge_dir))
    store = wrap(await open_store(settings.database_url.get_secret_value(), exclusive=exclusive))
    try:
        share_links = ShareLinks(settings.public_url)
        desk = Desk(library.current, clock, share_links)
        senders: dict[str, Sender] = {}
        outbox = Outbox(store, senders, clock, random.random)
        inbox = Inbox(store, desk.respond, outbox.wake)
        yield Bot(library, store, inbox, outbox, senders, share_links)
    finally:
        await store.close()
