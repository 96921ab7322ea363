"""Every error of python-telegram-bot has a meaning here, and no secret leaves with it."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest
import telegram.error
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
    TimedOut,
)

from bot.channels.telegram.api import Flooded
from bot.channels.telegram.faults import describe, translate
from bot.errors import (
    DeliveryError,
    PermanentDeliveryError,
    TransientDeliveryError,
    UnknownOutcomeError,
)

MEANINGS: dict[type[TelegramError], type[DeliveryError]] = {
    BadRequest: PermanentDeliveryError,
    ChatMigrated: TransientDeliveryError,
    Conflict: TransientDeliveryError,
    EndPointNotFound: PermanentDeliveryError,
    Forbidden: PermanentDeliveryError,
    InvalidToken: TransientDeliveryError,
    NetworkError: UnknownOutcomeError,
    PassportDecryptionError: PermanentDeliveryError,
    RetryAfter: TransientDeliveryError,
    TelegramError: UnknownOutcomeError,
    TimedOut: UnknownOutcomeError,
}


def example(kind: type[TelegramError]) -> TelegramError:
    if kind is ChatMigrated:
        return ChatMigrated(-100)
    if kind is RetryAfter:
        return RetryAfter(5)
    return kind("made up")


def test_every_error_class_of_the_library_is_mapped() -> None:
    assert {getattr(telegram.error, name) for name in telegram.error.__all__} == set(MEANINGS)


@pytest.mark.parametrize("kind", MEANINGS)
def test_error_has_its_meaning(kind: type[TelegramError], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    assert type(translate(example(kind))) is MEANINGS[kind]


def test_what_was_never_written_may_be_tried_again() -> None:
    error = NetworkError("x")
    error.__cause__ = aiohttp.ConnectionTimeoutError()
    assert type(translate(error)) is TransientDeliveryError


def test_pause_is_kept_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PTB_TIMEDELTA", raising=False)
    fault = translate(Flooded(timedelta(seconds=9)))
    assert isinstance(fault, TransientDeliveryError)
    assert fault.retry_after == timedelta(seconds=9)


def test_only_refusals_are_quoted() -> None:
    assert describe(InvalidToken("The token `1:secret` was rejected")) == "InvalidToken"
    assert describe(TelegramError("{'text': 'secret'}")) == "TelegramError"
    assert describe(ChatMigrated(-100123)) == "ChatMigrated"
    assert describe(Forbidden("bot was kicked")) == "Forbidden: bot was kicked"
