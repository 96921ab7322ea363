"""Every row of what two real Open311 servers do (feedback-peers.md) as seen by who posts."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from bot.core.feedback import Receipt, Sender
from bot.demo_office.open311_endpoint import LOCATION, OPTIONAL, REQUIRED
from bot.errors import (
    PermanentDeliveryError,
    TransientDeliveryError,
    UnknownOutcomeError,
)
from tests.forwarders.open311_desk import desk
from tests.forwarders.sample import CODE, FEEDBACK

BOTH = ("endpoint", "issue_reporting")
on_both = pytest.mark.parametrize("server", BOTH)
HOLE = dataclasses.replace(FEEDBACK, field="ha-tang", photos=())
DEPTH = {"Ổ GÀ/1": {"do_sau": ("12",)}}
DESCRIPTION = f"""[{CODE}]
{FEEDBACK.what}
Nơi xảy ra: {FEEDBACK.where}
Thời điểm xảy ra: từ sáng thứ Hai"""
ADDRESS = dataclasses.replace(FEEDBACK, location=None, photos=())

# --- create OK


async def test_endpoint_answers_200_and_an_integer_that_may_be_zero() -> None:
    async with desk() as d:
        receipts = [
            await d.forwarder.deliver(dataclasses.replace(FEEDBACK, code=code))
            for code in ("DN-1", "DN-2")
        ]

        assert receipts == [Receipt("0"), Receipt("1")]
        assert await d.forwarder.look_up("DN-1") == Receipt("0")
        assert await d.forwarder.status("0") is not None


async def test_issue_reporting_answers_201_and_a_text() -> None:
    async with desk("issue_reporting") as d:
        receipt = await d.forwarder.deliver(FEEDBACK)

        assert receipt == Receipt(str(d.office.received[0].id))
        assert len(receipt.number) == 8


# --- unknown form field, no description: what is sent


async def test_only_fields_of_the_standard_are_sent_and_none_is_empty() -> None:
    async with desk(jurisdictions=("danang.vn",), jurisdiction="danang.vn") as d:
        await d.forwarder.deliver(FEEDBACK)
        fields = d.fields()

    assert fields.keys() <= REQUIRED | LOCATION | OPTIONAL
    assert all(value for values in fields.values() for value in values)
    assert fields == {
        "jurisdiction_id": ("danang.vn",),
        "api_key": ("k",),
        "service_code": ("RAC",),
        "lat": ("16.067800",),
        "long": ("108.220800",),
        "description": (DESCRIPTION,),
        "first_name": ("Ánh",),
        "last_name": ("Nguyễn Thị",),
        "phone": ("0905123456",),
        "email": ("anh.nguyen@example.com",),
    }


@on_both
async def test_there_is_always_a_description(server: str) -> None:
    async with desk(server) as d:
        await d.forwarder.deliver(dataclasses.replace(FEEDBACK, what="", where="", happened=""))

        assert d.fields()["description"][0].startswith(f"[{CODE}]")


@on_both
async def test_nobody_is_named_of_an_anonymous_sender(server: str) -> None:
    async with desk(server) as d:
        await d.forwarder.deliver(dataclasses.replace(FEEDBACK, sender=Sender()))

        assert not d.fields().keys() & {"first_name", "last_name", "phone", "email"}


async def test_a_name_of_one_word_is_a_first_name() -> None:
    async with desk() as d:
        await d.forwarder.deliver(dataclasses.replace(FEEDBACK, sender=Sender("Ánh")))

        assert d.fields()["first_name"] == ("Ánh",)
        assert "last_name" not in d.fields()


# --- address only, only lat


async def test_endpoint_takes_an_address_instead_of_a_point() -> None:
    async with desk() as d:
        assert await d.forwarder.deliver(ADDRESS) == Receipt("0")
        assert d.fields()["address_string"] == (FEEDBACK.where,)
        assert not d.fields().keys() & {"lat", "long"}


async def test_issue_reporting_falls_over_an_address_and_has_kept_nothing() -> None:
    async with desk("issue_reporting") as d:
        with pytest.raises(UnknownOutcomeError, match=r"^HTTP 500"):
            await d.forwarder.deliver(ADDRESS)

        assert await d.forwarder.look_up(CODE) is None


async def test_neither_point_nor_address_is_refused() -> None:
    async with desk() as d:
        with pytest.raises(PermanentDeliveryError, match=r"^HTTP 400"):
            await d.forwarder.deliver(dataclasses.replace(ADDRESS, where=""))


# --- error bodies


@pytest.mark.parametrize("trait", ["error_after_store", "drop_after_store", "bad_json"])
@on_both
async def test_what_was_kept_unheard_is_found_by_its_code(server: str, trait: str) -> None:
    async with desk(server) as d:
        await d.forwarder.deliver(dataclasses.replace(FEEDBACK, code="DN-0"))
        d.office.personality = f"{server}+{trait}"
        with pytest.raises(UnknownOutcomeError):
            await d.forwarder.deliver(FEEDBACK)
        d.office.personality = server

        assert await d.forwarder.look_up(CODE) == Receipt(str(d.office.received[1].id))
        assert len(d.office.received) == 2


@pytest.mark.parametrize("trait", ["down", "error_500", "html_error", "bad_json"])
@on_both
async def test_an_office_that_cannot_show_its_services_was_told_nothing(
    server: str, trait: str
) -> None:
    async with desk(f"{server}+{trait}") as d:
        with pytest.raises(TransientDeliveryError):
            await d.forwarder.deliver(FEEDBACK)

        assert not [line for line in d.log if line.startswith("POST")]


# --- attributes, wrong service_code


async def test_attributes_are_answered_from_the_options_and_the_code_has_one_of_its_own() -> None:
    answers = {"Ổ GÀ/1": {"do_sau": ("12",), "loai": ("a", "b"), "la": ("1",)}}
    async with desk(answers=answers) as d:
        await d.forwarder.deliver(dataclasses.replace(HOLE, photos=FEEDBACK.photos))
        fields = d.fields()

        assert fields["attribute[do_sau]"] == ("12",)
        assert fields["attribute[loai][]"] == ("a", "b")
        assert fields["attribute[ticket_code]"] == (CODE,)
        assert "attribute[la]" not in fields
        assert await d.forwarder.look_up(CODE) == Receipt("0")


async def test_a_required_attribute_without_an_answer_is_not_even_tried() -> None:
    async with desk() as d:
        with pytest.raises(PermanentDeliveryError, match=r"attribute\[do_sau\]"):
            await d.forwarder.deliver(HOLE)

        assert not [line for line in d.log if line.startswith("POST")]


async def test_a_bad_attribute_is_refused_by_its_name() -> None:
    async with desk(answers={"Ổ GÀ/1": {"do_sau": ("sâu",)}}) as d:
        with pytest.raises(PermanentDeliveryError) as caught:
            await d.forwarder.deliver(HOLE)

    assert str(caught.value) == "HTTP 400 (attribute[do_sau])"


@on_both
async def test_a_service_the_office_does_not_have_is_refused(server: str) -> None:
    async with desk(server) as d:
        with pytest.raises(PermanentDeliveryError, match="no service KHONG_CO"):
            await d.forwarder.deliver(dataclasses.replace(FEEDBACK, field="la"))


async def test_a_field_without_a_service_goes_to_the_other_one_if_there_is_one() -> None:
    strange = dataclasses.replace(FEEDBACK, field="khac")
    async with desk() as d:
        with pytest.raises(PermanentDeliveryError, match="no service for the field khac"):
            await d.forwarder.deliver(strange)
    async with desk(other_service="DEN") as d:
        await d.forwarder.deliver(strange)

        assert d.fields()["service_code"] == ("DEN",)


async def test_services_are_fetched_once_an_hour() -> None:
    async with desk(answers=DEPTH) as d:
        for code in ("DN-1", "DN-2"):
            await d.forwarder.deliver(dataclasses.replace(HOLE, code=code))
        first = d.log.copy()
        d.clock.now += timedelta(hours=1)
        await d.forwarder.deliver(dataclasses.replace(HOLE, code="DN-3"))

    asked = ["GET /services.json", "GET /services/Ổ GÀ/1.json"]
    post = "POST /requests.json application/x-www-form-urlencoded"
    assert first == [*asked, post, post]
    assert d.log[4:] == [*asked, post]
