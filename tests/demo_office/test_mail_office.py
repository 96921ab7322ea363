from __future__ import annotations

import asyncio
import contextlib
import smtplib
import ssl
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.demo_office.certificate import Certificate, make_certificate
from bot.demo_office.mail import Login, MailOffice
from bot.errors import SettingsError

SENDER = "bot@danang.example"
OFFICE = "gopy@danang.example"
LOGIN = Login("bot", "secret")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def letter(text: str = "Đèn đường hỏng ở Lê Duẩn.") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = SENDER, OFFICE
    message["Subject"] = "Góp ý: đèn đường"
    message["Message-ID"] = "<ticket-7@danang.example>"
    message.set_content(text)
    message.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="ảnh.jpg")
    return message


async def talk(office: MailOffice, words: Callable[[smtplib.SMTP], object]) -> None:
    """Let the client of the standard library, which blocks, talk beside the server."""

    def connect() -> None:
        with contextlib.closing(smtplib.SMTP("127.0.0.1", office.port, timeout=2)) as client:
            words(client)

    async with asyncio.timeout(5):
        await asyncio.to_thread(connect)


def send(client: smtplib.SMTP) -> None:
    client.send_message(letter())


async def test_a_letter_arrives_as_it_was_sent() -> None:
    async with MailOffice() as office:
        await talk(office, send)

    received = office.received[0]
    body, photo = received.iter_parts()
    assert received["Subject"] == "Góp ý: đèn đường"
    assert received["Message-ID"] == "<ticket-7@danang.example>"
    assert (received["Return-Path"], received["Delivered-To"]) == (f"<{SENDER}>", OFFICE)
    assert isinstance(body, EmailMessage)
    assert body.get_content() == "Đèn đường hỏng ở Lê Duẩn.\n"
    assert photo.get_filename() == "ảnh.jpg"
    assert photo.get_payload(decode=True) == b"\xff\xd8"


async def test_several_letters_go_through_one_connection() -> None:
    def words(client: smtplib.SMTP) -> None:
        send(client)
        send(client)

    async with MailOffice() as office:
        await talk(office, words)

    assert len(office.received) == 2


@pytest.mark.parametrize(
    ("personality", "code"), [("temp_4xx", 451), ("greylist", 451), ("perm_5xx", 550)]
)
async def test_a_recipient_is_refused(personality: str, code: int) -> None:
    async with MailOffice(personality) as office:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
            await talk(office, send)

    assert caught.value.recipients[OFFICE][0] == code
    assert office.received == []


async def test_greylisting_lets_the_second_try_pass() -> None:
    async with MailOffice("greylist") as office:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            await talk(office, send)
        await talk(office, send)

    assert len(office.received) == 1


async def test_a_letter_is_kept_though_nobody_says_so() -> None:
    async with MailOffice("drop_after_data") as office:
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            await talk(office, send)

    assert office.received[0]["Message-ID"] == "<ticket-7@danang.example>"


async def test_a_slow_office_keeps_a_letter_before_it_says_so() -> None:
    async with MailOffice("slow", slow_for=timedelta(seconds=0.2)) as office:
        talking = asyncio.create_task(talk(office, send))
        async with asyncio.timeout(2):
            while not office.received:
                await asyncio.sleep(0.01)
        assert not talking.done()
        await talking


async def test_an_office_that_is_down_says_nothing() -> None:
    async with MailOffice("down") as office:
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            await talk(office, send)
        office.personality = "good"
        await talk(office, send)

    assert len(office.received) == 1


async def test_an_office_that_ended_cuts_its_clients_and_frees_its_port() -> None:
    async with MailOffice() as office:
        _, writer = await asyncio.open_connection("127.0.0.1", office.port)
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", office.port)
    writer.close()
    async with MailOffice(port=office.port) as again:
        assert again.port == office.port


# --- STARTTLS and AUTH


def secure(
    certificate: Certificate, login: Login | None = None, mechanism: str = "PLAIN"
) -> Callable[[smtplib.SMTP], None]:
    """Send after STARTTLS, and after a login if there is one."""

    def words(client: smtplib.SMTP) -> None:
        client.starttls(context=ssl.create_default_context(cafile=str(certificate.path)))
        client.ehlo()
        if login:
            client.user, client.password = login
            client.auth(mechanism, getattr(client, f"auth_{mechanism.lower()}"))
        send(client)

    return words


def offered(features: dict[str, str]) -> Callable[[smtplib.SMTP], None]:
    """Note what the server offers before STARTTLS."""

    def words(client: smtplib.SMTP) -> None:
        client.ehlo()
        features.update(client.esmtp_features)

    return words


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
async def test_a_letter_is_taken_after_starttls_and_login(
    certificate: Certificate, mechanism: str
) -> None:
    async with MailOffice(certificate=certificate, login=LOGIN) as office:
        await talk(office, secure(certificate, LOGIN, mechanism))

    assert len(office.received) == 1


@pytest.mark.parametrize(
    ("personality", "login"),
    [("good", Login("bot", "wrong")), ("good", Login("boss", "secret")), ("refuse_auth", LOGIN)],
)
async def test_a_login_is_refused(
    certificate: Certificate, personality: str, login: Login
) -> None:
    async with MailOffice(personality, certificate=certificate, login=LOGIN) as office:
        with pytest.raises(smtplib.SMTPAuthenticationError) as caught:
            await talk(office, secure(certificate, login))

    assert (caught.value.smtp_code, office.received) == (535, [])


async def test_without_starttls_or_login_nothing_is_taken(certificate: Certificate) -> None:
    async with MailOffice(certificate=certificate, login=LOGIN) as office:
        for words in (send, secure(certificate)):
            with pytest.raises(smtplib.SMTPSenderRefused) as caught:
                await talk(office, words)
            assert caught.value.smtp_code == 530

    assert office.received == []


async def test_tls_alone_is_offered_and_asks_for_no_login(certificate: Certificate) -> None:
    features: dict[str, str] = {}
    async with MailOffice(certificate=certificate) as office:
        await talk(office, offered(features))
        await talk(office, secure(certificate))
        await talk(office, send)

    assert "starttls" in features
    assert "auth" not in features
    assert len(office.received) == 2


async def test_tls_is_not_offered_without_a_certificate() -> None:
    features: dict[str, str] = {}
    async with MailOffice() as office:
        await talk(office, offered(features))

    assert not {"starttls", "auth"} & features.keys()


async def test_a_stranger_does_not_trust_the_certificate(certificate: Certificate) -> None:
    async with MailOffice(certificate=certificate) as office:
        with pytest.raises(ssl.SSLCertVerificationError):
            await talk(office, lambda c: c.starttls(context=ssl.create_default_context()))


async def test_a_connection_is_cut_under_tls_too(certificate: Certificate) -> None:
    async with MailOffice("drop_after_data", certificate=certificate) as office:
        with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
            await talk(office, secure(certificate))

    assert len(office.received) == 1


async def test_a_login_without_certificate_is_refused() -> None:
    with pytest.raises(ValueError, match="a login needs a certificate"):
        MailOffice(login=LOGIN)


async def test_a_certificate_needs_openssl(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingsError, match="openssl"):
        make_certificate(tmp_path)
