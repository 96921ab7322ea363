"""Hands feedback to an office that speaks Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2).

Made for what real servers do, which is not always the standard: 200 or 201, ids that are numbers
(0 too) or text, two shapes of errors, HTML. The standard has no key against doubles; a request
is found again by the ticket code in the first line of its description.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.core.feedback import OfficeState, OfficeStatus, Receipt
from bot.core.ticket_ports import unnoticed
from bot.errors import NotAdmittedError, PermanentDeliveryError, UnknownOutcomeError
from bot.forwarders.answers import number_of, text_of
from bot.forwarders.http import PATIENT, Timeouts, Wire, utc_now
from bot.forwarders.open311_form import fields_of, form_of, is_marked
from bot.forwarders.open311_services import Services

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from aiohttp import FormData

    from bot.core.feedback import Feedback
    from bot.core.ticket_ports import OnLeaving

_LONGEST_LIST = 8 * 1024 * 1024  # bytes: some 15,000 requests
_STATES = {"open": OfficeState.RECEIVED, "closed": OfficeState.DONE}
_OF_OURS = {"api_key", "API key", "jurisdiction_id"}  # settings, not the feedback
_WORDS = {*_OF_OURS, "address_id"}  # beside the fields that were sent


@dataclass(frozen=True, slots=True)
class Open311Options:
    """Where the office is, and how our fields are called there."""

    url: str  #: without "/services.json"
    services: Mapping[str, str]  #: field of gopy.yaml -> service_code
    other_service: str = ""  #: service_code of all other fields
    api_key: str = field(default="", repr=False)
    jurisdiction: str = ""
    code_attribute: str = "ticket_code"  #: takes the ticket code in services that have it
    #: service_code -> attribute -> what is always answered
    answers: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    photo_field: str = "photo"  #: photo1, photo2 …; empty: the office gets no photos
    looks_back: timedelta = timedelta(hours=25)  #: longer than anything is tried
    keeps_services: timedelta = timedelta(hours=1)
    timeouts: Timeouts = PATIENT


class Open311Forwarder:
    """The way to an Open311 office."""

    can_look_up = True
    knows_again = False

    def __init__(self, options: Open311Options, clock: Callable[[], datetime] = utc_now) -> None:
        self._options, self._clock = options, clock
        self._url = options.url.rstrip("/")
        self._wire = Wire(options.timeouts, clock=clock)
        at = options.jurisdiction
        self._query = {"jurisdiction_id": at} if at else {}
        kept_for = options.keeps_services
        self._services = Services(self._wire, self._url, self._query, clock, kept_for)

    async def deliver(
        self, feedback: Feedback, token: str = "", on_leaving: OnLeaving = unnoticed
    ) -> Receipt:
        """Post a request, or ask for the number behind a token."""
        if token:
            return await self._redeem(token)
        options = self._options
        code = options.services.get(feedback.field, options.other_service)
        if not code:
            message = f"no service for the field {feedback.field}"
            raise PermanentDeliveryError(message)
        service = await self._services.get(code)
        answers = {options.code_attribute: (feedback.code,), **options.answers.get(code, {})}
        fields = fields_of(feedback, service, answers)
        key = {"api_key": options.api_key} if options.api_key else {}
        form = form_of([*(self._query | key).items(), *fields], feedback, options.photo_field)
        await on_leaving()
        taken = await self._post(form, _words_of(fields))
        receipt = _receipt_of(taken)
        if receipt is None and service.gives_number:
            message = "the office took it and gave neither id nor token"
            raise UnknownOutcomeError(message)
        return receipt or Receipt()

    async def _post(self, form: FormData, words: Collection[str]) -> Any:
        """Post a request; a refusal of our key or jurisdiction is none of the feedback."""
        try:
            return await self._wire.post(f"{self._url}/requests.json", form, words=words)
        except PermanentDeliveryError as error:
            if any(word in str(error) for word in _OF_OURS):
                raise NotAdmittedError(str(error)) from error
            raise

    async def look_up(self, code: str) -> Receipt | None:
        """Read the requests of the last day and find the one with this ticket code."""
        since = (self._clock() - self._options.looks_back).astimezone(UTC)
        query = self._query | {"start_date": f"{since:%Y-%m-%dT%H:%M:%SZ}"}
        listed = await self._wire.read(f"{self._url}/requests.json", query, _LONGEST_LIST)
        if not isinstance(listed, list):
            message = "the office does not list its requests"
            raise UnknownOutcomeError(message)
        for row in listed:
            if isinstance(row, dict) and is_marked(row.get("description"), code):
                return _receipt_of([row]) or Receipt()
        return None

    async def status(self, number: str) -> OfficeStatus | None:
        """Ask for one request; whatever is not closed counts as received."""
        path = f"{self._url}/requests/{quote(number, safe='')}.json"
        row = _first(await self._wire.read(path, self._query))
        if not row:
            return None
        state = _STATES.get(text_of(row.get("status")).casefold(), OfficeState.RECEIVED)
        due = text_of(row.get("expected_datetime"))
        return OfficeStatus(state, text_of(row.get("status_notes")), due)

    async def close(self) -> None:
        """Give back every connection."""
        await self._wire.close()

    async def _redeem(self, token: str) -> Receipt:
        path = f"{self._url}/tokens/{quote(token, safe='')}.json"
        answer = await self._wire.read(path, self._query)
        if answer is None:
            message = "the office does not know its token"
            raise UnknownOutcomeError(message)
        number = number_of(_first(answer).get("service_request_id"))
        return Receipt(number) if number else Receipt(token=token)


def _words_of(fields: Sequence[tuple[str, str]]) -> set[str]:
    """Return the words by which a refusal is told; not those that may be the citizen's own."""
    names = {*_WORDS, *(name for name, _ in fields)} - {"description"}  # in every error
    written = "\n".join(value for _, value in fields).casefold()  # it may be quoted back
    return {name for name in names if name.casefold() not in written}


def _receipt_of(tree: Any) -> Receipt | None:
    row = _first(tree)
    if number := number_of(row.get("service_request_id")):
        return Receipt(number)
    token = text_of(row.get("token"))
    return Receipt(token=token) if token else None


def _first(tree: Any) -> dict[str, Any]:
    """Return the first row of an answer; an empty one if there is none."""
    row = tree[0] if isinstance(tree, list) and tree else tree
    return row if isinstance(row, dict) else {}
