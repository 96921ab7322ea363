"""Letters to the mailbox of the demo office, over SMTP as it goes wrong."""

from __future__ import annotations

import dataclasses
import json
import ssl
from email.message import EmailMessage

import pytest

from bot.core.feedback import Coordinates, Receipt, Sender
from bot.demo_office.certificate import Certificate, make_certificate
from bot.demo_office.mail import Login, MailOffice
from bot.errors import (
    DeliveryError,
    PermanentDeliveryError,
    TransientDeliveryError,
    UnknownOutcomeError,
)
from bot.forwarders.mail import MailOptions
from tests.forwarders.peers import to_mailbox
from tests.forwarders.sample import CODE, FEEDBACK, HASTY, PHOTOS, VERY_LONG, is_discreet

LOGIN = Login("bot", "mật khẩu")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def trusting(certificate: Certificate) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate.path)


# --- the letter


async def test_a_letter_can_be_read_by_people_and_programs() -> None:
    async with MailOffice() as office:
        assert await to_mailbox(office.port).deliver(FEEDBACK) == Receipt()
    [letter] = office.received
    text, tree, *photos = letter.iter_parts()

    assert letter["Message-ID"] == f"<{CODE}@danang.example>"
    assert letter["Subject"] == f"Góp ý {CODE}: Rác thải, vệ sinh"
    assert (letter["From"], letter["To"]) == ("bot@danang.example", "gopy@danang.example")
    assert letter["Date"].datetime == FEEDBACK.created_at
    assert letter["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in (text, tree)] == ["text/plain", "application/json"]
    assert tree.get_filename() == f"{CODE}.json"
    assert isinstance(text, EmailMessage)
    assert text.get_content().replace("\r\n", "\n") == (
        f"Mã góp ý: {CODE}\n"
        "Lĩnh vực: Rác thải, vệ sinh\n"
        f"Nội dung: {FEEDBACK.what}\n"
        "Nơi xảy ra: Kiệt 12 Lê Duẩn, phường Hải Châu\n"
        "Tọa độ: 16.067800,108.220800\n"
        "Thời điểm xảy ra: từ sáng thứ Hai\n"
        "Gửi lúc: 12:00 24/11/2026\n"
        "Người gửi: Nguyễn Thị Ánh\n"
        "Điện thoại: 0905123456\n"
        "Email: anh.nguyen@example.com\n"
        "Số ảnh kèm theo: 2\n"
    )
    assert [(p.get_filename(), p.get_content_type()) for p in photos] == [
        ("1.jpg", "image/jpeg"),
        ("2.png", "image/png"),
    ]
    assert [p.get_payload(decode=True) for p in photos] == [photo.content for photo in PHOTOS]


async def test_the_tree_holds_what_the_citizen_wrote() -> None:
    async with MailOffice() as office:
        await to_mailbox(office.port).deliver(FEEDBACK)
    part = list(office.received[0].iter_parts())[1]
    payload = part.get_payload(decode=True)

    assert isinstance(payload, bytes)
    assert json.loads(payload) == {
        "code": CODE,
        "field": "rac-thai",
        "field_name": "Rác thải, vệ sinh",
        "what": FEEDBACK.what,
        "where": FEEDBACK.where,
        "happened": "từ sáng thứ Hai",
        "created_at": "2026-11-24T05:00:00+00:00",
        "location": {"latitude": 16.0678, "longitude": 108.2208},
        "sender": {
            "name": "Nguyễn Thị Ánh",
            "phone": "0905123456",
            "email": "anh.nguyen@example.com",
        },
        "photos": [
            {"name": "1.jpg", "media_type": "image/jpeg"},
            {"name": "2.png", "media_type": "image/png"},
        ],
    }


async def test_parts_the_citizen_left_out_are_missing() -> None:
    bare = dataclasses.replace(
        FEEDBACK, where="", happened="", location=None, sender=Sender(), photos=()
    )
    async with MailOffice() as office:
        await to_mailbox(office.port).deliver(bare)
    body = office.received[0].get_body()

    assert isinstance(body, EmailMessage)
    text = body.get_content()
    assert "Người gửi: ẩn danh" in text
    for name in ("Nơi xảy ra", "Tọa độ", "Thời điểm", "Điện thoại", "Email", "ảnh"):
        assert name not in text


async def test_nothing_a_citizen_writes_becomes_a_header_or_ends_the_letter() -> None:
    sly = "Rác\r\n.\r\nQUIT\r\nBcc: x@y.example\r\n\r\nFrom me"
    async with MailOffice() as office:
        written = dataclasses.replace(
            FEEDBACK, what=sly, field_name="a\r\nBcc: x@y.example", location=Coordinates(0, 0)
        )
        await to_mailbox(office.port).deliver(written)
    [letter] = office.received
    body = letter.get_body()

    assert isinstance(body, EmailMessage)
    assert sly in body.get_content()
    assert letter["Bcc"] is None
    assert letter.get_all("Delivered-To") == ["gopy@danang.example"]


async def test_the_same_letter_again_has_the_same_id() -> None:
    async with MailOffice() as office:
        for _ in range(2):
            await to_mailbox(office.port).deliver(FEEDBACK)

    assert len({letter["Message-ID"] for letter in office.received}) == 1


# --- the way


@pytest.mark.parametrize("login", [None, LOGIN])
async def test_a_letter_travels_under_tls_and_after_a_login(
    certificate: Certificate, login: Login | None
) -> None:
    user, password = login or ("", "")
    tls = trusting(certificate)
    async with MailOffice(certificate=certificate, login=login) as office:
        forwarder = to_mailbox(office.port, starttls=True, user=user, password=password, tls=tls)
        await forwarder.deliver(FEEDBACK)

    assert len(office.received) == 1
    assert "mật khẩu" not in repr(MailOptions("a", "b", "c", "d", password="mật khẩu"))


async def test_a_server_nobody_vouches_for_is_told_nothing(certificate: Certificate) -> None:
    strict = ssl.create_default_context()
    async with MailOffice(certificate=certificate) as office:
        with pytest.raises(TransientDeliveryError):
            await to_mailbox(office.port, starttls=True, tls=strict).deliver(FEEDBACK)

    assert office.received == []


async def test_a_server_without_tls_is_told_nothing() -> None:
    async with MailOffice() as office:
        with pytest.raises(TransientDeliveryError):
            await to_mailbox(office.port, starttls=True).deliver(FEEDBACK)

    assert office.received == []


async def test_a_login_that_is_refused_is_refused_for_good(certificate: Certificate) -> None:
    tls = trusting(certificate)
    async with MailOffice("refuse_auth", certificate=certificate, login=LOGIN) as office:
        forwarder = to_mailbox(office.port, starttls=True, user="bot", password="sai", tls=tls)
        with pytest.raises(PermanentDeliveryError, match=r"^SMTP 535"):
            await forwarder.deliver(FEEDBACK)


# --- 4xx, 5xx, drop after DATA


@pytest.mark.parametrize(
    ("trait", "error", "reason"),
    [
        ("down", TransientDeliveryError, "SMTPConnectError"),
        ("temp_4xx", TransientDeliveryError, "SMTP 451 4.3.0"),
        ("greylist", TransientDeliveryError, "SMTP 451 4.7.1"),
        ("perm_5xx", PermanentDeliveryError, "SMTP 550 5.1.1"),
        ("drop_after_data", UnknownOutcomeError, "SMTPServerDisconnected"),
    ],
)
async def test_the_codes_of_the_server_alone_are_told(
    trait: str, error: type[DeliveryError], reason: str
) -> None:
    async with MailOffice(trait) as office:
        with pytest.raises(error) as caught:
            await to_mailbox(office.port).deliver(FEEDBACK)

    assert str(caught.value) == reason
    assert is_discreet(caught.value)
    assert len(office.received) == (error is UnknownOutcomeError)


async def test_a_greylisting_server_takes_it_the_second_time() -> None:
    async with MailOffice("greylist") as office:
        with pytest.raises(TransientDeliveryError):
            await to_mailbox(office.port).deliver(FEEDBACK)
        await to_mailbox(office.port).deliver(FEEDBACK)

    assert len(office.received) == 1


async def test_a_server_that_thinks_too_long_may_have_taken_it() -> None:
    async with MailOffice("slow", slow_for=VERY_LONG) as office:
        with pytest.raises(UnknownOutcomeError):
            await to_mailbox(office.port, timeout=HASTY.answer).deliver(FEEDBACK)

        assert len(office.received) == 1
