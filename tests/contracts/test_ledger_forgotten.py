"""What operators may do with tickets whose words are gone, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from bot.core.effects import Erase, OpenTicket
from bot.core.tickets import TicketState
from bot.services.operating import Done, Operators, Verdict
from bot.storage.store import SqlStore
from tests.contracts.test_ledger import given_up, only
from tests.contracts.test_tickets import ADDRESS, OWNER, do, forwarded, ticket

pytestmark = pytest.mark.thorough

CODE = ticket().code


@pytest.mark.parametrize("state", [TicketState.UNSURE, TicketState.DEAD])
async def test_what_is_forgotten_reaches_no_office(
    store: SqlStore, operators: Operators, state: TicketState
) -> None:
    await given_up(store, state)
    row = await only(operators)
    await do(store, Erase(OWNER, ADDRESS, undelivered=True), key="2")
    before = await store.tickets.find(CODE)

    assert await operators.retry(row) is Done.FORGOTTEN
    assert await operators.settle(CODE, Verdict(is_arrived=False, why="x")) is Done.FORGOTTEN
    assert await store.tickets.find(CODE) == before
    assert await forwarded(store) == []


async def test_what_was_withdrawn_by_forgetting_is_not_said_to_be_sent(
    store: SqlStore, operators: Operators
) -> None:
    await do(store, OpenTicket(ticket()))
    row = await only(operators)
    await do(store, Erase(OWNER, ADDRESS, undelivered=True), key="2")
    assert await operators.retry(row) is Done.FORGOTTEN
    assert await forwarded(store) == []


async def test_what_goes_on_to_its_office_though_its_citizen_is_forgotten_can_be_hastened(
    store: SqlStore, operators: Operators
) -> None:
    await do(store, OpenTicket(ticket()))
    row = await only(operators)
    await do(store, Erase(OWNER, ADDRESS, undelivered=False), key="2")
    assert await operators.retry(row) is Done.DUE
    assert await forwarded(store) == [CODE]
