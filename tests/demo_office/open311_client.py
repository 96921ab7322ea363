"""Somebody who talks to the Open311 office, and what they say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import aiohttp
import pytest

from bot.demo_office.open311 import Open311Office

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
FORM = {
    "api_key": "bot-key",
    "service_code": "RAC",
    "lat": "16.0678",
    "long": "108.2208",
    "description": "Rác chưa thu gom.",
}

on_endpoint = pytest.mark.parametrize("client", ["endpoint"], indirect=True)
on_issues = pytest.mark.parametrize("client", ["issue_reporting"], indirect=True)
on_both = pytest.mark.parametrize("client", ["endpoint", "issue_reporting"], indirect=True)


@dataclass(frozen=True)
class Heard:
    """An answer, read."""

    status: int
    type: str
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def xml(self) -> ET.Element:
        return ET.fromstring(self.text)  # noqa: S314 - from our own server


class Client:
    """Somebody who talks to the office."""

    def __init__(self, session: aiohttp.ClientSession, url: str, office: Open311Office) -> None:
        self.office = office
        self._session, self._url = session, url

    async def post(self, form: Any, path: str = "/requests.json") -> Heard:
        return await self._read("POST", path, data=form)

    async def get(self, path: str, **query: str) -> Heard:
        return await self._read("GET", path, params=query)

    async def _read(self, verb: str, path: str, **rest: Any) -> Heard:
        async with self._session.request(verb, self._url + path, **rest) as response:
            return Heard(response.status, response.content_type, await response.text())


def without(*names: str, form: dict[str, str] = FORM) -> dict[str, str]:
    return {name: value for name, value in form.items() if name not in names}


def crashed(heard: Heard) -> bool:
    return (heard.status, heard.type) == (500, "text/html") and "<h1>" in heard.text
