"""The way to an office that speaks HTTP: a bounded answer, or what its lack means for a delivery.

Reading changes nothing at the office, so all that goes wrong there can be tried again. What was
posted may have arrived unless the connection never stood or the office itself said no.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    InvalidURL,
    NonHttpUrlClientError,
    TCPConnector,
)

from bot.errors import TransientDeliveryError, UnknownOutcomeError
from bot.forwarders.answers import Answer, pause_of, refusal_to_read, refusal_to_take

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from aiohttp import ClientResponse, FormData

LARGEST_ANSWER = 256 * 1024  #: bytes

_NEVER_SENT = (
    *(ClientConnectorError, ConnectionTimeoutError, ClientHttpProxyError),
    *(InvalidURL, NonHttpUrlClientError),
)


def utc_now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long an office is waited for."""

    connect: timedelta = timedelta(seconds=5)
    answer: timedelta = timedelta(seconds=20)  #: from one piece of it to the next

    def for_aiohttp(self) -> ClientTimeout:
        """Return the same as aiohttp wants it."""
        connect, answer = self.connect.total_seconds(), self.answer.total_seconds()
        return ClientTimeout(
            total=connect + 2 * answer, connect=connect, sock_connect=connect, sock_read=answer
        )


PATIENT = Timeouts()


class Wire:
    """Calls to one office. Each has a connection of its own.

    A kept connection that the office has closed meanwhile would look like an unknown outcome.
    """

    def __init__(
        self,
        timeouts: Timeouts,
        headers: Mapping[str, str] | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._timeouts = timeouts
        self._headers = dict(headers or {})
        self._clock = clock
        self._session: ClientSession | None = None

    async def read(
        self, url: str, query: Mapping[str, str] | None = None, largest: int = LARGEST_ANSWER
    ) -> Any:
        """Return the JSON found there, None if nothing is; at most so many bytes of it.

        Raises:
            TransientDeliveryError: the office cannot answer now.
            PermanentDeliveryError: it does not answer us.
        """
        try:
            answer = await self._call("GET", url, largest, params=query or {})
        except (ClientError, TimeoutError, OSError) as error:
            raise TransientDeliveryError(type(error).__name__) from error
        if answer.is_absent:
            return None
        if not answer.is_ok:
            raise refusal_to_read(answer)
        try:
            return answer.tree()
        except ValueError as error:
            message = f"{answer.reason()}, unreadable"
            raise TransientDeliveryError(message) from error

    async def post(
        self,
        url: str,
        body: FormData | bytes,
        headers: Mapping[str, str] | None = None,
        words: Collection[str] = (),
    ) -> Any:
        """Hand over a body and return the JSON of the answer, None if it is empty.

        Of a refusal nothing is quoted but *words*. Raises any of the three DeliveryErrors.
        """
        try:
            answer = await self._call(
                "POST", url, LARGEST_ANSWER, data=body, headers=headers or {}
            )
        except _NEVER_SENT as error:
            raise TransientDeliveryError(type(error).__name__) from error
        except (ClientError, TimeoutError, OSError) as error:
            raise UnknownOutcomeError(type(error).__name__) from error
        return _taken(answer, words)

    async def close(self) -> None:
        """Give back every connection."""
        if self._session:
            await self._session.close()

    async def _call(self, method: str, url: str, largest: int, **rest: Any) -> Answer:
        session = self._open_session(is_remote=url.startswith("https:"))
        async with session.request(method, url, allow_redirects=False, **rest) as response:
            pause = pause_of(response.headers.get("Retry-After", ""), self._clock())
            return Answer(response.status, await _bounded(response, largest), pause)

    def _open_session(self, *, is_remote: bool) -> ClientSession:
        """Return the session; it begins with the first call, inside the running loop."""
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(force_close=True),
                cookie_jar=DummyCookieJar(),
                headers=self._headers,
                timeout=self._timeouts.for_aiohttp(),
                trust_env=is_remote,  # a proxy; plain http goes to this machine only
            )
        return self._session


def _taken(answer: Answer, words: Collection[str]) -> Any:
    """Return what an office answers to something posted, or raise what that means."""
    if not answer.is_ok:
        raise refusal_to_take(answer, words)
    try:
        return answer.tree() if answer.body else None
    except ValueError as error:
        message = f"{answer.reason()}, unreadable"
        raise UnknownOutcomeError(message) from error


async def _bounded(response: ClientResponse, largest: int) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > largest:
            break
    return bytes(body[:largest])
