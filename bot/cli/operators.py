"""Commands for those who run the bot: tickets, outbox. They work beside a running bot.

What citizens wrote is printed only with --content.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from bot import app
from bot.cli.tables import STATES, age, as_table, case_fields, content_of, day, ticket_fields
from bot.core.models import DeliveryState
from bot.core.ticket_code import read_code
from bot.core.tickets import TicketState
from bot.errors import StaleError, StorageError
from bot.handlers.context import VIETNAM
from bot.services.operating import NOT_SENT, Done, is_overdue

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.core.tickets import Ticket
    from bot.services.operating import Operators
    from bot.settings import Settings

    Work = Callable[[Operators, argparse.Namespace], Awaitable[int]]

_TRIES = 3  #: of a database that is busy; it waits five seconds each time

_ALL = 100_000

_DONE = {
    Done.DUE: "sẽ gửi lại ngay",
    Done.REVIVED: "phiếu góp ý lên đường lại, người gửi được báo",
    Done.DROPPED: "đã bỏ, không gửi nữa",
    Done.WITHDRAWN: "đã bỏ, phiếu góp ý được rút lại",
    Done.MISSING: "không có dòng này",
    Done.SENT: "đã gửi, đang gửi, hoặc không còn gì để gửi",
}
_FAILED = {Done.MISSING, Done.SENT}


def tickets(options: argparse.Namespace, settings: Settings) -> int:
    """List, show, block or unblock."""
    verbs: dict[str, Work] = {"list": _list, "show": _show, "block": _block, "unblock": _unblock}
    return _run(verbs[options.verb or "list"], options, settings)


def outbox(options: argparse.Namespace, settings: Settings) -> int:
    """List, show, retry or drop."""
    verbs: dict[str, Work] = {
        "list": _list_rows,
        "show": _show_row,
        "retry": _retry,
        "drop": _drop,
    }
    return _run(verbs[options.verb or "list"], options, settings)


def _run(work: Work, options: argparse.Namespace, settings: Settings) -> int:
    async def once() -> int:
        async with app.open_operators(settings) as operators:
            return await work(operators, options)

    for tries in range(1, _TRIES + 1):
        try:
            return asyncio.run(once())
        except StaleError:
            raise
        except StorageError as error:
            if tries == _TRIES:
                told = f"cơ sở dữ liệu đang bận hoặc không mở được ({error})"
                raise StorageError(told) from error
    return 1


# ---- tickets


async def _list(operators: Operators, options: argparse.Namespace) -> int:
    states = [TicketState(options.state)] if options.state else list(TicketState)
    if options.overdue:
        states = [TicketState.WITH_OFFICE]
    now = app.clock()
    today = now.astimezone(VIETNAM).date()
    found = [
        ticket
        for ticket in await operators.tickets(states, _ALL if options.overdue else options.limit)
        if not options.overdue or is_overdue(ticket, today)
    ][: options.limit]
    if options.json:
        for ticket in found:
            _print_json(ticket_fields(ticket, now))
        return 0
    rows = [_ticket_row(ticket, now) for ticket in found]
    print(as_table(("MÃ", "TRẠNG THÁI", "TUỔI", "ĐƯỜNG", "HẠN", "LĨNH VỰC", "LÝ DO"), rows))
    print(f"{len(found)} phiếu.")
    return 0


def _ticket_row(ticket: Ticket, now: datetime) -> tuple[str, ...]:
    is_late = is_overdue(ticket, now.astimezone(VIETNAM).date())
    return (
        ticket.code,
        STATES[ticket.state.value],
        age(ticket.feedback.created_at, now),
        ticket.route,
        day(ticket.due_on) + (" QUÁ HẠN" if is_late else ""),
        ticket.feedback.field_name,
        ticket.reason,
    )


async def _show(operators: Operators, options: argparse.Namespace) -> int:
    ticket = await _ticket(operators, options.code)
    if ticket is None:
        return 1
    blocked = await operators.blocked_because(ticket.owner) if ticket.owner else None
    fields = ticket_fields(ticket, app.clock()) | {"blocked": blocked}
    if options.content:
        fields |= content_of(ticket)
    _print(fields, as_json=options.json)
    return 0


async def _block(operators: Operators, options: argparse.Namespace) -> int:
    ticket = await _ticket(operators, options.code)
    if ticket is None:
        return 1
    if not ticket.owner:
        print("Người gửi phiếu này đã được xóa khỏi bot, không chặn được.")
        return 1
    await operators.block(ticket.owner, options.why)
    print(f"Người gửi {ticket.code} không gửi góp ý được nữa; vẫn hỏi thủ tục được.")
    return 0


async def _unblock(operators: Operators, options: argparse.Namespace) -> int:
    ticket = await _ticket(operators, options.code)
    if ticket is None:
        return 1
    is_done = await operators.unblock(ticket.owner)
    print("Đã bỏ chặn." if is_done else "Người gửi phiếu này không bị chặn.")
    return 0 if is_done else 1


async def _ticket(operators: Operators, written: str) -> Ticket | None:
    code = read_code(written)
    if code is None:
        print(f'"{written}": không phải mã góp ý (chép sai một ký tự?)')
        return None
    ticket = await operators.ticket(code)
    if ticket is None:
        print(f"{code}: không có phiếu này.")
    return ticket


# ---- outbox


async def _list_rows(operators: Operators, options: argparse.Namespace) -> int:
    states = [DeliveryState(options.state)] if options.state else sorted(NOT_SENT)
    now = app.clock()
    found = await operators.cases(states, options.channel, options.limit)
    if options.json:
        for case in found:
            _print_json(case_fields(case, now))
        return 0
    told = [case_fields(case, now) for case in found]
    rows = [
        (
            str(one["id"]),
            STATES[one["state"]],
            one["channel"],
            one["ticket"],
            age(case.row.created_at, now),
            str(one["attempts"]),
            one["reason"],
        )
        for case, one in zip(found, told, strict=True)
    ]
    print(as_table(("SỐ", "TRẠNG THÁI", "KÊNH", "PHIẾU", "TUỔI", "LẦN", "LÝ DO"), rows))
    print(f"{len(found)} dòng chưa gửi xong.")
    return 0


async def _show_row(operators: Operators, options: argparse.Namespace) -> int:
    case = await operators.case(options.id)
    if case is None:
        print(f"{options.id}: {_DONE[Done.MISSING]}.")
        return 1
    fields = case_fields(case, app.clock())
    if options.content:
        fields |= {"lines": [line.text for line in case.row.reply.lines]}
        fields |= content_of(case.ticket) if case.ticket else {"chat": case.row.address.chat}
    _print(fields, as_json=options.json)
    return 0


async def _retry(operators: Operators, options: argparse.Namespace) -> int:
    return _tell([(row, await operators.retry(row)) for row in options.ids], options)


async def _drop(operators: Operators, options: argparse.Namespace) -> int:
    return _tell([(row, await operators.drop(row, options.why)) for row in options.ids], options)


def _tell(found: list[tuple[int, Done]], options: argparse.Namespace) -> int:
    for row, done in found:
        if options.json:
            _print_json({"id": row, "done": done.value})
        else:
            print(f"{row}: {_DONE[done]}.")
    return 1 if any(done in _FAILED for _, done in found) else 0


def _print(fields: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        _print_json(fields)
        return
    width = max(map(len, fields))
    for name, value in fields.items():
        if value not in (None, "", [], False):
            shown = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
            print(f"{name:{width}}  {shown}")


def _print_json(fields: dict[str, Any]) -> None:
    print(json.dumps(fields, ensure_ascii=False))
