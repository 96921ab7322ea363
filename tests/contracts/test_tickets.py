"""What every store must do with tickets and photos, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.effects import ChangeTicket, DropPhotos, Effect, Erase, OpenTicket
from bot.core.feedback import Coordinates, Feedback, OfficeState, OfficeStatus, Photo, Sender
from bot.core.models import Line, Message, Reply, Style
from bot.core.places import Address
from bot.core.records import Kept, Terms
from bot.core.tickets import Ticket, TicketState, Told, channel_of
from bot.errors import StaleError
from bot.storage.store import SqlStore

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1000)
LEASE = timedelta(seconds=60)
OWNER = "web:a"
ADDRESS = Address("web", "a")


def feedback(code: str) -> Feedback:
    sender = Sender("Nguyễn Văn A", "0905123456", "a@example.com")
    place = Coordinates(16.06, 108.22)
    what = "Đèn đường hư cả tháng"
    return Feedback(code, "ha-tang", "Đường sá", what, "12 Lê Lợi", "tối qua", NOW, place, sender)


def ticket(code: str = "DN-7K3M-9QX2T", draft: str = "d1", *photos: str) -> Ticket:
    return Ticket(
        code=code,
        owner=OWNER,
        address=ADDRESS,
        draft=draft,
        feedback=feedback(code),
        routes=("gopy", "mail"),
        created_at=NOW,
        updated_at=NOW,
        photos=photos,
        route="gopy",
    )


async def do(store: SqlStore, *effects: Effect, key: str = "1") -> None:
    """Settle a turn whose reply has these effects."""
    await store.accept([Message(key, ADDRESS, OWNER, NOW, text="gửi đi")])
    async with store.next_turn() as turn:
        assert turn is not None
        reply = Reply((Line(Style.TEXT, f"xong {key}"),), effects=effects)
        await turn.settle(turn.conversation, [reply])


async def said(store: SqlStore) -> list[str]:
    return [d.reply.lines[0].text for d in await store.replies_after(ADDRESS, 0, 100)]


async def forwarded(store: SqlStore, route: str = "gopy") -> list[str]:
    found = await store.claim_deliveries([channel_of(route)], LATER, LEASE, 10)
    return [delivery.address.chat for delivery in found]


async def test_a_ticket_is_kept_with_its_turn_and_sets_out_on_its_route(store: SqlStore) -> None:
    await do(store, OpenTicket(ticket()))
    assert await store.tickets.find("DN-7K3M-9QX2T") == ticket()
    assert await forwarded(store) == ["DN-7K3M-9QX2T"]
    assert await said(store) == ["xong 1"]


async def test_a_turn_that_is_not_settled_keeps_no_ticket(store: SqlStore) -> None:
    await store.accept([Message("1", ADDRESS, OWNER, NOW)])
    async with store.next_turn():
        pass
    assert await store.tickets.find("DN-7K3M-9QX2T") is None
    assert await forwarded(store) == []


async def test_one_draft_becomes_one_ticket(store: SqlStore) -> None:
    await do(store, OpenTicket(ticket()))
    await do(store, OpenTicket(ticket("DN-0000-00000")), key="2")
    assert await store.tickets.find("DN-0000-00000") is None
    assert await forwarded(store) == ["DN-7K3M-9QX2T"]


async def test_a_change_is_kept_with_its_news_and_its_next_route(store: SqlStore) -> None:
    await do(store, OpenTicket(ticket()))
    office = OfficeStatus(OfficeState.IN_PROGRESS, "Đang xử lý", "27/11/2026")
    changed = replace(
        ticket(), state=TicketState.WITH_OFFICE, number="0", office=office, told=(Told.DELAYED,)
    )
    news = Reply((Line(Style.TEXT, "nơi nhận đã có"),))
    saved = await store.tickets.save(replace(changed, route="mail"), LATER, [news], forward=True)
    assert saved.version == 1
    assert saved.updated_at == LATER
    assert await store.tickets.find(saved.code) == saved
    assert await said(store) == ["xong 1", "nơi nhận đã có"]
    assert await forwarded(store, "mail") == [saved.code]


async def test_a_change_of_an_old_version_is_refused_whole(store: SqlStore) -> None:
    await do(store, OpenTicket(ticket()))
    await store.tickets.save(replace(ticket(), number="1"), NOW)
    news = Reply((Line(Style.TEXT, "tin cũ"),))
    with pytest.raises(StaleError):
        await store.tickets.save(replace(ticket(), number="2"), NOW, [news], forward=True)
    kept = await store.tickets.find(ticket().code)
    assert kept is not None
    assert kept.number == "1"
    assert await said(store) == ["xong 1"]


async def test_a_turn_with_an_old_ticket_is_taken_back_whole(store: SqlStore) -> None:
    await do(store, OpenTicket(ticket()))
    await store.tickets.save(replace(ticket(), number="1"), NOW)
    with pytest.raises(StaleError):
        await do(store, ChangeTicket(replace(ticket(), number="2")), key="2")
    assert await said(store) == ["xong 1"]
    async with store.next_turn() as turn:
        assert turn is not None
        assert turn.message.key == "2"


async def test_records_are_read_inside_the_turn(store: SqlStore) -> None:
    second = replace(ticket("DN-0000-00000", "d2"), created_at=NOW + timedelta(minutes=1))
    await do(store, OpenTicket(ticket()), OpenTicket(second))
    await store.accept([Message("2", ADDRESS, OWNER, NOW + timedelta(minutes=5))])
    async with store.next_turn() as turn:
        assert turn is not None
        records = turn.records
        assert await records.ticket("DN-7K3M-9QX2T") == ticket()
        assert await records.ticket("DN-1111-11111") is None
        assert await records.ticket_of_draft("d2") == second
        assert await records.tickets_of(OWNER, 5) == [second, ticket()]
        assert await records.tickets_of("web:b", 5) == []
        assert await records.messages_since(OWNER, NOW) == 2
        assert await records.messages_since(OWNER, NOW + timedelta(minutes=1)) == 1
        assert not await records.is_blocked(OWNER)
        kept = await records.kept(OWNER, ADDRESS)
    assert kept == Kept(messages=2, replies=1, tickets=2, undelivered=2, photos=0, since=NOW)


async def test_tickets_are_found_when_there_is_something_to_look_at(store: SqlStore) -> None:
    soon = replace(ticket(), look_at=NOW + timedelta(hours=2))
    sooner = replace(ticket("DN-0000-00000", "d2"), look_at=NOW + timedelta(hours=1))
    never = ticket("DN-1111-11111", "d3")
    await do(store, *(OpenTicket(one) for one in (soon, sooner, never)))
    assert await store.tickets.to_look_at(NOW, 10) == []
    assert await store.tickets.to_look_at(LATER, 10) == [sooner, soon]
    assert await store.tickets.to_look_at(LATER, 1) == [sooner]
    assert len(await store.tickets.in_states([TicketState.KEPT], 10)) == 3
    assert await store.tickets.in_states([TicketState.DEAD], 10) == []


async def test_photos_belong_to_their_ticket_and_go_with_the_citizen(store: SqlStore) -> None:
    photo = Photo("1.jpg", "image/jpeg", b"\xff\xd8 picture")
    sent, given_up = [await store.tickets.keep_photo(OWNER, photo, NOW) for _ in range(2)]
    foreign = await store.tickets.keep_photo("web:b", photo, NOW)
    refused = await store.tickets.keep_photo(OWNER, photo, NOW)
    named = (f"kept:{refused}", f"kept:{foreign}", "telegram:1")
    await do(store, DropPhotos(OWNER, named), key="0")
    assert await store.tickets.photo(refused) is None
    assert await store.tickets.photo(given_up) == photo
    await do(store, OpenTicket(ticket("DN-7K3M-9QX2T", "d1", f"kept:{sent}", f"kept:{foreign}")))
    await do(store, DropPhotos(OWNER), key="2")
    assert await store.tickets.photo(sent) == photo
    assert await store.tickets.photo(given_up) is None
    assert await store.tickets.photo(foreign) == photo
    await do(store, Erase(OWNER, ADDRESS, undelivered=True), key="3")
    assert await store.tickets.photo(sent) is None
    assert await store.tickets.photo(foreign) == photo


async def test_room_for_photos_is_that_of_photos_without_a_ticket(store: SqlStore) -> None:
    photo = Photo("1.jpg", "image/jpeg", bytes(1000))
    codes = (None, "DN-7K3M-9QX2T")
    old, sent = [await store.tickets.keep_photo(OWNER, photo, NOW, code) for code in codes]
    later = NOW + timedelta(hours=1)
    fresh = await store.tickets.keep_photo("web:b", photo, later)
    assert await store.tickets.make_room(500, 2500, NOW)
    assert not await store.tickets.make_room(501, 2500, NOW)
    assert await store.tickets.make_room(1500, 2500, later)  # the old one went
    assert [await store.tickets.photo(one) for one in (old, sent, fresh)] == [None, photo, photo]


async def test_who_is_forgotten_leaves_nothing_but_what_became_of_it(store: SqlStore) -> None:
    done = replace(ticket("DN-0000-00000", "d2"), state=TicketState.WITH_OFFICE, number="7")
    await do(store, OpenTicket(ticket()), OpenTicket(done))
    await do(store, Erase(OWNER, ADDRESS, undelivered=True), key="2")
    withdrawn, delivered = [await store.tickets.find(t.code) for t in (ticket(), done)]
    assert withdrawn is not None
    assert delivered is not None
    assert (withdrawn.state, delivered.state) == (TicketState.WITHDRAWN, TicketState.WITH_OFFICE)
    for one in (withdrawn, delivered):
        assert (one.owner, one.address, one.photos) == ("", None, ())
        assert (one.feedback.what, one.feedback.where, one.feedback.sender) == ("", "", Sender())
    assert await forwarded(store) == [done.code]
    await store.accept([Message("3", ADDRESS, OWNER, NOW)])
    async with store.next_turn() as turn:
        assert turn is not None
        kept = await turn.records.kept(OWNER, ADDRESS)
    assert (kept.messages, kept.tickets, kept.undelivered) == (2, 0, 0)


async def test_what_is_on_its_way_may_still_be_delivered_and_is_forgotten_then(
    store: SqlStore,
) -> None:
    await do(store, OpenTicket(ticket()))
    await do(store, Erase(OWNER, ADDRESS, undelivered=False), key="2")
    assert await forwarded(store) == [ticket().code]
    kept = await store.tickets.find(ticket().code)
    assert kept is not None
    assert kept.feedback == ticket().feedback
    news = Reply((Line(Style.TEXT, "cho không ai cả"),))
    delivered = replace(kept, state=TicketState.WITH_OFFICE, number="7")
    saved = await store.tickets.save(delivered, NOW, [news])
    assert (saved.number, saved.feedback.what) == ("7", "")
    assert "cho không ai cả" not in await said(store)


async def test_after_its_term_everything_is_forgotten(store: SqlStore) -> None:
    open_, closed = ticket(), replace(ticket("DN-0000-00000", "d2"), state=TicketState.DONE)
    photo = Photo("1.jpg", "image/jpeg", b"\xff\xd8 picture")
    loose = await store.tickets.keep_photo(OWNER, photo, NOW)
    await do(store, OpenTicket(open_), OpenTicket(closed))
    assert set((await store.tickets.forget_old(Terms(), NOW)).values()) == {0}
    counts = await store.tickets.forget_old(Terms(), NOW + timedelta(days=400))
    assert (counts["tickets"], counts["photos"], counts["messages"]) == (1, 1, 1)
    assert await store.tickets.find(open_.code) == open_
    kept = await store.tickets.find(closed.code)
    assert kept is not None
    assert kept.feedback.what == ""
    assert await store.tickets.photo(loose) is None
    assert (await store.tickets.forget_old(Terms(), NOW + timedelta(days=800)))["tickets"] == 0


async def test_what_waits_for_an_office_can_be_hastened(store: SqlStore) -> None:
    await do(store, OpenTicket(ticket()), OpenTicket(ticket("DN-0000-00000", "d2")))
    channel = channel_of("gopy")
    assert await store.hasten(channel, NOW - timedelta(days=1)) == 2
    claimed = await store.claim_deliveries([channel], NOW, LEASE, 1)
    assert await store.hasten(channel, NOW - timedelta(days=2)) == 1
    assert await store.hasten(channel, NOW - timedelta(days=3), [claimed[0].id + 1]) == 0
