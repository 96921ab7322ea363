"""How tickets and deliveries are shown to operators."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.core.days import VIETNAM, day_of
from bot.core.models import DeliveryState
from bot.core.ticket_code import read_code
from bot.core.tickets import TicketState
from bot.services.operating import Done, is_overdue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from bot.core.tickets import Ticket
    from bot.services.operating import Case

STATES = {
    "kept": "đã giữ",
    "sending": "đang gửi",
    "with_office": "nơi nhận đã có",
    "unsure": "chưa chắc",
    "done": "đã xử lý",
    "dead": "không gửi được",
    "withdrawn": "đã rút",
    "pending": "chờ gửi",
    "unknown": "chưa chắc",
}

DONE = {
    Done.DUE: "sẽ gửi lại ngay",
    Done.REVIVED: "phiếu góp ý lên đường lại, người gửi được báo",
    Done.DROPPED: "đã bỏ, không gửi nữa",
    Done.WITHDRAWN: "đã bỏ, phiếu góp ý được rút lại",
    Done.ARRIVED: "ghi là nơi nhận đã có, người gửi được báo",
    Done.LEFT: "để nguyên là chưa chắc, không nhắc nữa",
    Done.SETTLED: "không phải phiếu chưa chắc hay không gửi được, nên không có gì để ghi",
    Done.FORGOTTEN: "nội dung phiếu góp ý đã được xóa, nên không còn gì để gửi hay ghi",
    Done.MISSING: "không có dòng hay phiếu này",
    Done.CHANGING: "phiếu đang thay đổi liên tục, chưa làm được gì, hãy thử lại",
    Done.SENT: "đã gửi, đang gửi, hoặc không còn gì để gửi",
}
_FAILED = {Done.CHANGING, Done.FORGOTTEN, Done.MISSING, Done.SENT, Done.SETTLED}
_MOST_DIGITS = 18  #: of the number of a row
_LONGEST = 60  #: characters of a cell
_HOUR, _DAY = 3600, 86400


def as_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return columns that stand below each other."""
    cells = [tuple(heads), *[tuple(cell[:_LONGEST] for cell in row) for row in rows]]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in cells]
    return "\n".join(lines)


def age(since: datetime, now: datetime) -> str:
    """Return how long ago something was, in one unit."""
    seconds = int((now - since).total_seconds())
    if seconds < _HOUR:
        return f"{max(seconds, 0) // 60} phút"
    return f"{seconds // _HOUR} giờ" if seconds < 2 * _DAY else f"{seconds // _DAY} ngày"


def day(on: date | None) -> str:
    """Return a day as it is written in Việt Nam."""
    return f"{on:%d/%m/%Y}" if on else ""


def ticket_fields(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """Return what became of a ticket; nothing of whom it comes from, or of what was written."""
    return {
        "code": ticket.code,
        "state": ticket.state.value,
        "field": ticket.feedback.field,
        "route": ticket.route,
        "routes": list(ticket.routes),
        "number": ticket.number,
        "office_says": ticket.office.state.value if ticket.office else "",
        "reason": ticket.reason,
        "created_at": _time(ticket.feedback.created_at),
        "updated_at": _time(ticket.updated_at),
        "delivered_at": _time(ticket.delivered_at),
        "due_on": ticket.due_on.isoformat() if ticket.due_on else None,
        "is_overdue": is_overdue(ticket, day_of(now)),
        "is_attempted": ticket.is_attempted,
        "is_repeated": ticket.is_repeated,
        "told": [one.value for one in ticket.told],
        "photos": len(ticket.photos),
        "channel": ticket.address.channel if ticket.address else "",
        "owner": ticket.owner[:8],
    }


def content_of(ticket: Ticket) -> dict[str, Any]:
    """Return what the citizen wrote, for those who asked to see it."""
    feedback, sender = ticket.feedback, ticket.feedback.sender
    place = feedback.location
    return {
        "what": feedback.what,
        "where": feedback.where,
        "when": feedback.happened,
        "location": f"{place.latitude},{place.longitude}" if place else "",
        "name": sender.name,
        "phone": sender.phone,
        "email": sender.email,
    }


def case_fields(case: Case, now: datetime) -> dict[str, Any]:
    """Return how a delivery stands; a row is done with, and its ticket may still be dead."""
    row, ticket = case.row, case.ticket
    is_given_up = ticket is not None and ticket.state in {TicketState.DEAD, TicketState.UNSURE}
    dead = DeliveryState.DEAD.value
    return {
        "id": row.id,
        "state": dead if is_given_up else row.state.value,
        "channel": row.address.channel,
        "ticket": ticket.code if ticket else "",
        "ticket_state": ticket.state.value if ticket else "",
        "attempts": row.attempts,
        "created_at": _time(row.created_at),
        "age_hours": round((now - row.created_at).total_seconds() / _HOUR, 1),
        "due_at": _time(row.due_at) if row.settled_at is None else None,
        "settled_at": _time(row.settled_at),
        "reason": (ticket.reason if ticket and is_given_up else row.reason) or row.reason,
    }


def print_fields(fields: dict[str, Any], *, as_json: bool) -> None:
    """Print what is known, a line each."""
    if as_json:
        print_json(fields)
        return
    width = max(map(len, fields))
    for name, value in fields.items():
        if value not in (None, "", [], False):
            shown = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
            print(f"{name:{width}}  {shown}")


def print_json(fields: dict[str, Any]) -> None:
    """Print an object on a line."""
    print(json.dumps(fields, ensure_ascii=False))


def row_number(written: str) -> int | None:
    """Return the number of a row; None if it is none, such as a ticket code."""
    is_number = written.isascii() and written.isdecimal() and len(written) <= _MOST_DIGITS
    return int(written) if is_number else None


def tell_done(done: Mapping[str, Done], *, as_json: bool) -> int:
    """Print what came of each wish, and return the exit code."""
    for wish, came in done.items():
        if as_json:
            row = row_number(wish)
            named = (read_code(wish) or wish) if row is None else row
            print_json({"id": named, "done": came.value})
        else:
            print(f"{wish}: {DONE[came]}.")
    return 1 if _FAILED & {*done.values()} else 0


def _time(at: datetime | None) -> str | None:
    return at.astimezone(VIETNAM).isoformat(timespec="seconds") if at else None
