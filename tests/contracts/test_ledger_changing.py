"""Operators decide nothing about a ticket that others keep changing, on either database."""

from __future__ import annotations

import pytest

from bot.core.ticket_news import Newsroom
from bot.core.tickets import Ticket, TicketState
from bot.services.operating import Done, Operators, Verdict
from bot.services.ways import Bureau
from bot.storage.store import SqlStore
from bot.storage.ticket_store import SqlTickets
from tests.contracts.conftest import a_minute_on
from tests.contracts.test_ledger import given_up, only
from tests.contracts.test_tickets import said, ticket

pytestmark = pytest.mark.thorough


class Restless(SqlTickets):
    """Tickets that somebody else changes whenever they have been read."""

    async def find(self, code: str) -> Ticket | None:
        found = await super().find(code)
        if found is not None:
            await self.save(found, a_minute_on())
        return found


@pytest.mark.parametrize("state", [TicketState.UNSURE, TicketState.DEAD])
async def test_what_keeps_changing_is_left_alone_and_said_to_be(
    store: SqlStore, newsroom: Newsroom, operators: Operators, state: TicketState
) -> None:
    await given_up(store, state)
    row, before = await only(operators), await said(store)
    tickets = Restless(store._database)  # noqa: SLF001 - the same one
    hurried = Operators(store.ledger, Bureau(tickets, lambda: newsroom, a_minute_on))

    assert await hurried.retry(row) is Done.CHANGING
    assert await hurried.settle(ticket().code, Verdict(is_arrived=True)) is Done.CHANGING
    if state is TicketState.DEAD:  # one in doubt cannot be taken back anyway
        assert await hurried.drop(row, "x") is Done.CHANGING
    kept = await store.tickets.find(ticket().code)
    assert kept is not None
    assert kept.state is state
    assert await said(store) == before
