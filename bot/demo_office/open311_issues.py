"""How 6aika/issue-reporting answers (Django, the six Finnish cities).

From its source: 201 and the whole request, ids as strings, errors as {"code", "detail"}; what its
serializer does not foresee falls through to Django, which shows HTML.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from bot.demo_office.open311_wire import Answer, CrashError, RefusalError

if TYPE_CHECKING:
    from bot.demo_office.form import Form
    from bot.demo_office.open311_model import Office311, Service, ServiceRequest

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_XML = "application/xml"


class IssueReportingDialect:
    """The lenient one: it overlooks what it does not know, and falls over what it needs."""

    created = 201
    has_tokens = False
    has_definitions = False
    is_newest_first = True

    def check_query(self, office: Office311, jurisdiction: str | None) -> None:
        """Show nothing of a jurisdiction nobody knows, rather than refuse it."""

    def check(self, office: Office311, form: Form) -> None:
        """Refuse what the serializer refuses, then fall over what the model refuses."""
        key = form.fields.get("api_key")
        if key is not None and (not key or office.api_key not in {"", key}):
            raise RefusalError(400, ["Invalid API key"])
        if faults := _field_faults(office, form):
            raise RefusalError(400, faults)
        if form.fields["service_code"] not in office.services:
            fault = f"Service code {form.fields['service_code']} is invalid"
            raise RefusalError(400, {"non_field_errors": [fault]})
        if key is None:
            name = "InvalidAppError"
            raise CrashError(name)
        if not _has_place(form):
            name = "ValidationError"
            raise CrashError(name)

    def new_id(self, count: int) -> str:
        """Return the id of a request: eight letters and digits that tell nothing."""
        return sha256(f"issue {count}".encode()).hexdigest()[:8]

    def taken(self, request: ServiceRequest) -> dict[str, Any]:
        """Return what a sender is told about a request just taken: all of it."""
        return self.shown(request)

    def service(self, service: Service, kind: str) -> dict[str, Any]:
        """Return a service as the list of services shows it."""
        return {
            "service_code": service.code,
            "service_name": service.name,
            "description": service.description,
            "metadata": False,
            "type": kind,
            "keywords": service.keywords,
            "group": service.group,
        }

    def shown(self, request: ServiceRequest) -> dict[str, Any]:
        """Return a request as it is shown to anybody."""
        place = {name: float(request.get(name)) for name in ("lat", "long") if request.get(name)}
        return {
            "address": request.get("address"),
            "agency_responsible": "",
            "description": request.get("description"),
            "media_url": request.get("media_url"),
            "requested_datetime": request.at.isoformat().replace("+00:00", "Z"),
            "service_code": request.service.code,
            "service_name": request.service.name,
            "service_notice": "",
            "service_request_id": request.id,
            "status": request.status,
            "status_notes": request.notes,
            "updated_datetime": request.updated_at.isoformat().replace("+00:00", "Z"),
        } | place

    def listed(self, rows: list[dict[str, Any]], status: int = 200) -> Answer:
        """Return requests as an answer, under a root the standard does not know."""
        return Answer("requests", rows, status, "request", _XML)

    def services(self, rows: list[dict[str, Any]]) -> Answer:
        """Return services as an answer."""
        return Answer("services", rows, 200, "service", _XML)

    def refused(self, refusal: RefusalError) -> Answer:
        """Return a refusal as an answer."""
        data = {"code": refusal.status, "detail": refusal.detail}
        return Answer("requests", data, refusal.status, "request", _XML)

    def no_request(self) -> Exception:
        """Return what happens to who asks for a request that is not there."""
        return RefusalError(404, "Not found.")

    def no_date(self) -> Exception:
        """Return what happens to a date without an offset."""
        return CrashError("ValidationError")

    def nothing(self) -> Exception:
        """Return what happens to who asks for something else that is not there."""
        return CrashError("Page not found", 404)


def _field_faults(office: Office311, form: Form) -> dict[str, list[str]]:
    faults = {}
    for name in ("service_code", "description"):
        if name not in form.fields:
            faults[name] = ["This field is required."]
        elif not form.fields[name].strip():
            faults[name] = ["This field may not be blank."]
    for name in ("lat", "long"):
        if form.fields.get(name) and not _NUMBER.fullmatch(form.fields[name]):
            faults[name] = ["A valid number is required."]
    jurisdiction = form.fields.get("jurisdiction_id")
    if jurisdiction is not None and jurisdiction not in office.jurisdictions:
        faults["jurisdiction_id"] = [f"Object with identifier={jurisdiction} does not exist."]
    if jurisdiction is None and len(office.jurisdictions) > 1:
        faults["non_field_errors"] = ["There are multiple jurisdictions, set jurisdiction_id"]
    return faults


def _has_place(form: Form) -> bool:
    """Ask for both coordinates, or `address`; the standard's address_string is not read."""
    has_coordinates = bool(form.fields.get("lat") and form.fields.get("long"))
    return has_coordinates or bool(form.fields.get("address"))
