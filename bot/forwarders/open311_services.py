"""What an Open311 office can be asked for: its services and their attributes, fetched and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.errors import NotAdmittedError, PermanentDeliveryError
from bot.forwarders.answers import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime, timedelta

    from bot.forwarders.http import Wire


@dataclass(frozen=True, slots=True)
class Attribute:
    """A further question of a service."""

    code: str
    is_required: bool
    is_list: bool

    @property
    def field(self) -> str:
        """Return the name of its field in the form."""
        return f"attribute[{self.code}]" + ("[]" if self.is_list else "")


@dataclass(frozen=True, slots=True)
class Service:
    """Something the office can be asked for."""

    code: str
    gives_number: bool  #: else it takes requests and says nothing of them ("blackbox")
    attributes: tuple[Attribute, ...]


class Services:
    """The services of one office, each fetched when it is first needed, and again after a span."""

    def __init__(
        self,
        wire: Wire,
        url: str,
        query: Mapping[str, str],
        clock: Callable[[], datetime],
        kept_for: timedelta,
    ) -> None:
        self._wire, self._url, self._query = wire, url, dict(query)
        self._clock, self._kept_for = clock, kept_for
        self._kept: dict[str, tuple[Service, datetime]] = {}

    async def get(self, code: str) -> Service:
        """Return a service.

        Raises:
            DeliveryError: transient if the office cannot tell now, not admitted if it tells us
                nothing, permanent if it has none such.
        """
        kept, until = self._kept.get(code, (None, self._clock()))
        if kept is None or until <= self._clock():
            kept = await self._fetch(code)
            self._kept[code] = kept, self._clock() + self._kept_for
        return kept

    async def _fetch(self, code: str) -> Service:
        listed = await self._read("services.json")
        for row in _rows(listed):
            if text_of(row.get("service_code")) == code:
                break
        else:
            message = f"the office has no service {code}"
            raise PermanentDeliveryError(message)
        attributes: tuple[Attribute, ...] = ()
        if _is_true(row.get("metadata")):
            definition = await self._read(f"services/{quote(code, safe='')}.json")
            attributes = tuple(_attributes(definition))
        return Service(code, row.get("type") != "blackbox", attributes)

    async def _read(self, path: str) -> Any:
        """Read what anybody may; a refusal is of us, for nothing of the feedback was told yet."""
        try:
            return await self._wire.read(f"{self._url}/{path}", self._query)
        except PermanentDeliveryError as error:
            raise NotAdmittedError(str(error)) from error


def _attributes(definition: Any) -> Iterator[Attribute]:
    """Read a definition: the object itself, or a list around it."""
    for each in _rows(definition if isinstance(definition, list) else [definition]):
        for row in _rows(each.get("attributes")):
            # one with variable "false" is a text to show, which takes no value
            if row.get("code") and _is_true(row.get("variable", True)):
                is_list = row.get("datatype") == "multivaluelist"
                yield Attribute(str(row["code"]), _is_true(row.get("required")), is_list)


def _rows(tree: Any) -> list[dict[str, Any]]:
    return [row for row in tree if isinstance(row, dict)] if isinstance(tree, list) else []


def _is_true(value: object) -> bool:
    """Read a truth value; the standard writes it as text."""
    return str(value).casefold() == "true"
