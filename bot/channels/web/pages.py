"""The pages: the chat, and every entry and category readable without JavaScript."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.core.cards import is_expired, show_date, show_partial_date
from bot.core.days import day_of
from bot.core.facts import text_on
from bot.core.links import find_web_addresses
from bot.core.sections import age_notes, full_card

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.catalogue import Catalogue
    from bot.core.ports import Clock

FOLDER = Path(__file__).resolve().parents[2] / "web"
_STATIC = {
    "bubbles.js": "text/javascript",
    "chat.js": "text/javascript",
    "wishes.js": "text/javascript",
    "style.css": "text/css",
    "icon.svg": "image/svg+xml",
}


class Pages:
    """Renders the catalogue of the moment."""

    def __init__(self, catalogue: Callable[[], Catalogue], clock: Clock) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["linked"] = _linked
        self._templates.filters["partial_date"] = show_partial_date
        self._templates.filters["day"] = show_date
        self._templates.filters["on"] = text_on

    @property
    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the routes of the pages and of the files they use."""
        return [
            web.get("/", self.chat),
            web.get("/e/{entry}", self.entry),
            web.get("/thu-tuc", self.entries),
            web.get("/static/{name}", self.static),
        ]

    async def chat(self, _request: web.Request) -> web.Response:
        """Show the chat."""
        return self._render("chat.html")

    async def entries(self, _request: web.Request) -> web.Response:
        """Show every category with its entries."""
        return self._render("entries.html")

    async def entry(self, request: web.Request) -> web.Response:
        """Show one entry whole; an id it had formerly leads to it."""
        name = request.match_info["entry"]
        found = self._catalogue().find(name)
        if found is None:
            return self._render("missing.html", status=404)
        if found.id != name:
            location = f"/e/{found.id}"
            raise web.HTTPMovedPermanently(location)
        today = day_of(self._clock())
        catalogue = self._catalogue()
        sections = (
            [] if is_expired(catalogue, found, today) else full_card(catalogue, found, today)
        )
        notes = age_notes(catalogue, found, today)
        summary = text_on(found.summary, today) if sections else None
        return self._render(
            "entry.html", entry=found, sections=sections, notes=notes, summary=summary, today=today
        )

    async def static(self, request: web.Request) -> web.StreamResponse:
        """Serve one of the few files of the pages."""
        name = request.match_info["name"]
        if name not in _STATIC:
            raise web.HTTPNotFound
        headers = {"Content-Type": _STATIC[name], "Cache-Control": "no-cache"}
        return web.FileResponse(FOLDER / "static" / name, headers=headers)

    def _render(self, template: str, status: int = 200, **values: Any) -> web.Response:
        catalogue = self._catalogue()
        page = self._templates.get_template(template).render(
            catalogue=catalogue, words=catalogue.web_words, **values
        )
        return web.Response(text=page, status=status, content_type="text/html")


def _href(address: str) -> str:
    return address if "://" in address else f"https://{address}"


def _linked(text: str) -> Markup:
    """Make the web addresses in a text clickable; everything else is escaped."""
    parts: list[Markup] = []
    rest = text
    for address in find_web_addresses(text):
        before, _, rest = rest.partition(address)
        parts += [escape(before), Markup('<a href="{}">{}</a>').format(_href(address), address)]
    return Markup("").join([*parts, escape(rest)])
