"""The two forms of a GeoReport answer: JSON, and XML made from the same tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from aiohttp import web

_SINGULAR = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
}


class RefusalError(Exception):
    """The office says no, in its own words."""

    def __init__(self, status: int, detail: Any) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status
        self.detail = detail


class CrashError(Exception):
    """The office falls over and shows a page of HTML."""

    def __init__(self, name: str, status: int = 500) -> None:
        super().__init__(name)
        self.status = status


@dataclass(frozen=True)
class Answer:
    """A tree with the name of its root, which JSON does not show."""

    root: str
    data: Any
    status: int = 200
    item: str = ""  #: what XML calls each member of any list; else the singular of the list
    xml_type: str = "text/xml"

    def render(self, extension: str) -> web.Response:
        """Return the answer as JSON or XML."""
        if extension == "json":
            return web.json_response(self.data, status=self.status)
        element = self._element(self.root, self.data)
        text = ET.tostring(element, encoding="unicode", short_empty_elements=False)
        prolog = '<?xml version="1.0" encoding="utf-8"?>\n'
        return web.Response(text=prolog + text, status=self.status, content_type=self.xml_type)

    def _element(self, tag: str, data: Any) -> ET.Element:
        element = ET.Element(tag)
        match data:
            case dict():
                element.extend([self._element(key, value) for key, value in data.items()])
            case list():
                item = self.item or _SINGULAR[tag]
                element.extend([self._element(item, value) for value in data])
            case bool():
                element.text = str(data).lower()
            case _:
                element.text = "" if data is None else str(data)
        return element


def crash_page(crash: CrashError) -> web.Response:
    """Return what a Django server in debug mode shows."""
    text = f"<!DOCTYPE html><html><body><h1>{crash} at /requests</h1></body></html>"
    return web.Response(text=text, status=crash.status, content_type="text/html")
