"""What two real servers made of the fields of a POST, row by row."""

from __future__ import annotations

import pytest

from tests.demo_office.open311_client import FORM, Client, crashed, on_endpoint, on_issues, without

HOLE = FORM | {"service_code": "O_GA", "attribute[do_sau]": "12"}
ADDRESS = without("lat", "long") | {"address_string": "12 Lê Duẩn"}

# --- unknown form field


@on_endpoint
async def test_endpoint_refuses_an_unknown_field(client: Client) -> None:
    heard = await client.post(FORM | {"lastname": "Bích"})

    assert heard.status == 400
    assert heard.json[1]["description"] == "found unexpected entries: lastname"


@on_issues
async def test_issue_reporting_ignores_an_unknown_field(client: Client) -> None:
    heard = await client.post(FORM | {"lastname": "Bích"})

    assert heard.status == 201
    assert "lastname" not in heard.json[0]


# --- where it is: address only, only lat, empty coordinates


@on_endpoint
@pytest.mark.parametrize(
    ("form", "status"),
    [
        (ADDRESS, 200),
        (without("lat", "long") | {"address_id": "7"}, 200),
        (FORM | {"address_string": "12 Lê Duẩn"}, 200),
        (without("long"), 400),
        (without("lat"), 400),
        (ADDRESS | {"lat": "16.0678"}, 400),
        (without("lat", "long"), 400),
        (FORM | {"lat": "", "long": ""}, 400),
        (FORM | {"lat": "bắc"}, 400),
    ],
)
async def test_endpoint_wants_both_coordinates_or_an_address(
    client: Client, form: dict[str, str], status: int
) -> None:
    assert (await client.post(form)).status == status


@on_issues
@pytest.mark.parametrize(
    "form",
    [
        ADDRESS,
        FORM | {"lat": "", "long": ""},
        without("lat", "long"),
        without("long"),
    ],
)
async def test_issue_reporting_falls_over_a_missing_place(
    client: Client, form: dict[str, str]
) -> None:
    assert crashed(await client.post(form))
    assert client.office.received == []


@on_issues
async def test_issue_reporting_takes_a_place_it_can_read_and_refuses_a_false_number(
    client: Client,
) -> None:
    assert (await client.post(without("lat", "long") | {"address": "12 Lê Duẩn"})).status == 201
    assert (await client.post(FORM | {"lat": "bắc"})).status == 400


# --- attributes


@on_endpoint
@pytest.mark.parametrize(
    ("form", "status"),
    [
        (HOLE, 200),
        (HOLE | {"attribute[mat_duong]": "nhua"}, 200),
        (HOLE | {"attribute[mat_duong]": ""}, 200),
        (HOLE | {"attribute[mat_duong]": "cat"}, 400),
        (HOLE | {"attribute[do_sau]": "sâu"}, 400),
        (HOLE | {"attribute[do_sau]": ""}, 400),
        (without("attribute[do_sau]", form=HOLE), 400),
        (FORM | {"attribute[lạ]": "gì cũng được"}, 200),
    ],
)
async def test_endpoint_checks_the_attributes_of_the_service(
    client: Client, form: dict[str, str], status: int
) -> None:
    assert (await client.post(form)).status == status


@on_issues
async def test_issue_reporting_knows_no_attributes(client: Client) -> None:
    assert (await client.post(HOLE | {"attribute[mat_duong]": "cat"})).status == 201
