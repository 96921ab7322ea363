"""A mailbox that takes feedback: a real SMTP server on loopback.

`async with MailOffice() as office:` listens on `office.port`; with a certificate it offers
STARTTLS, and with a login as well it wants AUTH PLAIN or LOGIN, after STARTTLS only.
"""

from __future__ import annotations

import asyncio
import hmac
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self
from weakref import WeakSet

from aiosmtpd.smtp import SMTP

from bot.demo_office import behaviour
from bot.demo_office.loopback import HOST

if TYPE_CHECKING:
    from email.message import EmailMessage

    from aiosmtpd.smtp import Envelope, Session

    from bot.demo_office.certificate import Certificate

HOSTNAME = "mail.danang.example"


class Login(NamedTuple):
    """Who may send."""

    user: str
    password: str


class MailOffice(behaviour.Office):
    """The mailbox; what it received carries its envelope as Return-Path and Delivered-To."""

    TRAITS: ClassVar[dict[str, str]] = {
        "down": "cuts the connection at once",
        "temp_4xx": "answers 451 to every recipient",
        "perm_5xx": "answers 550, unknown mailbox, to every recipient",
        "greylist": "answers 451 the first time a sender writes to a recipient",
        "refuse_auth": "answers 535 to every login",
        "slow": "keeps a letter, then lets the sender wait",
        "drop_after_data": "keeps a letter, then cuts the connection",
    }

    def __init__(
        self,
        personality: str = behaviour.GOOD,
        *,
        certificate: Certificate | None = None,
        login: Login | None = None,
        port: int = 0,
        **rest: Any,
    ) -> None:
        super().__init__(personality, **rest)
        if login and not certificate:
            message = "a login needs a certificate: passwords travel encrypted only"
            raise ValueError(message)
        self.port = port
        self.received: list[EmailMessage] = []
        self._certificate = certificate
        self._login = login
        self._greylisted: set[tuple[str | None, str]] = set()
        self._connections: WeakSet[SMTP] = WeakSet()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connect, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()
        for connection in self._connections:
            _cut(connection)
        await asyncio.sleep(0)  # lets what was cut end

    def _connect(self) -> asyncio.Protocol:
        """Return who talks with a new client."""
        if self.has("down"):
            return _Nobody()
        connection = SMTP(
            _Desk(self, offers_auth=self._login is not None),
            hostname=HOSTNAME,
            ident="ESMTP",
            enable_SMTPUTF8=True,
            loop=asyncio.get_running_loop(),
            tls_context=self._certificate.server_context() if self._certificate else None,
            require_starttls=self._login is not None,
            auth_required=self._login is not None,
            auth_callback=self._knows,
        )
        self._connections.add(connection)
        return connection

    def _knows(self, _: str, user: bytes, password: bytes) -> bool:
        if self.has("refuse_auth") or self._login is None:
            return False
        is_user = hmac.compare_digest(user, self._login.user.encode())
        return hmac.compare_digest(password, self._login.password.encode()) and is_user

    def refusal_of(self, sender: str | None, recipient: str) -> str | None:
        """Return what a recipient is refused with, if so."""
        if self.has("temp_4xx"):
            return "451 4.3.0 Try again later"
        if self.has("perm_5xx"):
            return "550 5.1.1 No such mailbox here"
        if self.has("greylist") and (sender, recipient) not in self._greylisted:
            self._greylisted.add((sender, recipient))
            return "451 4.7.1 Greylisted, try again later"
        return None


class _Nobody(asyncio.Protocol):
    """Cuts a connection before a word is said."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()


class _Desk:
    """What aiosmtpd asks about each letter."""

    def __init__(self, office: MailOffice, *, offers_auth: bool) -> None:
        self._office = office
        self._offers_auth = offers_auth

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's hook
        self, _: SMTP, session: Session, __: Envelope, hostname: str, lines: list[str]
    ) -> list[str]:
        session.host_name = hostname
        is_offered = self._offers_auth
        return [line for line in lines if is_offered or not line.startswith("250-AUTH")]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's hook
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := self._office.refusal_of(envelope.mail_from, address):
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's hook
        self, server: SMTP, _: Session, envelope: Envelope
    ) -> str:
        self._office.received.append(_letter(envelope))
        if self._office.has("slow"):
            await asyncio.sleep(self._office.slow_for.total_seconds())
        if self._office.has("drop_after_data"):
            _cut(server)
            await asyncio.Event().wait()  # until the loss of the connection ends this
        return f"250 2.0.0 OK, kept as {len(self._office.received)}"


def _letter(envelope: Envelope) -> EmailMessage:
    """Read a letter and write its envelope on it, as the last server on the way does."""
    content = (envelope.original_content or b"").replace(b"\r\n", b"\n")
    letter = message_from_bytes(content, policy=policy.default)
    letter["Return-Path"] = f"<{envelope.mail_from or ''}>"
    for recipient in envelope.rcpt_tos:
        letter["Delivered-To"] = recipient
    return letter


def _cut(connection: SMTP) -> None:
    if isinstance(connection.transport, asyncio.WriteTransport):
        connection.transport.abort()
