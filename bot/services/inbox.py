"""The inbox: stores what comes in, and answers it in order, one conversation at a time."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.errors import StaleError, StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.core.models import Conversation, Message, Reply
    from bot.core.ports import Records, Store

    Respond = Callable[[Message, Conversation, Records], Awaitable[Reply]]

logger = logging.getLogger(__name__)

POLL_EVERY = 1.0  #: seconds between looks for messages that another replica accepted


class Inbox:
    """Accepts messages and settles them with the help of *respond*, which never raises."""

    def __init__(self, store: Store, respond: Respond, on_reply: Callable[[Reply], None]) -> None:
        self._store = store
        self._respond = respond
        self._on_reply = on_reply
        self._wake = asyncio.Event()
        self._is_stopping = False

    async def accept(self, messages: Sequence[Message]) -> int:
        """Store messages; when this returns they will be answered, whatever happens.

        Returns:
            How many were new.
        """
        new = await self._store.accept(messages) if messages else 0
        if new:
            self._wake.set()
        return new

    def stop(self) -> None:
        """End `run` after the message it is at: a cancelled transaction is slow to give up."""
        self._is_stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Answer messages until stopped."""
        while not self._is_stopping:
            self._wake.clear()
            try:
                await self._settle_all()
            except StaleError:
                continue  # a ticket has changed while it was spoken of: answer anew
            except StorageError as error:
                logger.error("inbox.storage_failed", extra={"reason": str(error)})  # noqa: TRY400 - an outage, no bug
                await asyncio.sleep(POLL_EVERY)
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), POLL_EVERY)

    async def _settle_all(self) -> None:
        while await self.settle_next():
            if self._is_stopping:
                return

    async def settle_next(self) -> bool:
        """Answer the next message; False when none waits."""
        async with self._store.next_turn() as turn:
            if turn is None:
                return False
            reply = await self._respond(turn.message, turn.conversation, turn.records)
            conversation = reply.conversation or turn.conversation
            await turn.settle(conversation, [reply])
        self._on_reply(reply)
        logger.info(
            "turn.settled",
            extra={
                "channel": turn.message.address.channel,
                "outcome": reply.outcome.value,
                "entry": reply.entry,
                "aspect": reply.aspect.value if reply.aspect else None,
            },
        )
        return True
