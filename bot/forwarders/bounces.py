"""Letters that come back: which ticket they are about, and whether the mailbox is gone for good.

Read are the reports of RFC 3464, and what servers wrote before or beside it: qmail ("Hi. This is
the qmail-send program"), Exim (X-Failed-Recipients), Exchange, and whatever comes from a
mailer-daemon and quotes a refusal. The ticket is told by the Message-ID of our letter, which every
one of them quotes. Answering machines and people who answer are no bounces.
"""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from bot.core.feedback import Bounce
from bot.core.ticket_code import find_code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

LARGEST = 1024 * 1024  #: bytes that are looked at
_SENDERS = re.compile(r"\b(mailer-daemon|postmaster|mail delivery (sub)?system)\b", re.IGNORECASE)
_SUBJECTS = re.compile(
    r"undeliver|delivery (status|failure|has failed|incomplete)|returned (mail|to sender)"
    r"|failure notice|mail delivery failed|could not be delivered|không gửi được",
    re.IGNORECASE,
)
_GENTLE = re.compile(
    r"\b(will (be retried|retry|keep trying|continue)|has been delayed|delayed (for )?\d"
    r"|warning message|not yet been delivered|you do not need to resend)",
    re.IGNORECASE,
)
_CODES = re.compile(r"(?<![\d.])([245])(?:\.\d{1,3}\.\d{1,3}|\d\d)(?!\.?\d)")  # RFC 3463, 5321
_COPY = re.compile(r"^-{2,}.{0,80}(copy|original|below|returned)", re.IGNORECASE | re.MULTILINE)
_REPORTS = {"message/delivery-status", "message/global-delivery-status"}
_WORST = ("failed", "delayed", "delivered", "relayed", "expanded")  # RFC 3464, 2.3.3
_FOREVER, _FOR_NOW = "5", "4"


def read_bounce(content: bytes, domain: str) -> Bounce | None:
    """Return what a letter that came back says; None if it is none, or not about a ticket.

    Args:
        content: The whole letter, as the mail server hands it over.
        domain: Ours, in the Message-ID of what we send.
    """
    letter = message_from_bytes(content[:LARGEST], policy=policy.compat32)
    actions = _actions(letter)
    if actions:
        verdict = {"failed": True, "delayed": False}.get(min(actions, key=_WORST.index))
    else:
        verdict = _by_words(letter) if _looks_like_one(letter) else None
    code = _code_in(letter, content[:LARGEST], domain) if verdict is not None else None
    return Bounce(code, is_permanent=bool(verdict)) if code else None


def _actions(letter: Message) -> list[str]:
    """Return what the machine's part says became of each recipient.

    "Failed" is for good whatever the status: the server has stopped trying (RFC 3464, 2.3.3).
    """
    told = [
        str(group.get("Action", "")).strip().casefold()
        for part in letter.walk()
        if part.get_content_type() in _REPORTS
        for group in _groups(part)
    ]
    return [action for action in told if action in _WORST]


def _groups(part: Message) -> list[Message]:
    payload = part.get_payload()
    groups = payload if isinstance(payload, list) else []
    return [group for group in groups if not isinstance(group, str)]


def _looks_like_one(letter: Message) -> bool:
    if letter.get("X-Failed-Recipients") or _SENDERS.search(str(letter.get("From", ""))):
        return True
    if str(letter.get("Auto-Submitted", "")).strip().casefold().startswith("auto-replied"):
        return False
    is_from_nobody = str(letter.get("Return-Path", "")).strip() == "<>"
    return is_from_nobody and _SUBJECTS.search(str(letter.get("Subject", ""))) is not None


def _by_words(letter: Message) -> bool | None:
    """Read what a server wrote for people; None if it tells of no failure."""
    text = "\n".join(_texts(letter))
    if _GENTLE.search(text):
        return False
    codes = [match[1] for match in _CODES.finditer(text)]
    if _FOREVER in codes:
        return True
    if _FOR_NOW in codes:
        return False
    is_failure = letter.get("X-Failed-Recipients") or _SUBJECTS.search(str(letter["Subject"]))
    return True if is_failure else None


def _texts(letter: Message) -> Iterator[str]:
    """Yield what is written for people, without the letter that came back."""
    for part in letter.walk():
        if part.get_content_type() == "message/rfc822":
            return
        if part.get_content_type() in {"text/plain", "text/html"}:
            yield _COPY.split(_decoded(part).decode("utf-8", "replace"), maxsplit=1)[0]


def _decoded(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _code_in(letter: Message, content: bytes, domain: str) -> str | None:
    """Find the Message-ID of our letter, wherever it is quoted."""
    own = re.compile(rb"<([^<>@\s]{1,40})@" + re.escape(domain.encode()) + rb">", re.IGNORECASE)
    for text in (content, *(_decoded(part) for part in letter.walk())):
        for match in own.finditer(text):
            if code := find_code(match[1].decode("ascii", "replace")):
                return code
    return None
