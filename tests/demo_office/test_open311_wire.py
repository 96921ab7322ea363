"""The Open311 office in XML, and misbehaving."""

from __future__ import annotations

import aiohttp
import pytest

from bot.demo_office.behaviour import TRANSPORT
from bot.demo_office.open311 import Open311Office
from tests.demo_office.open311_client import FORM, Client, on_both, on_endpoint, on_issues, without

# --- the same in XML


@on_endpoint
async def test_endpoint_speaks_xml(client: Client) -> None:
    posted = await client.post(FORM, "/requests.xml")
    refused = await client.post(without("api_key"), "/requests.xml")
    definition = (await client.get("/services/O_GA.xml")).xml
    shown = (await client.get("/requests/0.xml")).xml

    assert (posted.status, posted.type) == (200, "text/xml")
    assert posted.text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<service_requests>')
    assert posted.xml.findtext("request/service_request_id") == "0"
    assert (refused.status, refused.xml.tag) == (400, "errors")
    assert refused.xml.findtext("error/code") == "400"
    assert definition.findtext("attributes/attribute/values/value/key") == "nhua"
    assert shown.findtext("request/description") == "Rác chưa thu gom."


@on_issues
async def test_issue_reporting_speaks_another_xml(client: Client) -> None:
    posted = await client.post(FORM, "/requests.xml")
    refused = await client.post(without("description"), "/requests.xml")
    services = (await client.get("/services.xml")).xml

    assert (posted.status, posted.type) == (201, "application/xml")
    assert (posted.xml.tag, posted.xml[0].tag) == ("requests", "request")
    assert refused.xml.findtext("code") == "400"
    assert refused.xml.findtext("detail/description/request") == "This field is required."
    assert services.findtext("service/metadata") == "false"


@pytest.mark.parametrize("client", ["endpoint+batch"], indirect=True)
async def test_a_pending_token_is_an_empty_list_in_xml(client: Client) -> None:
    await client.post(FORM)
    pending = (await client.get("/tokens/token-0.xml")).xml

    assert (pending.tag, len(pending)) == ("service_requests", 0)


# --- transport


@on_both
@pytest.mark.parametrize(
    ("trait", "status", "count"),
    [
        ("error_500", 500, 0),
        ("html_error", 502, 0),
        ("rate_limited", 429, 0),
        ("error_after_store", 500, 1),
        ("slow", None, 1),
    ],
)
async def test_transport_misbehaviour(
    client: Client, trait: str, status: int | None, count: int
) -> None:
    created = 201 if client.office.has("issue_reporting") else 200
    client.office.personality += "+" + trait

    assert (await client.post(FORM)).status == (status or created)
    assert len(client.office.received) == count


@on_both
@pytest.mark.parametrize(("trait", "count"), [("down", 0), ("drop_after_store", 1)])
async def test_a_cut_connection(client: Client, trait: str, count: int) -> None:
    server = client.office.personality
    client.office.personality += "+" + trait
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.post(FORM)
    client.office.personality = server

    assert len((await client.get("/requests.json")).json) == count


def test_every_transport_trait_is_known() -> None:
    assert TRANSPORT.keys() <= Open311Office.TRAITS.keys()
