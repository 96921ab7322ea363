"""What two real servers answered to the same GET, row by row."""

from __future__ import annotations

import aiohttp
import pytest

from bot.demo_office.loopback import on_loopback
from bot.demo_office.open311 import Open311Office
from tests.demo_office.open311_client import FORM, Client, crashed, on_both, on_endpoint, on_issues

# --- unknown id


@on_endpoint
async def test_endpoint_falls_over_an_unknown_request_but_not_over_an_unknown_service(
    client: Client,
) -> None:
    heard = await client.get("/requests/99.json")

    assert (heard.status, heard.json[0]["code"]) == (500, 500)
    assert (await client.get("/services/BADGER.json")).status == 404


@on_issues
async def test_issue_reporting_finds_no_unknown_request(client: Client) -> None:
    assert (await client.get("/requests/99.json")).status == 404


# --- batch tokens, /discovery


@pytest.mark.parametrize("client", ["endpoint+batch"], indirect=True)
async def test_a_token_is_pending_before_it_becomes_an_id(client: Client) -> None:
    client.office.pending_polls = 2
    posted = await client.post(FORM)
    token = posted.json[0]["token"]
    path = f"/tokens/{token}.json"
    answers = [await client.get(path) for _ in range(4)]

    assert (posted.status, list(posted.json[0])) == (200, ["token"])
    assert [each.status for each in answers] == [200] * 4
    assert [each.json for each in answers[:2]] == [[], []]
    assert answers[2].json == answers[3].json == [{"token": token, "service_request_id": 0}]
    assert (await client.get("/services.json")).json[0]["type"] == "batch"
    assert (await client.get("/tokens/none.json")).status == 404


@pytest.mark.parametrize("client", ["issue_reporting+batch"], indirect=True)
async def test_issue_reporting_has_no_tokens(client: Client) -> None:
    assert "service_request_id" in (await client.post(FORM)).json[0]
    assert (await client.get("/tokens/token-0.json")).status == 404


@on_both
async def test_there_is_no_discovery(client: Client) -> None:
    for path in ("/discovery", "/discovery.json", "/discovery.xml", "/requests", "/services.csv"):
        assert (await client.get(path)).status == 404


# --- services and their definitions


@on_both
async def test_the_services_are_listed(client: Client) -> None:
    rows = (await client.get("/services.json")).json

    assert [row["service_code"] for row in rows] == ["O_GA", "RAC", "DEN"]
    assert {row["type"] for row in rows} == {"realtime"}


@on_endpoint
async def test_endpoint_defines_its_services(client: Client) -> None:
    rows = (await client.get("/services.json")).json
    definition = (await client.get("/services/O_GA.json")).json

    assert [row["metadata"] for row in rows] == ["true", "false", "false"]
    assert definition["service_code"] == "O_GA"
    assert [each["required"] for each in definition["attributes"]] == ["true", "false"]
    assert definition["attributes"][1]["values"][0] == {"key": "nhua", "name": "Nhựa"}


@on_issues
async def test_issue_reporting_defines_nothing(client: Client) -> None:
    assert (await client.get("/services.json")).json[0]["metadata"] is False
    assert (await client.get("/services/O_GA.json")).status == 404


# --- reading requests


@on_both
async def test_a_request_can_be_followed(client: Client) -> None:
    number = (await client.post(FORM)).json[0]["service_request_id"]
    client.office.set_status(number, "closed", "Đã thu gom.")
    row = (await client.get(f"/requests/{number}.json")).json[0]

    assert (row["service_request_id"], row["status"]) == (number, "closed")
    assert row["status_notes"] == "Đã thu gom."
    assert row["requested_datetime"] == "2026-11-24T05:00:00Z"
    with pytest.raises(KeyError):
        client.office.set_status("none", "open")


@on_both
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"service_code": "DEN"}, 1),
        ({"service_code": "DEN,RAC"}, 2),
        ({"status": "closed"}, 0),
        ({"start_date": "2026-11-24T12:00:00+07:00"}, 2),
        ({"start_date": "2026-11-24T05:00:01Z"}, 0),
        ({"end_date": "2026-11-24T05:00:00Z"}, 2),
        ({"end_date": "2026-11-24T04:59:59Z"}, 0),
    ],
)
async def test_requests_can_be_searched(client: Client, query: dict[str, str], count: int) -> None:
    await client.post(FORM)
    await client.post(FORM | {"service_code": "DEN"})

    assert len((await client.get("/requests.json", **query)).json) == count


@on_both
async def test_a_request_can_be_searched_by_its_id(client: Client) -> None:
    numbers = [(await client.post(FORM)).json[0]["service_request_id"] for _ in range(3)]
    query = f"{numbers[0]},{numbers[2]}"
    rows = (await client.get("/requests.json", service_request_id=query)).json

    assert {row["service_request_id"] for row in rows} == {numbers[0], numbers[2]}


@pytest.mark.parametrize(("server", "order"), [("endpoint", 1), ("issue_reporting", -1)])
async def test_the_servers_sort_in_opposite_ways(
    session: aiohttp.ClientSession, server: str, order: int
) -> None:
    office = Open311Office(server)
    async with on_loopback(office.app()) as url:
        client = Client(session, url, office)
        numbers = [(await client.post(FORM)).json[0]["service_request_id"] for _ in range(2)]
        rows = (await client.get("/requests.json")).json

    assert [row["service_request_id"] for row in rows] == numbers[::order]


@pytest.mark.parametrize("text", ["2026-11-24T05:00:00", "hôm qua"])
async def test_a_date_without_offset_is_refused_even_by_an_empty_office(
    client: Client, text: str
) -> None:
    assert (await client.get("/requests.json", start_date=text)).status == 400
    client.office.personality = "issue_reporting"
    assert crashed(await client.get("/requests.json", start_date=text))
