"""What two real servers answered to the same POST, row by row."""

from __future__ import annotations

import aiohttp
import pytest

from bot.demo_office.loopback import on_loopback
from bot.demo_office.open311 import Open311Office
from tests.demo_office.open311_client import (
    FORM,
    NOON,
    Client,
    crashed,
    on_both,
    on_endpoint,
    on_issues,
    without,
)

# --- create OK, the same POST twice


@on_endpoint
async def test_endpoint_answers_200_and_counts_in_integers_from_zero(client: Client) -> None:
    heard = [await client.post(FORM), await client.post(FORM)]

    assert [each.status for each in heard] == [200, 200]
    assert [each.json for each in heard] == [
        [{"service_request_id": 0}],
        [{"service_request_id": 1}],
    ]
    assert heard[0].type == "application/json"


@on_issues
async def test_issue_reporting_answers_201_with_all_of_the_request(client: Client) -> None:
    first, second = await client.post(FORM), await client.post(FORM)
    row = first.json[0]

    assert (first.status, first.type) == (201, "application/json")
    assert row["description"] == "Rác chưa thu gom."
    assert (row["lat"], row["long"]) == (16.0678, 108.2208)
    assert isinstance(row["service_request_id"], str)
    assert len(row["service_request_id"]) == 8
    assert second.json[0]["service_request_id"] != row["service_request_id"]


@on_both
async def test_what_was_posted_is_received(client: Client) -> None:
    await client.post(FORM)
    received = client.office.received[0]

    assert dict(received.form.fields) == FORM
    assert (received.at, received.status) == (NOON, "open")


# --- error body


@on_endpoint
async def test_endpoint_lists_code_and_description(client: Client) -> None:
    heard = await client.post(without("api_key"))

    assert (heard.status, heard.type) == (400, "application/json")
    assert heard.json == [
        {"code": 400, "description": "Error in input for POST_Service_Request"},
        {"code": 400, "description": "missing required entries: api_key"},
    ]


@on_issues
async def test_issue_reporting_wraps_the_detail_in_three_shapes(client: Client) -> None:
    by_field = (await client.post(without("description"))).json
    as_list = (await client.post(FORM | {"api_key": "sai"})).json
    as_text = (await client.get("/requests/none.json")).json

    assert by_field == {"code": 400, "detail": {"description": ["This field is required."]}}
    assert as_list == {"code": 400, "detail": ["Invalid API key"]}
    assert as_text == {"code": 404, "detail": "Not found."}


# --- missing and bad api_key


@on_endpoint
async def test_endpoint_wants_a_key_and_takes_any(client: Client) -> None:
    assert (await client.post(without("api_key"))).status == 400
    assert (await client.post(FORM | {"api_key": "sai"})).status == 200


@on_issues
async def test_issue_reporting_falls_over_a_missing_key_and_refuses_a_bad_one(
    client: Client,
) -> None:
    assert crashed(await client.post(without("api_key")))
    assert (await client.post(FORM | {"api_key": "sai"})).status == 400
    assert client.office.received == []


# --- wrong service_code


@on_endpoint
async def test_endpoint_calls_an_unknown_service_a_bad_request(client: Client) -> None:
    heard = await client.post(FORM | {"service_code": "BADGER"})

    assert heard.status == 400
    assert heard.json == [{"code": 400, "description": "Bad request"}]
    assert (await client.post(without("service_code"))).status == 400


@on_issues
async def test_issue_reporting_refuses_an_unknown_service(client: Client) -> None:
    heard = await client.post(FORM | {"service_code": "BADGER"})

    assert heard.status == 400
    assert heard.json["detail"] == {"non_field_errors": ["Service code BADGER is invalid"]}
    assert (await client.post(without("service_code"))).status == 400


# --- jurisdiction_id


@on_endpoint
async def test_endpoint_refuses_an_unknown_jurisdiction_on_any_call(client: Client) -> None:
    for path in ("/requests.json", "/services.json", "/services/O_GA.json", "/requests/0.json"):
        assert (await client.get(path, jurisdiction_id="hue")).status == 400
    assert (await client.post(FORM | {"jurisdiction_id": "hue"})).status == 400


@on_issues
async def test_issue_reporting_refuses_an_unknown_jurisdiction_on_post(client: Client) -> None:
    assert (await client.post(FORM)).status == 201
    assert (await client.post(FORM | {"jurisdiction_id": "hue"})).status == 400
    heard = await client.get("/requests.json", jurisdiction_id="hue")
    assert (heard.status, heard.json) == (200, [])


@pytest.mark.parametrize(("server", "created"), [("endpoint", 200), ("issue_reporting", 201)])
async def test_of_several_jurisdictions_one_must_be_named(
    session: aiohttp.ClientSession, server: str, created: int
) -> None:
    office = Open311Office(server, jurisdictions=("danang", "hoian"))
    async with on_loopback(office.app()) as url:
        client = Client(session, url, office)
        assert (await client.post(FORM)).status == 400
        assert (await client.post(FORM | {"jurisdiction_id": "danang"})).status == created


# --- no description


@on_endpoint
async def test_endpoint_takes_a_request_without_description(client: Client) -> None:
    assert (await client.post(without("description"))).status == 200


@on_issues
async def test_issue_reporting_wants_a_description(client: Client) -> None:
    assert (await client.post(without("description"))).status == 400
    heard = await client.post(FORM | {"description": " "})
    assert heard.json["detail"] == {"description": ["This field may not be blank."]}


# --- multipart photo


@on_both
async def test_a_photo_is_accepted(client: Client) -> None:
    form = aiohttp.FormData(FORM, default_to_multipart=True)
    form.add_field("media", b"\xff\xd8", filename="anh.jpg", content_type="image/jpeg")

    assert (await client.post(form)).status in {200, 201}
    assert client.office.received[0].form.photos[0].content == b"\xff\xd8"
