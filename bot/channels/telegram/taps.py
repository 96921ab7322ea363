"""Answers taps at once, so that the citizen's button stops spinning."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.channels.telegram.faults import describe

if TYPE_CHECKING:
    from telegram import Bot

logger = logging.getLogger(__name__)

_MOST = 200  # answers on their way at once; more taps than that keep spinning for a while


class Taps:
    """Answers in the background, best effort: a tap seen too late can no longer be answered."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._under_way: set[asyncio.Task[None]] = set()

    def answer(self, tap: str) -> None:
        """Start to answer a tap."""
        if len(self._under_way) >= _MOST:
            return
        task = asyncio.create_task(self._answer(tap))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _answer(self, tap: str) -> None:
        try:
            await self._bot.answer_callback_query(tap)
        except TelegramError as error:
            logger.info("telegram.tap_not_answered", extra={"reason": describe(error)})

    async def close(self) -> None:
        """Drop what is on its way."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
