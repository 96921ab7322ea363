"""The city's feedback portal as a server of ours, modelled on the fields of its API of 2022.

What is known: the fields and which of them are required, the four statuses, that an opinion has a
number and a deadline (see docs of the API, December 2022). What nobody outside has seen is the
wire. ASSUMED here, to be checked against the portal before the bot talks to it:

    POST /api/gopy             multipart/form-data; text fields hoten, email, dienthoai, tieude,
                               noidung, noixayra, toado "lat,long", ngay dd/MM/yyyy, gio HH:mm,
                               linhvuc (a code), nguon, all required; an_danh 0 or 1 and makhach
                               (the sender's own key) optional; any number of files named anh
                               -> 200 {"id": 1}
                               -> 400 {"error": "…", "fields": {"ngay": "phải là dd/MM/yyyy"}}
    GET  /api/gopy/{id}        -> 200 {"id": 1, "trangthai": "Chưa xử lý",
                                       "hanphanhoi": "27/11/2026"}, 404 if there is none
    GET  /api/gopy?makhach=KEY -> 200 [{"id": 1, …}], empty if the key never came

With a key set, each call needs `Authorization: Bearer <key>`, else 401.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

from aiohttp import web

from bot.demo_office import behaviour
from bot.demo_office.form import LARGEST_FORM, Form, Photo, read_form
from bot.demo_office.gopy_rules import KEY, Status, faults_of

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH = "/api/gopy"
LOCAL = timezone(timedelta(hours=7))
ANSWERED_WITHIN = timedelta(days=3)


@dataclass(frozen=True)
class Opinion:
    """What a citizen told the city."""

    id: int
    fields: Mapping[str, str]
    photos: tuple[Photo, ...]
    at: datetime


class GopyOffice(behaviour.Office):
    """The feedback portal; a good one knows the sender's key again (honours_key)."""

    TRAITS: ClassVar[dict[str, str]] = behaviour.TRANSPORT | {
        "honours_key": "answers a key it knows with the first id; so does good",
        "ignores_key": "keeps a second opinion under the same key",
        "no_lookup": "answers 404 to who looks up by key; still knows a key again",
        "reject_field": "answers 400 and names the field in rejected_field",
        "id_zero": "gives the first opinion the id 0",
    }

    def __init__(self, personality: str = behaviour.GOOD, *, key: str = "", **rest: Any) -> None:
        super().__init__(personality, **rest)
        self.key = key
        self.rejected_field = "linhvuc"
        self.received: list[Opinion] = []
        self._statuses: dict[int, Status] = {}
        self._ids = count(1)

    def app(self) -> web.Application:
        """Return a new application that serves this office."""
        middlewares = (behaviour.misbehave(self), self._admit)
        app = web.Application(middlewares=middlewares, client_max_size=LARGEST_FORM)
        app.router.add_post(PATH, self._take)
        app.router.add_get(PATH, self._look_up)
        app.router.add_get(PATH + r"/{id:\d+}", self._show)
        return app

    def set_status(self, opinion: int, status: Status) -> None:
        """Record how far the office is with an opinion."""
        if opinion not in self._statuses:
            raise KeyError(opinion)
        self._statuses[opinion] = status

    @web.middleware
    async def _admit(self, request: web.Request, handler: Any) -> web.StreamResponse:
        presented = request.headers.get("Authorization", "").encode()
        if self.key and not hmac.compare_digest(presented, f"Bearer {self.key}".encode()):
            return web.json_response({"error": "Sai khóa"}, status=401)
        response: web.StreamResponse = await handler(request)
        return response

    async def _take(self, request: web.Request) -> web.Response:
        if request.content_type != "multipart/form-data":
            return web.json_response({"error": "Chỉ nhận multipart/form-data"}, status=415)
        form = await read_form(request)
        faults = faults_of(form)
        if self.has("reject_field"):
            faults[self.rejected_field] = "không được chấp nhận"
        if faults:
            answer = {"error": "Dữ liệu không hợp lệ", "fields": faults}
            return web.json_response(answer, status=400)
        known = [] if self.has("ignores_key") else self._by_key(form.fields.get(KEY, ""))
        opinion = known[0] if known else self._keep(form)
        return web.json_response({"id": opinion.id})

    def _by_key(self, key: str) -> list[Opinion]:
        return [opinion for opinion in self.received if key and opinion.fields.get(KEY) == key]

    def _keep(self, form: Form) -> Opinion:
        is_zero = self.has("id_zero") and 0 not in self._statuses
        number = 0 if is_zero else next(self._ids)
        opinion = Opinion(number, form.fields, form.photos, self.clock())
        self.received.append(opinion)
        self._statuses[number] = Status.NEW
        return opinion

    async def _show(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        for opinion in self.received:
            if opinion.id == number:
                return web.json_response(self._state(opinion))
        return web.json_response({"error": "Không có ý kiến này"}, status=404)

    async def _look_up(self, request: web.Request) -> web.Response:
        if self.has("no_lookup"):
            raise web.HTTPNotFound
        key = request.query.get(KEY, "")
        if not key:
            answer = {"error": "Thiếu mã khách", "fields": {KEY: "bắt buộc"}}
            return web.json_response(answer, status=400)
        return web.json_response([self._state(opinion) for opinion in self._by_key(key)])

    def _state(self, opinion: Opinion) -> dict[str, Any]:
        deadline = (opinion.at + ANSWERED_WITHIN).astimezone(LOCAL)
        status = self._statuses[opinion.id]
        return {"id": opinion.id, "trangthai": status, "hanphanhoi": f"{deadline:%d/%m/%Y}"}
