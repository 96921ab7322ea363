"""The Open311 office read by somebody else's client, PyPI georeport; skipped without it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from bot.demo_office.loopback import on_loopback
from bot.demo_office.open311 import Open311Office
from tests.demo_office.open311_client import FORM

georeport = pytest.importorskip("georeport")


@dataclass
class Served:
    """An office and where it is."""

    office: Open311Office
    url: str

    async def read(self, method: str, *arguments: str, form: str = "json") -> Any:
        """Call a method of georeport, which blocks, beside the server."""
        reader = georeport.GeoReport(self.url, output_format=form)
        async with asyncio.timeout(5):
            return await asyncio.to_thread(getattr(reader, method), *arguments)

    def id_of(self, place: int) -> str:
        return str(self.office.received[place].id)


@pytest.fixture(params=["endpoint", "issue_reporting"])
async def served(
    request: pytest.FixtureRequest, session: aiohttp.ClientSession
) -> AsyncIterator[Served]:
    office = Open311Office(request.param)
    async with on_loopback(office.app()) as url:
        for _ in range(2):
            async with session.post(url + "/requests.json", data=FORM) as response:
                assert response.status in {200, 201}
        yield Served(office, url)


on_endpoint = pytest.mark.parametrize("served", ["endpoint"], indirect=True)
in_both_forms = pytest.mark.parametrize("form", ["json", "xml"])


@in_both_forms
async def test_georeport_reads_the_services(served: Served, form: str) -> None:
    services = await served.read("get_service_list", form=form)

    assert [service["service_code"] for service in services] == ["O_GA", "RAC", "DEN"]


@on_endpoint
@in_both_forms
async def test_georeport_reads_a_definition(served: Served, form: str) -> None:
    definition = await served.read("get_service_definition", "O_GA", form=form)

    assert definition["service_code"] == "O_GA"


async def test_georeport_reads_requests_as_json(served: Served) -> None:
    rows = await served.read("get_service_requests")
    row = await served.read("get_service_request", served.id_of(0))

    assert {str(each["service_request_id"]) for each in rows} == {served.id_of(0), served.id_of(1)}
    assert row["description"] == "Rác chưa thu gom."


@on_endpoint
async def test_georeport_reads_requests_as_xml(served: Served) -> None:
    rows = await served.read("get_service_requests", form="xml")
    row = await served.read("get_service_request", "1", form="xml")

    assert [each["service_request_id"] for each in rows] == ["0", "1"]
    assert row["status"] == "open"


@pytest.mark.parametrize("served", ["issue_reporting"], indirect=True)
async def test_the_other_root_of_issue_reporting_is_more_than_georeport_knows(
    served: Served,
) -> None:
    with pytest.raises(KeyError, match="service_requests"):
        await served.read("get_service_requests", form="xml")
