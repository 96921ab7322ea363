"""The catalogue: a frozen snapshot of the knowledge base; a reply is made from one of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from bot.core.content import (
        Category,
        Command,
        Guide,
        OfficialHost,
        ReferenceHost,
    )
    from bot.core.entry import Entry
    from bot.core.gopy import GopyFile
    from bot.core.matching import Matcher
    from bot.core.phrases import Phrases, WebWords
    from bot.core.vocabulary import Calibration, Topic, Vocabulary


@dataclass(frozen=True)
class Catalogue:
    """Everything the bot knows, at one moment."""

    version: str  #: a short fingerprint of the files it was read from
    categories: tuple[Category, ...]
    entries: Mapping[str, Entry]
    guides: Mapping[str, Guide]
    hosts: Mapping[str, OfficialHost]
    references: tuple[ReferenceHost, ...]
    phrases: Phrases
    web_words: WebWords
    commands: tuple[Command, ...]
    topics: Mapping[str, Topic]
    gopy: GopyFile
    vocabulary: Vocabulary
    calibration: Calibration
    matcher: Matcher
    review_grace: timedelta  #: how long an overdue answer is still given, with a caution

    @cached_property
    def _renamed(self) -> Mapping[str, str]:
        return {old: entry.id for entry in self.entries.values() for old in entry.formerly}

    def find(self, entry_id: str) -> Entry | None:
        """Return an entry by its id or by one it had formerly; printed QR codes live long."""
        return self.entries.get(self._renamed.get(entry_id, entry_id))

    def category_of(self, category_id: str) -> Category | None:
        """Return a category by its id."""
        return next((c for c in self.categories if c.id == category_id), None)

    def entries_of(self, category_id: str) -> tuple[Entry, ...]:
        """Return the entries of a category, in the order of the file."""
        return tuple(e for e in self.entries.values() if e.category == category_id)
