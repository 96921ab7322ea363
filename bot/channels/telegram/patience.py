"""Tries a call to Telegram until it works, with jittered back-off."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.faults import describe, pause
from bot.core.retry import RetryPolicy
from bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

START_UP = RetryPolicy(first=timedelta(seconds=1), cap=timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait between tries; *chance* returns a number between 0 and 1."""

    chance: Callable[[], float]
    policy: RetryPolicy = START_UP

    async def rest(self, tries: int, error: Exception | None = None) -> None:
        """Wait after *tries* failures, at least as long as Telegram asks."""
        wait = self.policy.wait(max(tries - 1, 0), self.chance())
        if isinstance(error, RetryAfter):
            wait = max(wait, pause(error))
        await asyncio.sleep(wait.total_seconds())

    async def insist(self, call: Callable[[], Awaitable[Result]], what: str) -> Result:
        """Return what *call* returns, however many tries that takes.

        Raises:
            SettingsError: Telegram refuses the token.
        """
        tries = 0
        while True:
            try:
                return await call()
            except InvalidToken:
                raise token_refused() from None  # PTB's message may hold the token
            except TelegramError as error:
                tries += 1
                extra = {"call": what, "tries": tries, "reason": describe(error)}
                logger.warning("telegram.call_failed", extra=extra)
                await self.rest(tries, error)


def token_refused() -> SettingsError:
    """Return the error that tells the operator what to put right; a 404 looks the same."""
    return SettingsError(
        ["BOT_TELEGRAM_TOKEN: Telegram không nhận token này (hoặc BOT_TELEGRAM_API_URL sai)"]
    )
