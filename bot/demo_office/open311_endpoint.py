"""How mySociety's Open311::Endpoint answers (Perl, mysociety/open311-adapter).

From its source and its test t/open311/endpoint.t: schemas that know every field; ids that count
from zero, as JSON integers; errors as a list of code and description. It asks for an api_key and
takes any.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.demo_office.open311_wire import Answer, RefusalError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.demo_office.form import Form
    from bot.demo_office.open311_model import Attribute, Office311, Service, ServiceRequest

REQUIRED = frozenset({"service_code", "api_key"})
LOCATION = frozenset({"lat", "long", "address_string", "address_id"})
OPTIONAL = frozenset(
    {
        *("jurisdiction_id", "email", "device_id", "account_id", "first_name", "last_name"),
        *("phone", "description", "media_url"),
    }
)
_ATTRIBUTE = re.compile(r"attribute\[([^\]]+)\](?:\[\])?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


class EndpointDialect:
    """The strict one: it refuses what its schema does not name."""

    created = 200
    has_tokens = True
    has_definitions = True
    is_newest_first = False

    def check_query(self, office: Office311, jurisdiction: str | None) -> None:
        """Refuse a jurisdiction the office does not know, on whatever call."""
        if faults := list(_jurisdiction_faults(office, jurisdiction)):
            raise RefusalError(400, ["Error in input", *faults])

    def check(self, office: Office311, form: Form) -> None:
        """Refuse a posted form that does not fit the schema of its service."""
        faults = [f"missing required entries: {name}" for name in _missing(form)]
        if faults:
            raise RefusalError(400, ["Error in input for POST_Service_Request", *faults])
        service = office.services.get(form.fields["service_code"])
        if service is None:
            raise RefusalError(400, ["Bad request"])
        faults += _jurisdiction_faults(office, form.fields.get("jurisdiction_id"))
        faults += _entry_faults(form)
        faults += _location_faults(form)
        faults += [fault for each in service.attributes for fault in _value_faults(each, form)]
        if faults:
            raise RefusalError(400, ["Error in input for POST_Service_Request", *faults])

    def new_id(self, count: int) -> int:
        """Return the id of a request, counted from zero."""
        return count

    def taken(self, request: ServiceRequest) -> dict[str, Any]:
        """Return what a sender is told about a request just taken."""
        if request.token:
            return {"token": request.token}
        return {"service_request_id": request.id}

    def service(self, service: Service, kind: str) -> dict[str, Any]:
        """Return a service as the list of services shows it."""
        return {
            "service_code": service.code,
            "service_name": service.name,
            "description": service.description,
            "metadata": "true" if service.attributes else "false",
            "type": kind,
            "keywords": service.keywords,
            "group": service.group,
        }

    def shown(self, request: ServiceRequest) -> dict[str, Any]:
        """Return a request as it is shown to anybody."""
        rest = {"description": request.get("description"), "status_notes": request.notes}
        return {
            "service_request_id": request.id,
            "status": request.status,
            "service_name": request.service.name,
            "service_code": request.service.code,
            "address": request.get("address_string"),
            "address_id": request.get("address_id"),
            "zipcode": "",
            "lat": float(request.get("lat") or 0),
            "long": float(request.get("long") or 0),
            "media_url": request.get("media_url"),
            "requested_datetime": f"{request.at:%Y-%m-%dT%H:%M:%SZ}",
            "updated_datetime": f"{request.updated_at:%Y-%m-%dT%H:%M:%SZ}",
        } | {name: value for name, value in rest.items() if value}

    def listed(self, rows: list[dict[str, Any]], status: int = 200) -> Answer:
        """Return requests as an answer."""
        return Answer("service_requests", rows, status)

    def services(self, rows: list[dict[str, Any]]) -> Answer:
        """Return services as an answer."""
        return Answer("services", rows)

    def refused(self, refusal: RefusalError) -> Answer:
        """Return a refusal as an answer."""
        errors = [{"code": refusal.status, "description": text} for text in refusal.detail]
        return Answer("errors", errors, refusal.status)

    def no_request(self) -> Exception:
        """Return what happens to who asks for a request that is not there."""
        return RefusalError(500, ['Can\'t call method "service_request_id" on undefined'])

    def no_date(self) -> Exception:
        """Return what happens to a date without an offset."""
        return RefusalError(400, ["Error in input for GET_Service_Requests", "not a datetime"])

    def nothing(self) -> Exception:
        """Return what happens to who asks for something else that is not there."""
        return RefusalError(404, ["Resource not found"])


def _missing(form: Form) -> list[str]:
    return sorted(REQUIRED - form.values.keys())


def _jurisdiction_faults(office: Office311, jurisdiction: str | None) -> Iterator[str]:
    if jurisdiction is None and len(office.jurisdictions) > 1:
        yield "missing required entries: jurisdiction_id"
    if jurisdiction is not None and jurisdiction not in office.jurisdictions:
        yield "jurisdiction_id is not one of ours"


def _entry_faults(form: Form) -> Iterator[str]:
    """Find fields nobody asked for, and fields that came more than once."""
    known = REQUIRED | LOCATION | OPTIONAL
    unknown = [name for name in form.values if name not in known and not _ATTRIBUTE.match(name)]
    if unknown:
        yield f"found unexpected entries: {', '.join(unknown)}"
    for name in form.repeated:
        if name != "media_url" and not _ATTRIBUTE.match(name):
            yield f"found value is not a string: {name}"


def _location_faults(form: Form) -> Iterator[str]:
    """Ask for both coordinates, or for an address without any."""
    match sorted(form.values.keys() & {"lat", "long"}):
        case ["lat", "long"]:
            for name in ("lat", "long"):
                if not _NUMBER.fullmatch(form.fields[name]):
                    yield f"value is not a number: {name}"
        case [only]:
            yield f"found unexpected entries: {only}"
        case _ if not form.values.keys() & LOCATION:
            yield "matched none of the available alternatives: lat and long, address"


def _value_faults(attribute: Attribute, form: Form) -> Iterator[str]:
    name = f"attribute[{attribute.code}]"
    values = form.values.get(name, form.values.get(name + "[]", ()))
    if attribute.is_required and not values:
        yield f"missing required entries: {name}"
    if not attribute.is_required and values == ("",):
        return
    choices = {key for key, _ in attribute.values}
    for value in values:
        if attribute.datatype == "number" and not _NUMBER.fullmatch(value):
            yield f"value is not a number: {name}"
        if choices and value not in choices:
            yield f"matched none of the available alternatives: {name}"
