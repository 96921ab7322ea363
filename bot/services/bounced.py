"""Takes letters that came back to their tickets: the next way, or the truth that there is none."""

from __future__ import annotations

import asyncio
import logging
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core import journey
from bot.core.tickets import TicketState
from bot.errors import StaleError, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.core.feedback import Bounce
    from bot.core.tickets import Ticket
    from bot.services.ways import Bureau

    Read = Callable[[bytes], Bounce | None]

logger = logging.getLogger(__name__)

ROUTE = "mail"
LOOKS_EVERY = 30.0  #: seconds
REASON = "the letter came back"


class Came(StrEnum):
    """What a letter turned out to be."""

    FOREIGN = "foreign"  #: no bounce, or not of a ticket that a mailbox has
    PASSING = "passing"  #: the server goes on trying
    BACK = "back"  #: the mailbox does not have it: the ticket goes another way, or is dead


class Bounces:
    """What becomes of tickets whose letter came back."""

    def __init__(self, bureau: Bureau, read: Read) -> None:
        self._bureau, self._read = bureau, read

    async def take(self, content: bytes) -> Came:
        """Read a letter and do what follows from it.

        Raises:
            StorageError: nothing was done; hand the letter in again.
        """
        bounce = self._read(content)
        if bounce is None:
            return Came.FOREIGN
        while True:
            try:
                came = await self._about(bounce)
            except StaleError:
                continue  # somebody changed it meanwhile
            logger.info("bounce.%s", came.value, extra={"ticket": bounce.code})
            return came

    async def _about(self, bounce: Bounce) -> Came:
        ticket = await self._bureau.tickets.find(bounce.code)
        if ticket is None or not _is_with_mailbox(ticket):
            return Came.FOREIGN
        if not bounce.is_permanent:
            return Came.PASSING
        following = journey.next_route(ticket)
        if following:
            await self._bureau.turn(ticket, following, REASON)
        else:
            over = journey.ended(ticket, TicketState.DEAD, REASON, self._bureau.now())
            await self._bureau.keep(over, [self._bureau.newsroom().of_state(over)])
        return Came.BACK


def _is_with_mailbox(ticket: Ticket) -> bool:
    """Tell whether a letter of this ticket may be all that an office has."""
    is_sent = ticket.state in {TicketState.WITH_OFFICE, TicketState.UNSURE}
    return ticket.route == ROUTE and (is_sent or ticket.is_attempted)


class Maildir:
    """A folder where a mail server puts what comes back (cr.yp.to/proto/maildir.html)."""

    def __init__(self, folder: Path, bounces: Bounces, largest: int) -> None:
        self._folder, self._bounces, self._largest = folder, bounces, largest
        self._is_known_missing = False

    async def run(self) -> None:
        """Take what lies there, again and again, until cancelled."""
        while True:
            try:
                await self.take_all()
                self._is_known_missing = False
            except (OSError, StorageError) as error:
                if not self._is_known_missing:
                    logger.error("bounces.unreadable", extra={"reason": type(error).__name__})  # noqa: TRY400 - no bug
                self._is_known_missing = True
            await asyncio.sleep(LOOKS_EVERY)

    async def take_all(self) -> int:
        """Take every new letter; one that was taken is moved to those seen."""
        letters = sorted(path for path in (self._folder / "new").iterdir() if path.is_file())
        for path in letters:
            await self._bounces.take(await asyncio.to_thread(_head_of, path, self._largest))
            seen = self._folder / "cur"
            seen.mkdir(exist_ok=True)
            path.rename(seen / f"{path.name.partition(':')[0]}:2,S")
        return len(letters)


def _head_of(path: Path, largest: int) -> bytes:
    with path.open("rb") as letter:
        return letter.read(largest)
