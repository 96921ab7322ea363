"""An office that speaks Open311 GeoReport v2, as two real servers do.

GET services, services/{code}, requests, requests/{id} and tokens/{token}, and POST requests;
each with .json or .xml, at the root. `endpoint` and `issue_reporting` differ as the two servers
did when they ran side by side; the standard leaves room for both, and both leave the standard.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from aiohttp import web

from bot.demo_office import behaviour
from bot.demo_office.form import LARGEST_FORM, Form, read_form
from bot.demo_office.open311_endpoint import EndpointDialect
from bot.demo_office.open311_issues import IssueReportingDialect
from bot.demo_office.open311_model import SERVICES, Attribute, Office311, Service, ServiceRequest
from bot.demo_office.open311_wire import Answer, CrashError, RefusalError, crash_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp.typedefs import Handler

_EXTENSION = ".{ext:json|xml}"
_Produce = Callable[[web.Request], Awaitable[Answer]]


class Open311Office(behaviour.Office):
    """The office; without a trait that names a server it is `endpoint`."""

    TRAITS: ClassVar[dict[str, str]] = behaviour.TRANSPORT | {
        "endpoint": "answers as mySociety's Open311::Endpoint does",
        "issue_reporting": "answers as 6aika/issue-reporting does",
        "batch": "gives a token first and an id later; endpoint only",
    }

    def __init__(
        self,
        personality: str = "endpoint",
        *,
        api_key: str = "",
        jurisdictions: Sequence[str] = (),
        services: Sequence[Service] = SERVICES,
        **rest: Any,
    ) -> None:
        super().__init__(personality, **rest)
        by_code = MappingProxyType({service.code: service for service in services})
        self.office = Office311(by_code, api_key, tuple(jurisdictions))
        self.received: list[ServiceRequest] = []
        self.pending_polls = 1  #: how often a token is answered with nothing
        self._polls: Counter[str] = Counter()

    def app(self) -> web.Application:
        """Return a new application that serves this office."""
        middlewares = [behaviour.misbehave(self)]
        app = web.Application(middlewares=middlewares, client_max_size=LARGEST_FORM)
        for path, produce in {
            "/services": self._services,
            "/services/{code:.+}": self._definition,
            "/requests": self._requests,
            "/requests/{id:.+}": self._request,
            "/tokens/{token:.+}": self._token,
        }.items():
            app.router.add_get(path + _EXTENSION, self._rendered(produce))
        app.router.add_post("/requests" + _EXTENSION, self._rendered(self._take))
        return app

    def set_status(self, request: int | str, status: str, notes: str = "") -> None:
        """Open or close a request, with a word of explanation."""
        for place, known in enumerate(self.received):
            if known.id == request:
                now = self.clock()
                self.received[place] = dataclasses.replace(
                    known, status=status, notes=notes, updated_at=now
                )
                return
        raise KeyError(request)

    @property
    def _dialect(self) -> EndpointDialect | IssueReportingDialect:
        return IssueReportingDialect() if self.has("issue_reporting") else EndpointDialect()

    def _rendered(self, produce: _Produce) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            try:
                answer = await produce(request)
            except RefusalError as refusal:
                answer = self._dialect.refused(refusal)
            except CrashError as crash:
                return crash_page(crash)
            return answer.render(request.match_info["ext"])

        return handle

    async def _services(self, request: web.Request) -> Answer:
        self._check_query(request)
        kind = "batch" if self._is_batch() else "realtime"
        rows = [self._dialect.service(each, kind) for each in self.office.services.values()]
        return self._dialect.services(rows)

    async def _definition(self, request: web.Request) -> Answer:
        self._check_query(request)
        service = self.office.services.get(request.match_info["code"])
        if service is None or not self._dialect.has_definitions:
            raise self._dialect.nothing()
        attributes = [_definition(*each) for each in enumerate(service.attributes, 1)]
        return Answer(
            "service_definition", {"service_code": service.code, "attributes": attributes}
        )

    async def _take(self, request: web.Request) -> Answer:
        form = await read_form(request)
        self._dialect.check(self.office, form)
        taken = self._keep(form)
        return self._dialect.listed([self._dialect.taken(taken)], self._dialect.created)

    def _keep(self, form: Form) -> ServiceRequest:
        count, now = len(self.received), self.clock()
        service = self.office.services[form.fields["service_code"]]
        token = f"token-{count}" if self._is_batch() else ""
        taken = ServiceRequest(self._dialect.new_id(count), service, form, now, now, token)
        self.received.append(taken)
        return taken

    async def _requests(self, request: web.Request) -> Answer:
        self._check_query(request)
        start, end = (self._date(request.query.get(n)) for n in ("start_date", "end_date"))
        found = [each for each in self.received if self._is_wanted(each, request)]
        found = [each for each in found if not start or start <= each.at]
        found = [each for each in found if not end or each.at <= end]
        if self._dialect.is_newest_first:
            found.reverse()
        return self._dialect.listed([self._dialect.shown(each) for each in found])

    async def _request(self, request: web.Request) -> Answer:
        self._check_query(request)
        for known in self.received:
            if str(known.id) == request.match_info["id"]:
                return self._dialect.listed([self._dialect.shown(known)])
        raise self._dialect.no_request()

    async def _token(self, request: web.Request) -> Answer:
        self._check_query(request)
        token = request.match_info["token"]
        known = [each for each in self.received if each.token == token]
        if not known or not self._dialect.has_tokens:
            raise self._dialect.nothing()
        self._polls[token] += 1
        if self._polls[token] <= self.pending_polls:
            return self._dialect.listed([])
        return self._dialect.listed([{"token": token, "service_request_id": known[0].id}])

    def _check_query(self, request: web.Request) -> None:
        self._dialect.check_query(self.office, request.query.get("jurisdiction_id"))

    def _is_batch(self) -> bool:
        return self.has("batch") and self._dialect.has_tokens

    def _is_wanted(self, known: ServiceRequest, request: web.Request) -> bool:
        """Tell whether a query asks for this request, its date aside."""
        query = request.query
        facts = {
            "service_request_id": str(known.id),
            "service_code": known.service.code,
            "status": known.status,
        }
        jurisdiction = query.get("jurisdiction_id")
        if jurisdiction and jurisdiction not in self.office.jurisdictions:
            return False
        return all(fact in query[n].split(",") for n, fact in facts.items() if query.get(n))

    def _date(self, text: str | None) -> datetime | None:
        """Read a W3C date-time; one without an offset is none."""
        if not text:
            return None
        try:
            at = datetime.fromisoformat(text)
        except ValueError as error:
            raise self._dialect.no_date() from error
        if at.tzinfo is None:
            raise self._dialect.no_date()
        return at


def _definition(order: int, attribute: Attribute) -> dict[str, Any]:
    definition: dict[str, Any] = {
        "variable": "true",
        "code": attribute.code,
        "datatype": attribute.datatype,
        "required": str(attribute.is_required).lower(),
        "datatype_description": "",
        "order": order,
        "description": attribute.description,
    }
    if attribute.values:
        choices = [{"key": key, "name": name} for key, name in attribute.values]
        definition["values"] = choices
    return definition
