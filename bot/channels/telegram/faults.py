"""Translates python-telegram-bot's errors into ours, where they enter."""

from __future__ import annotations

import logging
from datetime import timedelta

from aiohttp import ClientConnectorError, ConnectionTimeoutError
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    PassportDecryptionError,
    RetryAfter,
    TelegramError,
)

from bot.errors import (
    DeliveryError,
    PermanentDeliveryError,
    TransientDeliveryError,
    UnknownOutcomeError,
)

logger = logging.getLogger(__name__)

_NEVER_WRITTEN = (ClientConnectorError, ConnectionTimeoutError)
_LONGEST_REASON = 100


def translate(error: TelegramError) -> DeliveryError:
    """Return what an error of a send means for the delivery.

    The order matters: BadRequest and TimedOut are NetworkErrors to PTB.
    """
    match error:
        case RetryAfter():
            return TransientDeliveryError("flood limit", pause(error))
        case Forbidden() | BadRequest() | EndPointNotFound() | PassportDecryptionError():
            return PermanentDeliveryError(describe(error))
        case InvalidToken():
            logger.error("telegram.token_refused")
            return TransientDeliveryError("token refused")
        case ChatMigrated() | Conflict():
            return TransientDeliveryError(type(error).__name__)
        case NetworkError() if isinstance(error.__cause__, _NEVER_WRITTEN):
            return TransientDeliveryError(describe(error))
    return UnknownOutcomeError(describe(error))


def pause(error: RetryAfter) -> timedelta:
    """Return how long Telegram asks us to wait."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def describe(error: TelegramError) -> str:
    """Name an error without its token, chat or text.

    Only Telegram's refusals are quoted; of the rest the message may hold an address or a body.
    """
    name = type(error).__name__
    if isinstance(error, (Forbidden, BadRequest)):
        return f"{name}: {error.message[:_LONGEST_REASON]}"
    cause = error.__cause__
    return f"{name} ({type(cause).__name__})" if cause else name
