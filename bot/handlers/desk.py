"""The desk: takes any message and always has a reply, even after a bug."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.records import Terms
from bot.errors import StorageError
from bot.handlers import fallback, router
from bot.handlers.context import Context, FeedbackDesk, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.models import Conversation, Message, Reply
    from bot.core.offices import Offices
    from bot.core.places import Address
    from bot.core.ports import Clock, Records
    from bot.handlers.context import Shelf

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Counter:
    """What the desk needs to take feedback, besides the records of each turn."""

    offices: Offices
    chance: Callable[[int], int]  #: a number from 0 up to, not including, its argument
    limits: Limits = field(default_factory=Limits)
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers messages from the catalogue of the moment."""

    shelf: Shelf
    clock: Clock
    share_links: Callable[[str], Sequence[str]]
    is_admin: Callable[[Address], bool] = lambda _: False
    counter: Counter | None = None  #: without it no feedback is taken

    async def respond(
        self, message: Message, conversation: Conversation, records: Records | None = None
    ) -> Reply:
        """Answer one message from one snapshot of the catalogue.

        Raises:
            StorageError: the records could not be read; the turn is to be tried again.
        """
        context = self._context(message, conversation, records)
        try:
            return await router.respond(message, context)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - the boundary of a turn (house.md, 5)
            _note_bug(error)
            return fallback.apology(context)

    def _context(
        self, message: Message, conversation: Conversation, records: Records | None
    ) -> Context:
        return Context(
            catalogue=self.shelf.current(),
            conversation=conversation,
            now=self.clock(),
            share_links=self.share_links,
            shelf=self.shelf,
            is_admin=self.is_admin(message.address),
            address=message.address,
            is_private=message.is_private,
            desk=self._feedback_desk(records),
        )

    def _feedback_desk(self, records: Records | None) -> FeedbackDesk | None:
        counter = self.counter
        if counter is None or records is None:
            return None
        return FeedbackDesk(
            records, counter.offices, counter.chance, counter.limits, counter.terms
        )


def _note_bug(error: Exception) -> None:
    """Log its type and place only: the message of an error may quote the citizen."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    at = f"{place.filename}:{place.lineno}"
    logger.error("turn.bug", extra={"error": type(error).__name__, "place": at})
