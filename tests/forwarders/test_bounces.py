"""Letters that come back, as mail servers really write them."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.feedback import Bounce
from bot.core.ticket_code import make_code
from bot.forwarders.bounces import read_bounce

DOMAIN = "danang.example"
CODE = make_code(lambda largest: 7 % largest)
OWN = f"<{CODE}@{DOMAIN}>"
GONE, PASSING = Bounce(CODE, is_permanent=True), Bounce(CODE, is_permanent=False)


def letter(text: str) -> bytes:
    return dedent(text).lstrip().replace("OWN", OWN).encode()


def report(action: str, status: str, extra: str = "") -> bytes:
    """A report as Postfix writes it (RFC 3464)."""
    return letter(f"""
        Return-Path: <>
        From: MAILER-DAEMON@mx.example (Mail Delivery System)
        To: bot@danang.example
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="B"

        --B
        Content-Type: text/plain; charset=us-ascii

        This is the mail system at host mx.example.
        --B
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example
        X-Postfix-Sender: rfc822; bot@danang.example

        Final-Recipient: rfc822; gopy@danang.example
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 5.1.1 unknown
        {extra}
        --B
        Content-Type: text/rfc822-headers

        Message-ID: OWN
        Subject: =?utf-8?q?G=C3=B3p_=C3=BD?=
        --B--
        """)


EXIM = """
    Return-path: <>
    X-Failed-Recipients: gopy@danang.example
    From: Mail Delivery System <Mailer-Daemon@exim.example>
    To: bot@danang.example
    Subject: Mail delivery failed: returning message to sender
    Auto-Submitted: auto-replied

    This message was created automatically by mail delivery software.

      gopy@danang.example
        SMTP error from remote mail server after RCPT TO:<gopy@danang.example>:
        550 No such user here

    ------ This is a copy of the message, including all the headers. ------

    Message-ID: OWN
    Subject: =?utf-8?q?G=C3=B3p_=C3=BD?=

    400 cây xanh bị chặt
    """
EXIM_WARNING = """
    Return-path: <>
    From: Mail Delivery System <Mailer-Daemon@exim.example>
    Subject: Warning: message 1abc delayed 24 hours
    Auto-Submitted: auto-replied

    This message was created automatically by mail delivery software.
    A message that you sent has not yet been delivered to one or more of its recipients.
    Delivery attempts will continue for some time. 550 is not said.

    Message-ID: OWN
    """
QMAIL = """
    Return-Path: <>
    From: MAILER-DAEMON@qmail.example
    To: bot@danang.example
    Subject: failure notice

    Hi. This is the qmail-send program at qmail.example.
    I'm afraid I wasn't able to deliver your message to the following addresses.
    This is a permanent error; I've given up. Sorry it didn't work out.

    <gopy@danang.example>:
    Sorry, no mailbox here by that name. (#5.1.1)

    --- Below this line is a copy of the message.

    Message-ID: OWN
    """
EXCHANGE = """
    From: Microsoft Outlook <postmaster@exchange.example>
    To: bot@danang.example
    Subject: Undeliverable: something
    In-Reply-To: OWN
    Content-Type: text/html; charset="utf-8"
    Content-Transfer-Encoding: base64

    PHA+UmVtb3RlIFNlcnZlciByZXR1cm5lZCAnNTUwIDUuMS4xMCBSRVNPTFZFUi5BRFIuUmVjaXBpZW50Tm90Rm91
    bmQnPC9wPg==
    """
FULL = """
    Return-Path: <>
    From: MAILER-DAEMON@x.example
    Subject: Delivery failure

    <gopy@danang.example>: 452 4.2.2 mailbox full
    Message-ID: OWN
    """


@pytest.mark.parametrize(
    ("content", "bounce"),
    [
        (report("failed", "5.1.1"), GONE),
        (report("Failed", "5.7.1 (refused)"), GONE),
        (report("failed", "4.4.7"), GONE),  # tried for days, and given up
        (report("delayed", "4.4.1"), PASSING),
        (report("delivered", "2.0.0"), None),
        (report("relayed", "2.0.0"), None),
        (letter(EXIM), GONE),
        (letter(EXIM_WARNING), PASSING),
        (letter(QMAIL), GONE),
        (letter(EXCHANGE), GONE),
        (letter(FULL), PASSING),
    ],
)
def test_what_comes_back_is_understood(content: bytes, bounce: Bounce | None) -> None:
    assert read_bounce(content, DOMAIN) == bounce


def test_line_ends_of_the_wire_make_no_difference() -> None:
    assert read_bounce(report("failed", "5.1.1").replace(b"\n", b"\r\n"), DOMAIN) == GONE


ABSENT = """
    From: Phong Tiep nhan <gopy@danang.example>
    Subject: Automatic reply: Out of office
    Auto-Submitted: auto-replied
    Return-Path: <>
    In-Reply-To: OWN

    I am away until 5.12. For 550 reasons call 1022.
    """
ANSWER = """
    From: Can bo <can-bo@danang.example>
    Subject: Re: feedback
    In-Reply-To: OWN

    Received, 550 thanks.
    """


@pytest.mark.parametrize("content", [letter(ABSENT), letter(ANSWER), b"", b"\xff\x00", b"OWN"])
def test_what_is_no_bounce_is_left_alone(content: bytes) -> None:
    assert read_bounce(content, DOMAIN) is None


def test_a_bounce_of_somebody_elses_letter_is_left_alone() -> None:
    strange = letter(QMAIL).replace(DOMAIN.encode() + b">", b"other.example>")
    wrong = letter(QMAIL).replace(CODE.encode(), b"DN-0000-00001")

    assert read_bounce(strange, DOMAIN) is None
    assert read_bounce(wrong, DOMAIN) is None


PIECES = [report("failed", "5.1.1")[n : n + 40] for n in range(0, 900, 40)]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=30)), max_size=30))
def test_no_letter_breaks_it(pieces: list[bytes]) -> None:
    read_bounce(b"".join(pieces), DOMAIN)
