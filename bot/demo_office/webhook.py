"""An office with a system of its own, which takes tickets as signed JSON.

POST /hook, application/json
    X-Bot-Signature: t=<unix seconds>,v1=<hex>    HMAC-SHA256 of "<t>.<body>" under the secret;
                                                  several v1 while a secret is being changed
    Idempotency-Key: <key>                        the same key and body again: the first answer
-> 200 {"id": 1}
-> 401 a signature that is missing, false, or five minutes away from the office's clock
-> 400 no key, or no JSON object · 422 a key again with another body
"""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from aiohttp import web

from bot.demo_office import behaviour
from bot.demo_office.form import LARGEST_FORM

PATH = "/hook"
SIGNATURE = "X-Bot-Signature"
KEY = "Idempotency-Key"
TOLERANCE = timedelta(minutes=5)


def sign(secret: str, body: bytes, at: datetime) -> str:
    """Return the signature header of a body sent at that time."""
    seconds = str(int(at.timestamp()))
    return f"t={seconds},v1={_digest(secret, seconds, body)}"


@dataclass(frozen=True)
class Note:
    """What the office was told."""

    id: int
    key: str
    body: bytes
    at: datetime

    @property
    def json(self) -> dict[str, Any]:
        """The body, read."""
        return dict(json.loads(self.body))


class WebhookOffice(behaviour.Office):
    """The office at the other end of a webhook."""

    TRAITS: ClassVar[dict[str, str]] = behaviour.TRANSPORT | {
        "bad_signature_401": "holds every signature for false",
    }

    def __init__(self, secret: str, personality: str = behaviour.GOOD, **rest: Any) -> None:
        super().__init__(personality, **rest)
        if not secret:
            message = "a webhook needs a secret"
            raise ValueError(message)
        self._secret = secret
        self.received: list[Note] = []
        self.duplicates = 0  #: how often a note came again

    def app(self) -> web.Application:
        """Return a new application that serves this office."""
        middlewares = [behaviour.misbehave(self)]
        app = web.Application(middlewares=middlewares, client_max_size=LARGEST_FORM)
        app.router.add_post(PATH, self._take)
        return app

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self._is_ours(request.headers.get(SIGNATURE, ""), body):
            return web.json_response({"error": "bad signature"}, status=401)
        key = request.headers.get(KEY, "")
        if not key or not _is_object(body):
            message = f"{KEY} and a JSON object are needed"
            return web.json_response({"error": message}, status=400)
        known = [note for note in self.received if note.key == key]
        if known and known[0].body != body:
            return web.json_response({"error": "this key had another body"}, status=422)
        self.duplicates += len(known)
        note = known[0] if known else self._keep(key, body)
        return web.json_response({"id": note.id})

    def _is_ours(self, header: str, body: bytes) -> bool:
        """Tell whether one of the signatures is true, and of now."""
        pairs = [pair.strip().partition("=")[::2] for pair in header.split(",")]
        times = [value for name, value in pairs if name == "t"]
        if self.has("bad_signature_401") or len(times) != 1 or not self._is_now(times[0]):
            return False
        expected = _digest(self._secret, times[0], body).encode()
        signatures = [value.encode() for name, value in pairs if name == "v1"]
        return any(hmac.compare_digest(expected, each) for each in signatures)

    def _is_now(self, seconds: str) -> bool:
        if not re.fullmatch(r"\d{1,10}", seconds, re.ASCII):
            return False
        sent_at = datetime.fromtimestamp(int(seconds), UTC)
        return abs(self.clock() - sent_at) <= TOLERANCE

    def _keep(self, key: str, body: bytes) -> Note:
        note = Note(len(self.received) + 1, key, body, self.clock())
        self.received.append(note)
        return note


def _digest(secret: str, seconds: str, body: bytes) -> str:
    return hmac.new(secret.encode(), seconds.encode() + b"." + body, "sha256").hexdigest()


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False
