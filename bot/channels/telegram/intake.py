"""Turns raw updates into accepted messages, the same for polling and webhook."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bot.channels.telegram.parse import parse
from bot.channels.telegram.updates import Update

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.channels.telegram.parse import Identity
    from bot.channels.telegram.taps import Taps
    from bot.core.models import Message
    from bot.core.ports import Accept, Clock

logger = logging.getLogger(__name__)


class Intake:
    """Accepts what citizens say; *me* is None until Telegram has told us who we are."""

    def __init__(self, accept: Accept, now: Clock, taps: Taps) -> None:
        self._accept = accept
        self._now = now
        self._taps = taps
        self.me: Identity | None = None

    async def take(self, updates: Sequence[Update]) -> None:
        """Store the messages in *updates*; when this returns they may be acknowledged."""
        if self.me is None:
            msg = "updates taken before start"
            raise RuntimeError(msg)
        for update in updates:
            if update.callback_query:
                self._taps.answer(update.callback_query.id)
        messages = [message for update in updates if (message := self._parse(update, self.me))]
        if messages:
            await self._accept(messages)

    def _parse(self, update: Update, me: Identity) -> Message | None:
        message = parse(update, me, self._now())
        if message is None:
            logger.debug("telegram.update_ignored", extra={"update": update.update_id})
        return message


def read(raw: object) -> Update | None:
    """Read one update, from JSON text or an object; None, and a log line, when malformed."""
    try:
        if isinstance(raw, bytes):
            return Update.model_validate_json(raw)
        return Update.model_validate(raw)
    except ValidationError as error:
        places = [".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False)]
        logger.warning("telegram.update_malformed", extra={"at": places[:5]})
        return None
