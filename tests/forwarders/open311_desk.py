"""An Open311 office with a forwarder before it, and a log of what was asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.demo_office.loopback import on_loopback
from bot.demo_office.open311 import Open311Office
from bot.demo_office.open311_model import Attribute, Service
from bot.forwarders.open311 import Open311Forwarder, Open311Options
from tests.forwarders.sample import NOON, PATIENT, VERY_LONG

SERVICES = (
    Service("RAC", "Rác thải", "Rác chưa được thu gom", "môi trường", "rác"),
    Service("DEN", "Đèn đường", "Đèn đường không sáng", "hạ tầng", "đèn"),
    Service(
        "Ổ GÀ/1",
        "Ổ gà",
        "Mặt đường lún",
        "hạ tầng",
        "đường",
        (
            Attribute("do_sau", "Độ sâu", "number", is_required=True),
            Attribute("loai", "Loại", "multivaluelist", values=(("a", "A"), ("b", "B"))),
            Attribute("ticket_code", "Mã góp ý"),
        ),
    ),
)
BY_FIELD = {"rac-thai": "RAC", "ha-tang": "Ổ GÀ/1", "la": "KHONG_CO"}


@dataclass
class Clock:
    """A clock that stands still unless it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Desk:
    """The office, the way to it, and what went over the way."""

    office: Open311Office
    forwarder: Open311Forwarder
    clock: Clock
    log: list[str]  #: such as "POST /requests.json multipart/form-data"

    def fields(self, place: int = 0) -> dict[str, tuple[str, ...]]:
        return dict(self.office.received[place].form.values)


@asynccontextmanager
async def desk(
    personality: str = "endpoint", jurisdictions: tuple[str, ...] = (), **options: Any
) -> AsyncIterator[Desk]:
    clock, log = Clock(), list[str]()
    office = Open311Office(
        personality,
        api_key="k",
        jurisdictions=jurisdictions,
        services=SERVICES,
        slow_for=VERY_LONG,
        clock=clock,
    )

    @web.middleware
    async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
        kind = request.content_type if request.method == "POST" else ""
        log.append(f"{request.method} {request.path} {kind}".strip())
        return await handler(request)

    app = office.app()
    app.middlewares.insert(0, note)
    async with on_loopback(app) as url:
        told: dict[str, Any] = {
            "services": BY_FIELD,
            "api_key": "k",
            "timeouts": PATIENT,
        } | options
        forwarder = Open311Forwarder(Open311Options(url + "/", **told), clock)
        try:
            yield Desk(office, forwarder, clock, log)
        finally:
            await forwarder.close()
