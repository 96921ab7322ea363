"""Open311 offices that take nothing from us: what is wrong is a setting, not a ticket."""

from __future__ import annotations

import dataclasses

import pytest

from bot.errors import DeliveryError, NotAdmittedError, UnknownOutcomeError
from tests.forwarders.open311_desk import desk
from tests.forwarders.sample import FEEDBACK, is_discreet
from tests.forwarders.test_open311 import on_both


@pytest.mark.parametrize(
    ("server", "key", "error", "reason"),
    [
        ("endpoint", "", NotAdmittedError, "HTTP 400 (api_key)"),
        ("issue_reporting", "", UnknownOutcomeError, "HTTP 500"),
        ("issue_reporting", "sai", NotAdmittedError, "HTTP 400 (API key)"),
    ],
)
async def test_a_key_that_does_not_fit(
    server: str, key: str, error: type[DeliveryError], reason: str
) -> None:
    async with desk(server, api_key=key) as d:
        with pytest.raises(error) as caught:
            await d.forwarder.deliver(FEEDBACK)

    assert str(caught.value) == reason
    assert is_discreet(caught.value)


@pytest.mark.parametrize("jurisdiction", ["", "hue.vn"])
@on_both
async def test_a_jurisdiction_that_does_not_fit_is_no_refusal_of_the_ticket(
    server: str, jurisdiction: str
) -> None:
    known = ("danang.vn", "hoian.vn")
    async with desk(server, jurisdictions=known, jurisdiction=jurisdiction) as d:
        with pytest.raises(NotAdmittedError, match=r"^HTTP 400") as caught:
            await d.forwarder.deliver(FEEDBACK)

    assert is_discreet(caught.value)


@on_both
async def test_a_jurisdiction_that_fits_no_more_is_no_refusal_of_the_ticket(server: str) -> None:
    async with desk(server) as d:
        await d.forwarder.deliver(dataclasses.replace(FEEDBACK, code="DN-0"))
        d.office.office = dataclasses.replace(d.office.office, jurisdictions=("a", "b"))
        with pytest.raises(NotAdmittedError) as caught:  # its services are known: it is the POST
            await d.forwarder.deliver(FEEDBACK)

    assert str(caught.value) == "HTTP 400 (jurisdiction_id)"
