"""What every test may ask for: the knowledge base, a clock that stands still, a chat."""

from __future__ import annotations

import os
import shutil
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings

from bot.core.catalogue import Catalogue
from bot.core.models import Conversation, Kind, Message, Reply
from bot.core.offices import Offices
from bot.core.places import Address
from bot.core.render import plain
from bot.handlers.context import Limits, Shelf
from bot.handlers.desk import Counter, Desk
from bot.services.library import Library
from bot.services.weights import WeightFiles
from bot.storage.engine import upgrade
from tests.fakes.records import MemoryRecords

ROOT = Path(__file__).resolve().parent.parent
MEMORY = WeightFiles(ROOT / "var" / "cache")  #: shared by the tests and by runs of the bot
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  #: 12:00 in Đà Nẵng


SERVERS = {"demo_office", "forwarders"}  #: rooms whose tests talk to servers on loopback
LONG = {
    "test_forwarder.py",
    "test_dispatch.py",
}  #: servers, too; weeks of delivery, played through
FAST_EXAMPLES, EXAMPLES = 15, 300  #: of each property: while somebody waits, and in `make test`

settings.register_profile("full", max_examples=EXAMPLES)
settings.register_profile("fast", max_examples=FAST_EXAMPLES)


def is_fast(config: pytest.Config) -> bool:
    """Whether only the tests that need no other process are wanted."""
    return "not e2e" in config.option.markexpr


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer examples in the fast suite."""
    settings.load_profile("fast" if is_fast(config) else "full")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave unread, in the fast suite, the rooms of which nothing would be run."""
    is_left_out = (SERVERS | {"e2e"}) & {collection_path.name}
    return True if is_left_out and is_fast(config) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests that start servers out of the fast suite."""
    for item in items:
        if SERVERS & set(item.path.parts) or item.path.name in LONG:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the machine must not leak into tests."""
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        monkeypatch.delenv(name)


@cache
def open_library() -> Library:
    """Return the knowledge base, read once for all tests."""
    return Library.open(ROOT / "knowledge", memory=MEMORY)


@pytest.fixture(scope="session")
def library() -> Library:
    return open_library()


@pytest.fixture(scope="session")
def catalogue(library: Library) -> Catalogue:
    return library.current()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one empty SQLite file with the tables of today, for tests to copy."""
    file = tmp_path_factory.mktemp("migrated") / "bot.db"
    engine = sa.create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()
    return file


@pytest.fixture
def sqlite_url(migrated: Path, tmp_path: Path) -> str:
    """Return the address of an empty database that needs no migration any more."""
    file = tmp_path / "deep" / "bot.db"
    file.parent.mkdir()
    shutil.copy(migrated, file)
    return f"sqlite:///{file}"


class Chat:
    """A citizen talking with the bot, with a clock of their own."""

    def __init__(self, shelf: Shelf) -> None:
        self.now = NOON
        self.conversation = Conversation("test:1")
        self.reply = Reply(())
        links = "https://danang.example/e/"
        self.is_admin = False
        self.records = MemoryRecords()
        self.offices = Offices({})
        self.limits = Limits()
        self._chance = Random(1)  # noqa: S311 - a test wants the same codes each time
        self.shelf = shelf
        self._links = links
        self._said = 0

    async def say(self, text: str, kind: Kind = Kind.TEXT) -> str:
        """Say something and return the reply as text."""
        return await self.send(text=text, kind=kind)

    async def tap(self, label: str) -> str:
        """Tap the button with this label."""
        labels = [button.text for button in self.reply.buttons]
        assert label in labels, f"no button {label!r} among {labels}"
        button = self.reply.buttons[labels.index(label)]
        return await self.send(text=label, kind=Kind.ACTION, action=button.action)

    async def send(
        self, text: str = "", kind: Kind = Kind.TEXT, action: str = "", **more: Any
    ) -> str:
        """Send any message; *more* are further parts of it."""
        return await self.receive(self.message(text, kind, action=action, **more))

    def message(self, text: str, kind: Kind = Kind.TEXT, **more: Any) -> Message:
        """Return the next message of this citizen."""
        self._said += 1
        return Message(
            key=str(self._said),
            address=Address("test", "1"),
            conversation=self.conversation.key,
            received_at=self.now,
            kind=kind,
            text=text,
            **more,
        )

    async def receive(self, message: Message) -> str:
        """Take any message, a moment after the last; what the reply asks to be done is done."""
        self.now += timedelta(seconds=3)
        self.records.messages.append((message.conversation, self.now))
        self.reply = await self.desk.respond(message, self.conversation, self.records)
        for effect in self.reply.effects:
            self.records.carry_out(effect)
        self.conversation = self.reply.conversation or self.conversation
        return plain(self.reply.lines)

    @property
    def desk(self) -> Desk:
        """Return the desk of the moment; the offices may have changed."""
        return Desk(
            self.shelf,
            lambda: self.now,
            lambda entry: [self._links + entry],
            lambda _: self.is_admin,
            Counter(self.offices, self._chance.randrange, self.limits),
        )

    @property
    def buttons(self) -> list[str]:
        return [button.text for button in self.reply.buttons]


@pytest.fixture
def chat(library: Library) -> Chat:
    return Chat(library)


Say = Callable[[str], Awaitable[str]]


@pytest.fixture
def say(chat: Chat) -> Say:
    return chat.say
