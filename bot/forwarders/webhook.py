"""Hands feedback to an office's own system as signed JSON.

    POST <url>, application/json
    X-Bot-Signature: t=<unix seconds>,v1=<hex>   HMAC-SHA256 of "<t>.<body>" under the secret
    Idempotency-Key: <ticket code>               the same key comes with the same body, always

A 2xx means taken; its `id`, if there is one, is the office's number.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.feedback import Receipt
from bot.core.ticket_ports import unnoticed
from bot.errors import UnknownOutcomeError
from bot.forwarders.answers import number_of
from bot.forwarders.http import PATIENT, Timeouts, Wire, utc_now
from bot.forwarders.letter import tree_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.core.feedback import Feedback, OfficeStatus
    from bot.core.ticket_ports import OnLeaving

_WORDS = ("signature", "Idempotency-Key", "another body")


@dataclass(frozen=True, slots=True)
class WebhookOptions:
    """Where the office's system is, and the secret we share."""

    url: str
    secret: str = field(repr=False)
    timeouts: Timeouts = PATIENT


class WebhookForwarder:
    """The way to a webhook."""

    can_look_up = False
    knows_again = True

    def __init__(self, options: WebhookOptions, clock: Callable[[], datetime] = utc_now) -> None:
        if not options.secret:
            message = "a webhook needs a secret"
            raise ValueError(message)
        self._options, self._clock = options, clock
        self._wire = Wire(options.timeouts, clock=clock)

    async def deliver(
        self,
        feedback: Feedback,
        token: str = "",  # noqa: ARG002 - a webhook gives none
        on_leaving: OnLeaving = unnoticed,
    ) -> Receipt:
        """Post the feedback, photos included."""
        body = _body_of(feedback)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": feedback.code,
            "X-Bot-Signature": self._sign(body),
        }
        await on_leaving()
        answer = await self._wire.post(self._options.url, body, headers, _WORDS)
        if not isinstance(answer, dict | None):
            message = "the webhook answered something else than an object"
            raise UnknownOutcomeError(message)
        return Receipt(number_of(answer.get("id")) if answer else "")

    async def look_up(self, code: str) -> Receipt | None:  # noqa: ARG002 - nobody to ask
        """Return nothing: a webhook only listens."""
        return None

    async def status(self, number: str) -> OfficeStatus | None:  # noqa: ARG002 - as above
        """Return nothing: a webhook only listens."""
        return None

    async def close(self) -> None:
        """Give back every connection."""
        await self._wire.close()

    def _sign(self, body: bytes) -> str:
        seconds = str(int(self._clock().timestamp()))
        signed = seconds.encode() + b"." + body
        return (
            f"t={seconds},v1={hmac.digest(self._options.secret.encode(), signed, 'sha256').hex()}"
        )


def _body_of(feedback: Feedback) -> bytes:
    """Write the feedback, the same bytes every time."""
    tree = tree_of(feedback)
    for row, photo in zip(tree["photos"], feedback.photos, strict=True):
        row["content"] = b64encode(photo.content).decode()
    return json.dumps(tree, ensure_ascii=False, sort_keys=True).encode()
