"""Commands for those who run the bot: tickets, outbox. They work beside a running bot.

What citizens wrote is printed only with --content.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import app
from bot.cli import ticket_work
from bot.cli.tables import (
    DONE,
    STATES,
    age,
    as_table,
    case_fields,
    content_of,
    print_fields,
    print_json,
    row_number,
    tell_done,
)
from bot.core.models import DeliveryState
from bot.core.ticket_code import read_code
from bot.errors import StaleError, StorageError
from bot.services.operating import NOT_SENT, Done

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable

    from bot.services.operating import Operators
    from bot.settings import Settings

    Work = Callable[[Operators, argparse.Namespace], Awaitable[int]]

_TRIES = 3  #: of a database that is busy; it waits five seconds each time


def tickets(options: argparse.Namespace, settings: Settings) -> int:
    """List, show, settle, count by days, block or unblock."""
    return _run(ticket_work.VERBS[options.verb or "list"], options, settings)


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


async def _list_rows(operators: Operators, options: argparse.Namespace) -> int:
    states = [DeliveryState(options.state)] if options.state else sorted(NOT_SENT)
    now = app.clock()
    found = await operators.cases(states, options.channel, options.limit)
    if options.json:
        for case in found:
            print_json(case_fields(case, now))
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
        print(f"{options.id}: {DONE[Done.MISSING]}.")
        return 1
    fields = case_fields(case, app.clock())
    if options.content:
        fields |= {"lines": [line.text for line in case.row.reply.lines]}
        fields |= content_of(case.ticket) if case.ticket else {"chat": case.row.address.chat}
    print_fields(fields, as_json=options.json)
    return 0


async def _retry(operators: Operators, options: argparse.Namespace) -> int:
    return await _each(operators.retry, operators, options)


async def _drop(operators: Operators, options: argparse.Namespace) -> int:
    return await _each(lambda row: operators.drop(row, options.why), operators, options)


async def _each(
    do: Callable[[int], Awaitable[Done]], operators: Operators, options: argparse.Namespace
) -> int:
    """Do something to each row, which may be named by its number or by its ticket."""
    done = {}
    for written in options.ids:
        row = await _row(written, operators)
        done[written] = Done.MISSING if row is None else await do(row)
    return tell_done(done, as_json=options.json)


async def _row(written: str, operators: Operators) -> int | None:
    row = row_number(written)
    if row is not None:
        return row
    code = read_code(written)
    return await operators.row_of(code) if code else None
