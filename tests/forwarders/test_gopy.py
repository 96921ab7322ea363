"""What the portal of the demo office makes of our forms, and we of its answers."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.feedback import Coordinates, OfficeState, OfficeStatus, Receipt, Sender
from bot.demo_office.gopy import GopyOffice
from bot.demo_office.gopy_rules import REQUIRED, Status
from bot.demo_office.loopback import on_loopback
from bot.errors import PermanentDeliveryError, TransientDeliveryError, UnknownOutcomeError
from bot.forwarders.gopy import GopyForwarder, GopyOptions
from tests.forwarders.peers import to_portal
from tests.forwarders.sample import CENTRE, CODE, CONTACT, FEEDBACK, NOON, is_discreet


@pytest.fixture
def office() -> GopyOffice:
    return GopyOffice(key="khóa", clock=lambda: NOON)


@pytest.fixture
async def forwarder(office: GopyOffice) -> AsyncIterator[GopyForwarder]:
    async with on_loopback(office.app()) as url, to_portal(url, "khóa") as forwarder:
        yield forwarder


async def test_the_form_has_every_field_of_the_api(
    office: GopyOffice, forwarder: GopyForwarder
) -> None:
    await forwarder.deliver(FEEDBACK)
    fields = office.received[0].fields

    assert dict(fields) == {
        "hoten": "Nguyễn Thị Ánh",
        "email": "anh.nguyen@example.com",
        "dienthoai": "0905123456",
        "tieude": "Rác thải, vệ sinh: Rác “ngập” đến đầu gối & bốc mùi 100% .đã 3 ngày; gọi mãi…",
        "noidung": f"{FEEDBACK.what}\nThời điểm xảy ra: từ sáng thứ Hai",
        "noixayra": "Kiệt 12 Lê Duẩn, phường Hải Châu",
        "toado": "16.067800,108.220800",
        "ngay": "24/11/2026",
        "gio": "12:00",
        "linhvuc": "4",
        "nguon": "Trợ lý công dân",
        "an_danh": "0",
        "makhach": CODE,
    }
    assert [photo.filename for photo in office.received[0].photos] == ["1.jpg", "2.png"]
    assert [photo.content_type for photo in office.received[0].photos] == [
        "image/jpeg",
        "image/png",
    ]


async def test_what_the_citizen_left_out_is_filled_in_and_said_to_be(
    office: GopyOffice, forwarder: GopyForwarder
) -> None:
    late = datetime(2026, 12, 31, 17, 5, tzinfo=UTC)
    bare = dataclasses.replace(
        FEEDBACK,
        field="x",
        where="",
        happened="",
        created_at=late,
        location=None,
        sender=Sender(),
    )
    await forwarder.deliver(bare)
    fields = office.received[0].fields

    assert all(fields[name].strip() for name in REQUIRED)
    assert (fields["hoten"], fields["an_danh"]) == (CONTACT.name, "1")
    assert (fields["email"], fields["dienthoai"]) == (CONTACT.email, CONTACT.phone)
    assert fields["noixayra"] == "không nêu (không có tọa độ)"
    assert fields["toado"] == "16.047100,108.206800"
    assert (fields["ngay"], fields["gio"], fields["linhvuc"]) == ("01/01/2027", "00:05", "22")


async def test_a_sender_who_gave_a_name_alone_is_not_anonymous(
    office: GopyOffice, forwarder: GopyForwarder
) -> None:
    await forwarder.deliver(dataclasses.replace(FEEDBACK, sender=Sender("Ánh")))
    fields = office.received[0].fields

    assert (fields["hoten"], fields["dienthoai"], fields["an_danh"]) == ("Ánh", CONTACT.phone, "0")


@pytest.mark.parametrize("place", [Coordinates(0.00000001, -0.00000001), Coordinates(-90, 180)])
async def test_places_at_the_ends_of_the_earth_are_written_out(
    office: GopyOffice, forwarder: GopyForwarder, place: Coordinates
) -> None:
    await forwarder.deliver(dataclasses.replace(FEEDBACK, location=place))

    assert len(office.received) == 1


async def test_zero_is_a_number(office: GopyOffice, forwarder: GopyForwarder) -> None:
    office.personality = "id_zero"

    assert await forwarder.deliver(FEEDBACK) == Receipt("0")
    assert await forwarder.look_up(CODE) == Receipt("0")
    assert await forwarder.status("0") is not None


@pytest.mark.parametrize(
    "trait", ["drop_after_store", "error_after_store", "bad_json", "bad_json+honours_key"]
)
async def test_what_was_kept_unheard_is_found_by_its_key(
    office: GopyOffice, forwarder: GopyForwarder, trait: str
) -> None:
    office.personality = trait
    with pytest.raises(UnknownOutcomeError):
        await forwarder.deliver(FEEDBACK)
    office.personality = "good"

    assert await forwarder.look_up(CODE) == Receipt("1")
    assert len(office.received) == 1


@pytest.mark.parametrize("trait", ["down", "error_500", "html_error"])
async def test_what_was_not_kept_is_not_found_and_sent_again(
    office: GopyOffice, forwarder: GopyForwarder, trait: str
) -> None:
    office.personality = trait
    with pytest.raises(UnknownOutcomeError):
        await forwarder.deliver(FEEDBACK)
    with pytest.raises(TransientDeliveryError):
        await forwarder.look_up(CODE)
    office.personality = "good"

    assert await forwarder.look_up(CODE) is None
    assert await forwarder.deliver(FEEDBACK) == Receipt("1")


async def test_without_look_up_the_key_makes_sending_again_safe(
    office: GopyOffice, forwarder: GopyForwarder
) -> None:
    office.personality = "drop_after_store+no_lookup"
    with pytest.raises(UnknownOutcomeError):
        await forwarder.deliver(FEEDBACK)
    office.personality = "no_lookup"

    with pytest.raises(UnknownOutcomeError):
        await forwarder.look_up(CODE)
    assert await forwarder.deliver(FEEDBACK) == Receipt("1")
    assert len(office.received) == 1


async def test_without_look_up_and_key_the_outcome_stays_open(office: GopyOffice) -> None:
    office.personality = "no_lookup+ignores_key"
    async with (
        on_loopback(office.app()) as url,
        to_portal(url, "khóa", knows_again=False) as forwarder,
    ):
        await forwarder.deliver(FEEDBACK)
        with pytest.raises(UnknownOutcomeError):
            await forwarder.look_up(CODE)


async def test_of_two_under_one_key_the_first_counts(
    office: GopyOffice, forwarder: GopyForwarder
) -> None:
    office.personality = "ignores_key"
    numbers = [(await forwarder.deliver(FEEDBACK)).number for _ in range(2)]

    assert numbers == ["1", "2"]
    assert await forwarder.look_up(CODE) == Receipt("1")


async def test_an_office_that_is_busy_says_until_when(
    office: GopyOffice, forwarder: GopyForwarder
) -> None:
    office.personality = "rate_limited"
    for header, pause in {"7": 7, "Tue, 24 Nov 2026 05:00:30 GMT": 30}.items():
        office.retry_after = header
        for call in (forwarder.deliver(FEEDBACK), forwarder.look_up(CODE), forwarder.status("1")):
            with pytest.raises(TransientDeliveryError) as caught:
                await call
            assert caught.value.retry_after == timedelta(seconds=pause)


async def test_a_refusal_names_the_field(office: GopyOffice, forwarder: GopyForwarder) -> None:
    office.personality = "reject_field"
    with pytest.raises(PermanentDeliveryError) as caught:
        await forwarder.deliver(FEEDBACK)

    assert str(caught.value) == "HTTP 400 (linhvuc)"
    assert is_discreet(caught.value)


async def test_a_false_key_is_refused_and_not_told(office: GopyOffice) -> None:
    async with on_loopback(office.app()) as url, to_portal(url, "sai") as forwarder:
        for call in (forwarder.deliver(FEEDBACK), forwarder.look_up(CODE), forwarder.status("1")):
            with pytest.raises(PermanentDeliveryError, match=r"^HTTP 401$"):
                await call
    assert "khóa" not in repr(GopyOptions("u", CONTACT, CENTRE, "khóa"))


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (Status.NEW, OfficeState.RECEIVED),
        (Status.RUNNING, OfficeState.IN_PROGRESS),
        (Status.FORWARDED, OfficeState.PASSED_ON),
        (Status.DONE, OfficeState.DONE),
    ],
)
async def test_the_four_statuses_are_read(
    office: GopyOffice, forwarder: GopyForwarder, status: Status, state: OfficeState
) -> None:
    number = (await forwarder.deliver(FEEDBACK)).number
    office.set_status(int(number), status)

    assert await forwarder.status(number) == OfficeStatus(state, status, "27/11/2026")


async def test_a_number_the_portal_does_not_have_has_no_status(forwarder: GopyForwarder) -> None:
    assert await forwarder.status("404") is None
    assert await forwarder.status("../1?x=#") is None
