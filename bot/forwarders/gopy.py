"""Hands feedback to the city's portal, with the fields of its API of 2022.

Nobody outside has seen its wire; what is assumed stands in `bot/demo_office/gopy.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiohttp import FormData

from bot.core.days import VIETNAM
from bot.core.feedback import Coordinates, OfficeState, OfficeStatus, Receipt, Sender
from bot.core.ticket_ports import unnoticed
from bot.errors import UnknownOutcomeError
from bot.forwarders.answers import number_of, text_of
from bot.forwarders.http import PATIENT, Timeouts, Wire, utc_now
from bot.forwarders.letter import point_of, title_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.core.feedback import Feedback
    from bot.core.ticket_ports import OnLeaving

_PATH = "/api/gopy"
_KEY = "makhach"
_UNTOLD = "không nêu"
_STATES = {
    "Chưa xử lý": OfficeState.RECEIVED,
    "Đang xử lý": OfficeState.IN_PROGRESS,
    "Đã chuyển tiếp": OfficeState.PASSED_ON,
    "Đã xử lý": OfficeState.DONE,
}


@dataclass(frozen=True, slots=True)
class GopyOptions:
    """Where the portal is, and what it asks for that a citizen may leave out."""

    url: str
    contact: Sender  #: given for each part the sender leaves out; the portal needs all three
    centre: Coordinates  #: given, and said to be so, where the citizen marked no place
    key: str = field(default="", repr=False)
    topics: Mapping[str, str] = field(
        default_factory=dict
    )  #: field of gopy.yaml -> code of the portal
    other_topic: str = "22"
    source: str = "Trợ lý công dân"
    knows_again: bool = True  #: whether it answers a makhach it has with the first id
    timeouts: Timeouts = PATIENT


class GopyForwarder:
    """The way to the portal."""

    can_look_up = True

    def __init__(self, options: GopyOptions, clock: Callable[[], datetime] = utc_now) -> None:
        self.knows_again = options.knows_again
        self._options = options
        self._url = options.url.rstrip("/") + _PATH
        headers = {"Authorization": f"Bearer {options.key}"} if options.key else {}
        self._wire = Wire(options.timeouts, headers, clock)

    async def deliver(
        self,
        feedback: Feedback,
        token: str = "",  # noqa: ARG002 - the portal gives none
        on_leaving: OnLeaving = unnoticed,
    ) -> Receipt:
        """Post the feedback, with its code as the sender's key."""
        fields = _fields_of(feedback, self._options)
        form = FormData(fields, default_to_multipart=True)
        for photo in feedback.photos:
            kind = photo.media_type
            form.add_field("anh", photo.content, filename=photo.name, content_type=kind)
        await on_leaving()
        return _receipt_of(await self._wire.post(self._url, form, words=fields))

    async def look_up(self, code: str) -> Receipt | None:
        """Ask for the opinions under this key."""
        found = await self._wire.read(self._url, {_KEY: code})
        if not isinstance(found, list):
            message = "the portal has no look-up"
            raise UnknownOutcomeError(message)
        return _receipt_of(found[0]) if found else None

    async def status(self, number: str) -> OfficeStatus | None:
        """Ask for one opinion; a status without a name of ours counts as received."""
        found = await self._wire.read(f"{self._url}/{quote(number, safe='')}")
        if not isinstance(found, dict):
            return None
        said = text_of(found.get("trangthai"))
        state = _STATES.get(said, OfficeState.RECEIVED)
        return OfficeStatus(state, said, text_of(found.get("hanphanhoi")))

    async def close(self) -> None:
        """Give back every connection."""
        await self._wire.close()


def _fields_of(feedback: Feedback, options: GopyOptions) -> dict[str, str]:
    """Return the fields of the form; the portal wants none of them empty."""
    sender, contact = feedback.sender, options.contact
    at = feedback.created_at.astimezone(VIETNAM)
    where = feedback.where or _UNTOLD
    return {
        "hoten": sender.name or contact.name,
        "email": sender.email or contact.email,
        "dienthoai": sender.phone or contact.phone,
        "tieude": title_of(feedback),
        "noidung": f"{feedback.what}\nThời điểm xảy ra: {feedback.happened or _UNTOLD}",
        "noixayra": where if feedback.location else f"{where} (không có tọa độ)",
        "toado": point_of(feedback.location or options.centre),
        "ngay": f"{at:%d/%m/%Y}",
        "gio": f"{at:%H:%M}",
        "linhvuc": options.topics.get(feedback.field, options.other_topic),
        "nguon": options.source,
        "an_danh": str(int(sender.is_anonymous)),
        _KEY: feedback.code,
    }


def _receipt_of(opinion: Any) -> Receipt:
    number = number_of(opinion.get("id")) if isinstance(opinion, dict) else ""
    if not number:
        message = "the portal took it and gave no id"
        raise UnknownOutcomeError(message)
    return Receipt(number)
