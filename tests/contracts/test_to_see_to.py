"""What waits for an operator is found behind all that does not, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.effects import OpenTicket
from bot.core.models import DeliveryState
from bot.core.operating import left_in_doubt
from bot.core.tickets import Ticket, TicketState, forgotten
from bot.services.operating import NOT_SENT, Done, Operators
from bot.storage.store import SqlStore
from tests.contracts.test_ledger import settle
from tests.contracts.test_tickets import NOW, do, ticket

pytestmark = pytest.mark.thorough

GIVEN_UP = (TicketState.DEAD, TicketState.UNSURE)


def numbered(number: int, state: TicketState = TicketState.UNSURE) -> Ticket:
    one = ticket(f"DN-{number:04}-00000", f"d{number}")
    at = NOW + timedelta(minutes=number)
    closed_at = None if state is TicketState.UNSURE else at
    return replace(one, state=state, created_at=at, closed_at=closed_at, reason="SMTP")


async def to_see_to(store: SqlStore, limit: int = 10) -> list[str]:
    return [one.code for one in await store.tickets.to_see_to(GIVEN_UP, limit)]


async def test_what_was_seen_to_or_forgotten_hides_nothing_new(store: SqlStore) -> None:
    seen_to = (
        left_in_doubt(numbered(1), "nơi nhận không trả lời"),
        forgotten(numbered(2)),
        replace(numbered(3), closed_at=NOW),  # its citizen says that it is settled
        forgotten(numbered(4, TicketState.DEAD)),
        *(numbered(5 + n, state) for n, state in enumerate(set(TicketState) - {*GIVEN_UP})),
    )
    waiting = (
        numbered(21),
        numbered(22, TicketState.DEAD),
        replace(numbered(23), reason="Dropped: said the office"),
    )
    await do(store, *(OpenTicket(one) for one in (*waiting[::-1], *seen_to)))
    assert await to_see_to(store) == [one.code for one in waiting]
    assert await to_see_to(store, 1) == [waiting[0].code]
    assert [one.code for one in await store.tickets.to_see_to([TicketState.DEAD], 1)] == [
        waiting[1].code
    ]


async def test_what_a_citizen_wrote_is_not_taken_for_what_became_of_it(store: SqlStore) -> None:
    written = '"what":"" "reason":"dropped: x" %_'
    sly = replace(numbered(1), feedback=replace(numbered(1).feedback, what=written))
    await do(store, OpenTicket(sly))
    assert await to_see_to(store) == [sly.code]


async def test_tickets_that_were_seen_to_hide_no_case(
    store: SqlStore, operators: Operators
) -> None:
    tickets = (*(left_in_doubt(numbered(n), "x") for n in range(3)), numbered(9))
    await do(store, *(OpenTicket(one) for one in tickets))
    for _ in tickets:
        await settle(store, "office:gopy", DeliveryState.SENT)
    (case,) = await operators.cases([DeliveryState.DEAD], "", 1)
    assert case.ticket == tickets[-1]


async def test_rows_that_were_dropped_or_withdrawn_hide_no_other(
    store: SqlStore, operators: Operators
) -> None:
    withdrawn = [replace(numbered(n), state=TicketState.KEPT) for n in range(3)]
    await do(store, *(OpenTicket(one) for one in withdrawn))
    await do(store, key="2")
    rows = [case.row.id for case in await operators.cases(NOT_SENT, "", 10)]
    assert len(rows) == 5
    for row in rows[:4]:
        assert await operators.drop(row, "x") in {Done.WITHDRAWN, Done.DROPPED}
    told = await operators.cases(NOT_SENT, "web", 1)  # that they are withdrawn, and the last
    assert await operators.drop(told[0].row.id, "x") is Done.DROPPED
    last = await settle(store, "web", DeliveryState.DEAD, "Dropped: said the platform")
    (case,) = await operators.cases([DeliveryState.DEAD], "", 1)
    assert (case.row.id, case.row.reason) == (last, "Dropped: said the platform")
