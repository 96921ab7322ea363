"""What an office's answer over HTTP means for a delivery."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from bot.core.text import clean
from bot.errors import (
    DeliveryError,
    NotAdmittedError,
    PermanentDeliveryError,
    TransientDeliveryError,
    UnknownOutcomeError,
)

if TYPE_CHECKING:
    from collections.abc import Collection

LONGEST_PAUSE = timedelta(days=1)

_LONGEST_TEXT = 300  #: characters
_LONGEST_NUMBER = 64

_OK = range(200, 300)
_FAULT_OF_OURS = range(400, 500)
_MOVED = {301, 307, 308}
_ABSENT = {404, 410}
_CONFLICT = 409  # something like it is there already, or is being taken at this moment
_LATER = {408, 425, 429}
_NOT_ADMITTED = {401, 403, 404, 405, 407, 410}  # a wrong key, a wrong address


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, cut off where it grew too long."""

    status: int
    body: bytes
    retry_after: timedelta | None

    @property
    def is_ok(self) -> bool:
        """Whether the office says that it did as asked."""
        return self.status in _OK

    @property
    def is_absent(self) -> bool:
        """Whether the office says that there is nothing."""
        return self.status in _ABSENT

    def tree(self) -> Any:
        """Return the JSON of the body.

        Raises:
            ValueError: it is something else: HTML, a part, nothing.
        """
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError(type(error).__name__) from error

    def reason(self, words: Collection[str] = ()) -> str:
        """Describe a refusal: the status, and which of these words the body holds.

        The body itself may repeat what the citizen wrote, so it is never quoted.
        """
        text = self.body.decode(errors="replace").casefold()
        held = sorted(word for word in words if word.casefold() in text)
        return f"HTTP {self.status}" + (f" ({', '.join(held)})" if held else "")


def refusal_to_take(answer: Answer, words: Collection[str]) -> DeliveryError:
    """Say what became of something posted; *words* may be quoted."""
    reason = answer.reason(words)
    is_ours = answer.status in _FAULT_OF_OURS and answer.status != _CONFLICT
    if answer.status in _LATER or (is_ours and answer.retry_after):
        return TransientDeliveryError(reason, answer.retry_after)
    if answer.status in _MOVED | _NOT_ADMITTED:
        return NotAdmittedError(reason)
    if is_ours:
        return PermanentDeliveryError(reason)
    return UnknownOutcomeError(reason)


def refusal_to_read(answer: Answer) -> DeliveryError:
    """Say why there was nothing to read."""
    is_ours = answer.status in _FAULT_OF_OURS and answer.status not in _LATER
    if is_ours and not answer.retry_after:
        return PermanentDeliveryError(answer.reason())
    return TransientDeliveryError(answer.reason(), answer.retry_after)


def pause_of(header: str, now: datetime) -> timedelta | None:
    """Return the wait a Retry-After asks for, in seconds or as an HTTP date (RFC 9110, 10.2.3)."""
    if header.isascii() and header.isdigit():
        return timedelta(seconds=min(int(header[:9]), LONGEST_PAUSE.total_seconds()))
    try:
        at = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    pause = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    return min(pause, LONGEST_PAUSE) if pause > timedelta(0) else None


def text_of(value: object) -> str:
    """Return what an office wrote as one line to read; nothing, a truth value or a tree are none.

    It is shown to citizens and printed for operators, so nothing in it may steer a terminal.
    """
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return ""
    return clean(str(value))[:_LONGEST_TEXT]


def number_of(value: object) -> str:
    """Return an id as text: 0 is one; what is long or odd may be our own words, and is none."""
    text = text_of(value)
    return text if len(text) <= _LONGEST_NUMBER and text == str(value).strip() else ""
