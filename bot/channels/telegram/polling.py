"""Asks Telegram for updates, and acknowledges them only once they are accepted."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.faults import describe
from bot.channels.telegram.intake import read
from bot.channels.telegram.patience import token_refused
from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.channels.telegram.api import Api
    from bot.channels.telegram.intake import Intake
    from bot.channels.telegram.patience import Patience
    from bot.core.ports import Clock

logger = logging.getLogger(__name__)


class Polling:
    """A loop that outlives every failure but a refused token.

    Asking for the updates from an offset on acknowledges all before it; so the offset moves on
    only when the batch is stored. A crash in between brings the batch again, and the inbox drops
    what it has seen.
    """

    def __init__(
        self, api: Api, intake: Intake, patience: Patience, now: Clock, span: timedelta
    ) -> None:
        self._api = api
        self._intake = intake
        self._patience = patience
        self._now = now
        self._span = span
        self.polled_at: datetime | None = None  #: when Telegram last answered

    async def run(self) -> None:
        """Poll until cancelled.

        Raises:
            SettingsError: Telegram refuses the token.
        """
        offset: int | None = None
        failures = 0
        while True:
            offset, error = await self._try_once(offset, is_sure=not failures)
            failures = failures + 1 if error else 0
            if error:
                await self._patience.rest(failures, error)

    async def _try_once(
        self, offset: int | None, *, is_sure: bool
    ) -> tuple[int | None, Exception | None]:
        """Poll, and return the next offset and what went wrong.

        The first poll, and one after a failure, does not linger: it tells whether all is well.
        """
        try:
            span = self._span if is_sure and self.polled_at else timedelta(0)
            return await self._poll_once(offset, span), None
        except InvalidToken:
            raise token_refused() from None
        except (TelegramError, StorageError) as error:
            _log(error)
            return offset, error
        except Exception as bug:  # a boundary: a loop that died would leave citizens unheard
            logger.exception("telegram.polling_bug")
            return offset, bug

    async def _poll_once(self, offset: int | None, span: timedelta) -> int | None:
        """Fetch and accept one batch, and return the offset that acknowledges it."""
        raw = await self._api.fetch(offset, span)
        self.polled_at = self._now()
        await self._intake.take([update for item in raw if (update := read(item))])
        return _next_offset(raw, offset)


def _next_offset(raw: Sequence[object], offset: int | None) -> int | None:
    """Return the offset after a batch, malformed updates included."""
    ids = [item.get("update_id") for item in raw if isinstance(item, dict)]
    known = [number for number in ids if isinstance(number, int)]
    if raw and not known:
        msg = "updates without numbers"  # would come again at once, for ever
        raise TelegramError(msg)
    return max(known) + 1 if known else offset


def _log(error: TelegramError | StorageError) -> None:
    reason = describe(error) if isinstance(error, TelegramError) else "storage"
    level = logging.ERROR if isinstance(error, Conflict) else logging.WARNING
    logger.log(level, "telegram.polling_failed", extra={"reason": reason})
