"""The errors of the bot.

BotError
├─ UserError                     the citizen can put it right: answered with its phrase, step kept
├─ SettingsError, ContentError   hold every problem; the CLI prints them (exit 2, 1)
├─ StorageError                  the driver's error is its __cause__
│  └─ StaleError                 what was to be changed has changed meanwhile: read it again
└─ DeliveryError
   ├─ TransientDeliveryError     the retry policy decides when
   │  └─ UnwelcomeError          it is about this delivery; others may be taken
   ├─ UnknownOutcomeError        it may have arrived: look up before sending again
   └─ PermanentDeliveryError     dead: an operator sees it, the citizen is told
      └─ NotAdmittedError        nothing of ours is taken until an operator mends a setting
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta


class BotError(Exception):
    """Something the bot knows how to handle went wrong."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or type(self).__doc__)


class UserError(BotError):
    """The citizen can put this right."""

    def __init__(self, phrase: str) -> None:
        super().__init__(phrase)
        self.phrase = phrase


class ProblemsError(BotError):
    """Several things are wrong; all of them are told at once."""

    def __init__(self, problems: Sequence[object]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class SettingsError(ProblemsError):
    """The settings are wrong."""


class ContentError(ProblemsError):
    """The knowledge base is wrong."""


class StorageError(BotError):
    """The store could not do what was asked."""


class StaleError(StorageError):
    """What was to be changed has changed meanwhile."""


class DeliveryError(BotError):
    """A delivery did not arrive; the message holds no personal data."""

    def __init__(self, message: str = "", retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after  #: trying again sooner would be of no use


class TransientDeliveryError(DeliveryError):
    """The peer could not take the delivery now."""


class UnwelcomeError(TransientDeliveryError):
    """The peer could not take this very delivery now; it may take others."""


class UnknownOutcomeError(DeliveryError):
    """The delivery may have arrived."""


class PermanentDeliveryError(DeliveryError):
    """The delivery will never arrive."""


class NotAdmittedError(PermanentDeliveryError):
    """The peer takes nothing from us: a wrong key, a wrong address; an operator can mend that."""
