"""What operators may do to outbox and block list, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.effects import OpenTicket
from bot.core.journey import ended
from bot.core.models import DeliveryState, Line, Message, Reply, Settlement, Style
from bot.core.tickets import Ticket, TicketState, Told, channel_of
from bot.services.operating import NOT_SENT, Done, Operators, Verdict
from bot.storage.store import SqlStore
from tests.contracts.test_tickets import ADDRESS, LEASE, OWNER, do, forwarded, said, ticket

SOON = timedelta(minutes=1)


def now() -> datetime:
    return datetime.now(UTC) + SOON  # later than the store's own clock


async def settle(store: SqlStore, channel: str, state: DeliveryState, reason: str = "") -> int:
    """Let the first due delivery of a channel end like this, and return its id."""
    (found,) = await store.claim_deliveries([channel], now(), LEASE, 1)
    due_at = now() + timedelta(hours=9)
    await store.settle_delivery(found.id, Settlement(state, due_at, reason=reason), now())
    return found.id


async def given_up(store: SqlStore, state: TicketState = TicketState.DEAD) -> Ticket:
    """Keep a ticket on which everybody has given up, and its row."""
    await do(store, OpenTicket(replace(ticket(), told=(Told.DELAYED,), is_repeated=True)))
    await settle(store, channel_of("gopy"), DeliveryState.SENT)
    kept = await store.tickets.find(ticket().code)
    assert kept is not None
    return await store.tickets.save(ended(kept, state, "no such field", now()), now())


async def only(operators: Operators) -> int:
    (case,) = [case for case in await operators.cases(NOT_SENT, "", 10) if case.row.is_for_office]
    return case.row.id


async def test_what_was_not_sent_is_listed_oldest_first(
    store: SqlStore, operators: Operators
) -> None:
    await do(store, OpenTicket(ticket()))
    await do(store, key="2")
    cases = await operators.cases(NOT_SENT, "", 10)
    assert [case.row.address.channel for case in cases] == ["office:gopy", "web", "web"]
    assert [case.ticket and case.ticket.code for case in cases] == [ticket().code, None, None]
    assert len(await operators.cases(NOT_SENT, "web", 1)) == 1
    assert await operators.cases([DeliveryState.UNKNOWN], "", 10) == []


@pytest.mark.parametrize("state", [DeliveryState.DEAD, DeliveryState.UNKNOWN])
async def test_a_reply_that_ended_badly_is_sent_again(
    store: SqlStore, operators: Operators, state: DeliveryState
) -> None:
    await do(store)
    row = await settle(store, "web", state, "Forbidden")
    (case,) = await operators.cases([state], "", 10)
    assert (case.row.id, case.row.reason, case.row.attempts) == (row, "Forbidden", 1)
    assert await operators.retry(row) is Done.DUE
    (again,) = await store.claim_deliveries(["web"], now(), LEASE, 10)
    assert (again.id, again.attempts) == (row, 0)


async def test_what_waits_for_hours_is_due_now(store: SqlStore, operators: Operators) -> None:
    await do(store, OpenTicket(ticket()))
    row = await settle(store, channel_of("gopy"), DeliveryState.PENDING, "down")
    assert await store.claim_deliveries([channel_of("gopy")], now(), LEASE, 1) == []
    assert await operators.retry(row) is Done.DUE
    assert len(await store.claim_deliveries([channel_of("gopy")], now(), LEASE, 1)) == 1


async def test_what_was_sent_or_is_being_sent_is_left_alone(
    store: SqlStore, operators: Operators
) -> None:
    await do(store)
    (held,) = await store.claim_deliveries(["web"], now(), LEASE, 1)
    assert await operators.retry(held.id) is Done.SENT
    await store.settle_delivery(held.id, Settlement(DeliveryState.SENT), now())
    assert await operators.retry(held.id) is Done.SENT
    assert await operators.drop(held.id, "x") is Done.SENT
    assert await operators.retry(99) is Done.MISSING
    assert await operators.drop(99, "x") is Done.MISSING


async def test_a_dead_ticket_sets_out_again_and_its_citizen_hears_of_it(
    store: SqlStore, operators: Operators
) -> None:
    await given_up(store)
    assert await operators.retry(await only(operators)) is Done.REVIVED
    again = await store.tickets.find(ticket().code)
    assert again is not None
    assert (again.state, again.route, again.reason) == (TicketState.KEPT, "gopy", "")
    assert now() - again.created_at < 3 * SOON  # its patience begins anew
    assert again.feedback.created_at == ticket().feedback.created_at
    assert (again.told, again.is_attempted, again.closed_at) == ((), False, None)
    assert await forwarded(store) == [again.code]
    assert "tôi đã giữ" in (await said(store))[-1]


async def test_a_ticket_in_doubt_is_asked_about_on_its_own_route(
    store: SqlStore, operators: Operators
) -> None:
    await given_up(store, TicketState.UNSURE)
    assert await operators.retry(await only(operators)) is Done.REVIVED
    again = await store.tickets.find(ticket().code)
    assert again is not None
    assert (again.state, again.is_attempted) == (TicketState.SENDING, True)
    assert not again.is_repeated  # so that a mailbox gets it once more


async def test_a_dropped_ticket_is_withdrawn_and_its_citizen_hears_of_it(
    store: SqlStore, operators: Operators
) -> None:
    await do(store, OpenTicket(ticket()))
    row = await only(operators)
    assert await operators.drop(row, "trùng phiếu khác") is Done.WITHDRAWN
    gone = await store.tickets.find(ticket().code)
    assert gone is not None
    assert (gone.state, gone.reason) == (TicketState.WITHDRAWN, "dropped: trùng phiếu khác")
    assert "đã rút lại" in (await said(store))[-1]
    assert await forwarded(store) == []
    assert [c for c in await operators.cases(NOT_SENT, "", 10) if c.row.is_for_office] == []


async def test_a_dead_ticket_is_dropped_without_another_word(
    store: SqlStore, operators: Operators
) -> None:
    await given_up(store)
    before = await said(store)
    assert await operators.drop(await only(operators), "gọi điện rồi") is Done.WITHDRAWN
    assert await said(store) == before


async def test_a_ticket_in_doubt_cannot_be_taken_back(
    store: SqlStore, operators: Operators
) -> None:
    await given_up(store, TicketState.UNSURE)
    assert await operators.drop(await only(operators), "x") is Done.SENT
    kept = await store.tickets.find(ticket().code)
    assert kept is not None
    assert kept.state is TicketState.UNSURE


async def test_a_ticket_in_doubt_that_has_arrived_is_with_the_office(
    store: SqlStore, operators: Operators
) -> None:
    await given_up(store, TicketState.UNSURE)
    verdict = Verdict(is_arrived=True, number="17")
    assert await operators.settle(ticket().code, verdict) is Done.ARRIVED
    there = await store.tickets.find(ticket().code)
    assert there is not None
    assert (there.state, there.number, there.reason) == (TicketState.WITH_OFFICE, "17", "")
    assert there.is_attempted is False
    assert there.due_on is not None
    assert "đã nhận, số 17" in (await said(store))[-1]
    assert await operators.cases(NOT_SENT, "office:gopy", 10) == []
    assert await operators.settle(ticket().code, Verdict(is_arrived=True)) is Done.SETTLED


async def test_a_dead_ticket_that_was_handed_in_by_hand_is_with_the_office(
    store: SqlStore, operators: Operators
) -> None:
    await given_up(store)
    no_more = Verdict(is_arrived=False, why="x")
    assert await operators.settle(ticket().code, no_more) is Done.SETTLED
    assert await operators.settle(ticket().code, Verdict(is_arrived=True)) is Done.ARRIVED


async def test_a_ticket_that_stays_in_doubt_is_listed_no_more_and_may_still_be_sent(
    store: SqlStore, operators: Operators
) -> None:
    await given_up(store, TicketState.UNSURE)
    row, before = await only(operators), await said(store)
    why = "nơi nhận không trả lời"
    assert await operators.settle(ticket().code, Verdict(is_arrived=False, why=why)) is Done.LEFT
    kept = await store.tickets.find(ticket().code)
    assert kept is not None
    assert (kept.state, kept.reason) == (TicketState.UNSURE, f"dropped: {why}")
    assert await said(store) == before  # the citizen knows
    assert await operators.cases(NOT_SENT, "office:gopy", 10) == []
    assert await operators.row_of(ticket().code) == row
    assert await operators.retry(row) is Done.REVIVED
    again = await store.tickets.find(ticket().code)
    assert again is not None
    assert (again.state, again.reason) == (TicketState.SENDING, "")


async def test_what_is_on_its_way_or_unknown_is_not_settled_by_hand(
    store: SqlStore, operators: Operators
) -> None:
    await do(store, OpenTicket(ticket()))
    for verdict in (Verdict(is_arrived=True), Verdict(is_arrived=False, why="x")):
        assert await operators.settle(ticket().code, verdict) is Done.SETTLED
        assert await operators.settle("DN-0000-00000", verdict) is Done.MISSING
    assert await store.tickets.find(ticket().code) == ticket()
    assert await operators.row_of("DN-0000-00000") is None


async def test_a_dropped_reply_is_never_sent(store: SqlStore, operators: Operators) -> None:
    await do(store)
    (case,) = await operators.cases(NOT_SENT, "web", 10)
    assert await operators.drop(case.row.id, "nhầm người") is Done.DROPPED
    assert await store.claim_deliveries(["web"], now(), LEASE, 1) == []
    assert await operators.cases(NOT_SENT, "", 10) == []


async def test_who_is_blocked_is_known_in_the_next_turn(
    store: SqlStore, operators: Operators
) -> None:
    await operators.block(OWNER, "gửi rác")
    await operators.block(OWNER, "gửi rác mãi")
    assert await operators.blocked_because(OWNER) == "gửi rác mãi"
    await store.accept([Message("1", ADDRESS, OWNER, now())])
    async with store.next_turn() as turn:
        assert turn is not None
        assert await turn.records.is_blocked(OWNER)
        await turn.settle(turn.conversation, [Reply((Line(Style.TEXT, "không"),))])
    assert await operators.unblock(OWNER)
    assert not await operators.unblock(OWNER)
    assert await operators.blocked_because(OWNER) is None
