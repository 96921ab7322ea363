"""The desk: takes any message and always has a reply, even after a bug."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

from bot.handlers import fallback, router
from bot.handlers.context import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.models import Address, Conversation, Message, Reply
    from bot.core.ports import Clock
    from bot.handlers.context import Shelf

logger = logging.getLogger(__name__)


class Desk:
    """Answers messages from the catalogue of the moment."""

    def __init__(
        self,
        shelf: Shelf,
        clock: Clock,
        share_links: Callable[[str], Sequence[str]],
        is_admin: Callable[[Address], bool] = lambda _: False,
    ) -> None:
        self._shelf = shelf
        self._clock = clock
        self._share_links = share_links
        self._is_admin = is_admin

    async def respond(self, message: Message, conversation: Conversation) -> Reply:
        """Answer one message from one snapshot of the catalogue."""
        context = Context(
            catalogue=self._shelf.current(),
            conversation=conversation,
            now=self._clock(),
            share_links=self._share_links,
            shelf=self._shelf,
            is_admin=self._is_admin(message.address),
        )
        try:
            return await router.respond(message, context)
        except Exception as error:  # noqa: BLE001 - the boundary of a turn (house.md, 5)
            # The message of the error may quote the citizen: only its type and place are logged.
            place = traceback.extract_tb(error.__traceback__)[-1]
            logger.error(  # noqa: TRY400 - see above
                "turn.bug",
                extra={"error": type(error).__name__, "place": f"{place.filename}:{place.lineno}"},
            )
            return fallback.apology(context)
