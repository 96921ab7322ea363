"""What `bot tickets` does, a function for each of its verbs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bot import app
from bot.cli.tables import (
    STATES,
    age,
    as_table,
    content_of,
    day,
    print_fields,
    print_json,
    tell_done,
    ticket_fields,
)
from bot.core.days import day_of
from bot.core.guests import MEGABYTE
from bot.core.ticket_code import read_code
from bot.core.tickets import TicketState
from bot.services.operating import Done, Verdict, is_overdue

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from bot.core.tickets import Ticket
    from bot.services.operating import Operators

_ALL = 100_000


async def list_(operators: Operators, options: argparse.Namespace) -> int:
    """List tickets, oldest first."""
    states = [TicketState(options.state)] if options.state else list(TicketState)
    if options.overdue:
        states = [TicketState.WITH_OFFICE]
    now = app.clock()
    today = day_of(now)
    found = [
        ticket
        for ticket in await operators.tickets(states, _ALL if options.overdue else options.limit)
        if not options.overdue or is_overdue(ticket, today)
    ][: options.limit]
    if options.json:
        for ticket in found:
            print_json(ticket_fields(ticket, now))
        return 0
    rows = [_ticket_row(ticket, now) for ticket in found]
    print(as_table(("MÃ", "TRẠNG THÁI", "TUỔI", "ĐƯỜNG", "HẠN", "LĨNH VỰC", "LÝ DO"), rows))
    print(f"{len(found)} phiếu.")
    return 0


def _ticket_row(ticket: Ticket, now: datetime) -> tuple[str, ...]:
    is_late = is_overdue(ticket, day_of(now))
    return (
        ticket.code,
        STATES[ticket.state.value],
        age(ticket.feedback.created_at, now),
        ticket.route,
        day(ticket.due_on) + (" QUÁ HẠN" if is_late else ""),
        ticket.feedback.field_name,
        ticket.reason,
    )


async def show(operators: Operators, options: argparse.Namespace) -> int:
    """Show what became of one."""
    ticket = await _ticket(operators, options.code)
    if ticket is None:
        return 1
    blocked = await operators.blocked_because(ticket.owner) if ticket.owner else None
    fields = ticket_fields(ticket, app.clock()) | {"blocked": blocked}
    if options.content:
        fields |= content_of(ticket)
    print_fields(fields, as_json=options.json)
    return 0


async def block(operators: Operators, options: argparse.Namespace) -> int:
    """Take no more feedback from whom it came from."""
    ticket = await _ticket(operators, options.code)
    if ticket is None:
        return 1
    if not ticket.owner:
        print("Người gửi phiếu này đã được xóa khỏi bot, không chặn được.")
        return 1
    await operators.block(ticket.owner, options.why)
    print(f"Người gửi {ticket.code} không gửi góp ý được nữa; vẫn hỏi thủ tục được.")
    return 0


async def unblock(operators: Operators, options: argparse.Namespace) -> int:
    """Take it again."""
    ticket = await _ticket(operators, options.code)
    if ticket is None:
        return 1
    is_done = await operators.unblock(ticket.owner)
    print("Đã bỏ chặn." if is_done else "Người gửi phiếu này không bị chặn.")
    return 0 if is_done else 1


async def settle(operators: Operators, options: argparse.Namespace) -> int:
    """Keep what somebody has found out about tickets."""
    if options.number and (len(options.codes) > 1 or not options.arrived):
        print("--number: chỉ đi với --arrived và một mã", file=sys.stderr)
        return 2
    verdict = Verdict(options.arrived, options.number, options.why)
    done = {}
    for written in options.codes:
        code = read_code(written)
        done[written] = await operators.settle(code, verdict) if code else Done.MISSING
    return tell_done(done, as_json=options.json)


async def days(operators: Operators, options: argparse.Namespace) -> int:
    """Show how much guests sent on each day."""
    found = await operators.guest_days(options.limit)
    if options.json:
        for one in found:
            counted = {"tickets": one.tickets, "photo_bytes": one.photo_bytes}
            print_json({"day": one.day.isoformat(), **counted})
        return 0
    rows = [
        (day(one.day), str(one.tickets), str(round(one.photo_bytes / MEGABYTE))) for one in found
    ]
    print(as_table(("NGÀY", "GÓP Ý CỦA KHÁCH", "ẢNH (MB)"), rows))
    return 0


async def _ticket(operators: Operators, written: str) -> Ticket | None:
    code = read_code(written)
    if code is None:
        print(f'"{written}": không phải mã góp ý (chép sai một ký tự?)')
        return None
    ticket = await operators.ticket(code)
    if ticket is None:
        print(f"{code}: không có phiếu này.")
    return ticket


VERBS = {
    "list": list_,
    "show": show,
    "settle": settle,
    "days": days,
    "block": block,
    "unblock": unblock,
}
