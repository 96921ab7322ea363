"""Hands feedback to an office's mailbox, by SMTP.

A letter is taken when the server says so after its last byte. Until then every loss of the
connection is harmless; from DATA on it leaves open whether the letter arrived. A mailbox cannot
be asked; who reads it can tell a letter that came twice by its Message-ID.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException, SMTPNotSupported, SMTPResponseException

from bot.core.feedback import Receipt
from bot.core.ticket_ports import unnoticed
from bot.errors import (
    DeliveryError,
    NotAdmittedError,
    PermanentDeliveryError,
    TransientDeliveryError,
    UnknownOutcomeError,
    UnwelcomeError,
)
from bot.forwarders.letter import letter_of, subject_of, tree_of

if TYPE_CHECKING:
    import ssl

    from bot.core.feedback import Feedback, OfficeStatus
    from bot.core.ticket_ports import OnLeaving

#: by the first digit of the code
_REFUSALS: dict[int, type[DeliveryError]] = {
    4: TransientDeliveryError,
    5: PermanentDeliveryError,
}
_NOT_ADMITTED = {530, 534, 535, 538}  # RFC 4954: the login
_FAREWELL = 1.0  # seconds
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b", re.ASCII)  # RFC 3463
_LETTER = policy.SMTP.clone(cte_type="7bit")  # passes servers without 8BITMIME


@dataclass(frozen=True, slots=True)
class MailOptions:
    """Where letters go, and through which server."""

    sender: str
    recipient: str
    domain: str  #: ours, in Message-ID and EHLO
    host: str
    port: int = 587
    starttls: bool = True  #: without, letters travel in the open: for a server of this machine
    user: str = ""
    password: str = field(default="", repr=False)
    tls: ssl.SSLContext | None = None  #: None: the certificates this machine trusts
    timeout: timedelta = timedelta(seconds=20)  #: of each step


class MailForwarder:
    """The way to a mailbox."""

    can_look_up = False
    knows_again = False

    def __init__(self, options: MailOptions) -> None:
        self._options = options

    async def deliver(
        self,
        feedback: Feedback,
        token: str = "",  # noqa: ARG002 - a mailbox gives none
        on_leaving: OnLeaving = unnoticed,
    ) -> Receipt:
        """Send a letter; there is no number to come back."""
        letter = _letter_of(feedback, self._options).as_bytes()
        server = self._server()
        try:
            await self._begin(server)
            await on_leaving()
            await _hand_over(server, letter)
            with suppress(SMTPException, OSError):  # it is taken; what follows is politeness
                await server.quit(timeout=_FAREWELL)
        finally:
            server.close()
        return Receipt()

    async def look_up(self, code: str) -> Receipt | None:  # noqa: ARG002 - nobody to ask
        """Return nothing: a mailbox only takes."""
        return None

    async def status(self, number: str) -> OfficeStatus | None:  # noqa: ARG002 - as above
        """Return nothing: a mailbox only takes."""
        return None

    async def close(self) -> None:
        """Do nothing: each letter has a connection of its own."""

    def _server(self) -> SMTP:
        options = self._options
        return SMTP(
            hostname=options.host,
            port=options.port,
            username=options.user or None,
            password=options.password or None,
            local_hostname=options.domain,
            start_tls=options.starttls,
            tls_context=options.tls,
            timeout=options.timeout.total_seconds(),
        )

    async def _begin(self, server: SMTP) -> None:
        """Go as far as a letter can be dropped without harm."""
        try:
            await server.connect()
            await server.mail(self._options.sender)
            await server.rcpt(self._options.recipient)
        except (SMTPException, OSError) as error:
            raise _refusal(error) or TransientDeliveryError(type(error).__name__) from error


async def _hand_over(server: SMTP, letter: bytes) -> None:
    try:
        await server.data(letter)
    except (SMTPException, OSError) as error:
        refusal = _refusal(error)
        if isinstance(refusal, TransientDeliveryError):
            refusal = UnwelcomeError(str(refusal))  # whom it is for was all right before
        raise refusal or UnknownOutcomeError(type(error).__name__) from error


def _refusal(error: Exception) -> DeliveryError | None:
    """Return what the server said no with, by its codes alone; None if it said nothing."""
    if isinstance(error, SMTPNotSupported):
        return NotAdmittedError(type(error).__name__)  # no STARTTLS, no AUTH
    if not isinstance(error, SMTPResponseException) or error.code // 100 not in _REFUSALS:
        return None
    enhanced = _ENHANCED.match(error.message)
    reason = f"SMTP {error.code}" + (f" {enhanced[0]}" if enhanced else "")
    if error.code in _NOT_ADMITTED:
        return NotAdmittedError(reason)
    return _REFUSALS[error.code // 100](reason)


def _letter_of(feedback: Feedback, options: MailOptions) -> EmailMessage:
    letter = EmailMessage(policy=_LETTER)
    letter["Message-ID"] = f"<{feedback.code}@{options.domain}>"
    letter["Date"] = feedback.created_at
    letter["From"], letter["To"] = options.sender, options.recipient
    letter["Subject"] = subject_of(feedback)
    letter["Auto-Submitted"] = "auto-generated"  # no answering machines, please (RFC 3834)
    letter.set_content(letter_of(feedback))
    tree = json.dumps(tree_of(feedback), ensure_ascii=False, indent=2).encode()
    name = f"{feedback.code}.json"
    letter.add_attachment(tree, maintype="application", subtype="json", filename=name)
    for photo in feedback.photos:
        kind, _, subkind = photo.media_type.partition("/")
        letter.add_attachment(photo.content, maintype=kind, subtype=subkind, filename=photo.name)
    return letter
