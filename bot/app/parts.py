"""The parts that every way of running shares, put together."""

from __future__ import annotations

import asyncio
import random
import secrets
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from bot.app.offices import admin_addresses, bureau_of, post_office_of
from bot.app.time import clock
from bot.channels.console import is_console
from bot.channels.web import CHANNEL as WEB
from bot.core.days import day_of
from bot.core.guests import GuestLimits
from bot.core.records import Terms
from bot.handlers.context import Limits
from bot.handlers.desk import Counter, Desk
from bot.services.alarm import Alarm
from bot.services.inbox import Inbox
from bot.services.library import Library
from bot.services.outbox import Outbox
from bot.services.pseudonyms import Pseudonyms, read_or_make_key
from bot.services.weights import WeightFiles
from bot.storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from bot.core.models import Reply
    from bot.core.offices import Offices
    from bot.core.places import Address
    from bot.core.ports import Accept, Sender, Store
    from bot.core.ticket_ports import PhotoSource, TicketStore
    from bot.services.post_office import PostOffice
    from bot.services.ways import Bureau
    from bot.settings import Settings


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


def is_admin(admins: frozenset[str], address: Address) -> bool:
    """Whether an address is one of those who run the bot; this machine's terminal is."""
    return is_console(address) or f"{address.channel}:{address.chat}" in admins


@dataclass(frozen=True, slots=True)
class Bot:
    """The parts that every way of running shares."""

    library: Library
    store: Store
    tickets: TicketStore
    inbox: Inbox
    accept: Accept  #: what channels hand messages to
    pseudonyms: Pseudonyms
    outbox: Outbox
    senders: dict[str, Sender]
    share_links: ShareLinks
    photos: dict[str, PhotoSource]  #: by what stands before the colon of a reference
    post: PostOffice
    alarm: Alarm


def open_library(settings: Settings) -> Library:
    """Load the knowledge base, with what was learnt of it before."""
    return Library.open(
        settings.knowledge_dir,
        settings.review_grace,
        today=lambda: day_of(clock()),
        memory=WeightFiles(settings.cache_dir),
    )


def hash_key(settings: Settings) -> str:
    """Return the key that names conversations: the setting, or one kept beside the database."""
    own = settings.citizens
    return own.hash_key.get_secret_value() if own.hash_key else read_or_make_key(own.hash_key_path)


def terms(settings: Settings) -> Terms:
    """Return how long what is kept."""
    keep = settings.citizens
    return Terms(keep.keep_conversations, keep.keep_tickets, keep.keep_photos)


def guest_limits(settings: Settings) -> GuestLimits:
    """Return how much all who come without an account may send a day."""
    own = settings.citizens
    return GuestLimits(frozenset({WEB}), own.guest_tickets, own.guest_photos)


@asynccontextmanager
async def open_bot(
    settings: Settings,
    *,
    exclusive: bool,
    loaded: Library | None = None,
    wrap: Callable[[Store], Store] = lambda store: store,
) -> AsyncIterator[Bot]:
    """Load the knowledge base, open the store, and put the bot together.

    Args:
        settings: what differs from one installation to the next.
        exclusive: whether this process shall be the only one on a SQLite file.
        loaded: the knowledge base, where it has been loaded before.
        wrap: puts something around the store; for tests that kill the process at every step.
    """
    if loaded is None:
        loaded = await asyncio.to_thread(open_library, settings)
    opened = await open_store(settings.database_url.get_secret_value(), exclusive=exclusive)
    store = wrap(opened)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        bot = _assemble(settings, loaded, store, opened.tickets)
        stack.push_async_callback(bot.post.close)
        yield bot


def _assemble(settings: Settings, library: Library, store: Store, tickets: TicketStore) -> Bot:
    """Put the parts together; nothing runs yet."""
    senders: dict[str, Sender] = {}
    photos: dict[str, PhotoSource] = {}
    outbox = Outbox(store, senders, clock, random.random)
    bureau = replace(_bureau(settings, library, tickets), on_news=outbox.wake)
    post = post_office_of(store, bureau, settings.offices, photos)
    share_links = ShareLinks(settings.public_url)
    desk = _desk(settings, library, share_links, bureau.newsroom().offices)
    inbox = Inbox(store, desk.respond, partial(_wake, outbox, post))
    pseudonyms = Pseudonyms(hash_key(settings))
    return Bot(
        library=library,
        store=store,
        tickets=tickets,
        inbox=inbox,
        accept=pseudonyms.hiding(inbox.accept),
        pseudonyms=pseudonyms,
        outbox=outbox,
        senders=senders,
        share_links=share_links,
        photos=photos,
        post=post,
        alarm=_alarm(settings, store, post, senders),
    )


def _bureau(settings: Settings, library: Library, tickets: TicketStore) -> Bureau:
    bureau = bureau_of(library, tickets, settings.offices)
    return replace(bureau, guests=guest_limits(settings))


def _alarm(
    settings: Settings, store: Store, post: PostOffice, senders: Mapping[str, Sender]
) -> Alarm:
    admins = partial(admin_addresses, settings.admins, senders.keys())
    return Alarm(store, post.bureau, post.ways, admins, settings.offices.alerts_every)


def _desk(settings: Settings, library: Library, links: ShareLinks, offices: Offices) -> Desk:
    limits = Limits(guests=guest_limits(settings))
    counter = Counter(offices, secrets.randbelow, limits, terms(settings))
    return Desk(library, clock, links, partial(is_admin, settings.admins), counter)


def _wake(outbox: Outbox, post: PostOffice, reply: Reply) -> None:
    """Look for what a turn has written; only an effect writes to an office."""
    outbox.wake()
    if reply.effects:
        post.wake()


async def upgrade_database(settings: Settings) -> None:
    """Bring the schema of the database up to date."""
    store = await open_store(settings.database_url.get_secret_value())
    await store.close()


async def recent_questions(settings: Settings, limit: int) -> Sequence[str]:
    """Return what citizens asked lately, masked."""
    store = await open_store(settings.database_url.get_secret_value())
    try:
        return await store.recent_questions(limit)
    finally:
        await store.close()
