"""Every way an office can misbehave, through the service: what arrives, and what is claimed."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.tickets import TicketState
from bot.demo_office.behaviour import TRANSPORT
from bot.demo_office.gopy import GopyOffice
from bot.demo_office.mail import MailOffice
from bot.demo_office.webhook import WebhookOffice
from bot.services.library import Library
from bot.storage.store import SqlStore, open_store
from tests.forwarders.kinds import Peer
from tests.forwarders.peers import PEERS
from tests.forwarders.sample import HASTY
from tests.services.city import City

pytestmark = pytest.mark.e2e

ROUTES = {"open311-endpoint": "open311", "open311-issues": "open311"}
OWN = {
    "gopy": GopyOffice.TRAITS,
    "open311-endpoint": {**TRANSPORT, "batch": ""},
    "open311-issues": TRANSPORT,
    "webhook": WebhookOffice.TRAITS,
    "mail": [trait for trait in MailOffice.TRAITS if trait != "refuse_auth"],  # no login here
}
TABLE = [
    *((kind, trait) for kind, traits in OWN.items() for trait in ("good", *traits)),
    ("gopy", "drop_after_store+no_lookup"),
    ("gopy", "drop_after_store+ignores_key"),
    ("gopy", "slow+id_zero"),
    ("gopy", "bad_json+ignores_key"),
    ("open311-endpoint", "drop_after_store+batch"),
    ("open311-endpoint", "error_after_store+batch"),
    ("open311-endpoint", "no_jurisdiction"),
    ("open311-issues", "no_jurisdiction"),
    ("open311-endpoint", "no_service"),
    ("open311-issues", "no_service"),
]
REFUSALS = {"reject_field", "perm_5xx", "no_service"}
TICKETS = 3
HOUR = timedelta(hours=1)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    store = await open_store(f"sqlite:///{tmp_path / 'bot.db'}")
    yield store
    await store.close()


def seen(peer: Peer, codes: list[str]) -> Counter[str]:
    """Count how often the office has each ticket."""
    texts = [seen.text for seen in peer.seen()]
    return Counter({code: sum(code in text for text in texts) for code in codes})


async def assert_truthful(city: City, peer: Peer, codes: list[str]) -> None:
    """Nothing is claimed to be with the office that is not there, nor the other way round."""
    there = seen(peer, codes)
    for code in codes:
        ticket = await city.ticket(code)
        if ticket.state is TicketState.WITH_OFFICE:
            assert there[code] >= 1
        if ticket.state is TicketState.DEAD:
            assert there[code] == 0
        if ticket.state is TicketState.KEPT:
            assert there[code] == 0


async def deliver(city: City, peer: Peer, trait: str) -> list[str]:
    """Let three tickets meet an office of this trait, which is good again after half an hour."""
    if trait != "good" or not isinstance(peer.office, GopyOffice):
        peer.turn(trait)
    codes = [await city.open() for _ in range(TICKETS)]
    await city.pass_time(HOUR / 2, HOUR / 12)
    await assert_truthful(city, peer, codes)
    if trait not in REFUSALS:
        keeps = "+".join({"batch", "no_lookup", "ignores_key"} & set(trait.split("+")))
        peer.turn(keeps or "good")
    await city.pass_time(HOUR, HOUR / 12)
    await assert_truthful(city, peer, codes)
    return codes


@pytest.mark.parametrize(("kind", "trait"), TABLE, ids=lambda each: each)
async def test_each_personality(
    kind: str, trait: str, tmp_path: Path, store: SqlStore, library: Library
) -> None:
    route = ROUTES.get(kind, kind)
    async with PEERS[kind](tmp_path, HASTY) as peer:
        city = City(store, library.current().gopy, {route: peer.forwarder})
        codes = await deliver(city, peer, trait)
        tickets = [await city.ticket(code) for code in codes]
        states = {ticket.state for ticket in tickets}
        there = seen(peer, codes)
        is_lost_mail = kind == "mail" and trait in {"slow", "drop_after_data"}
        if trait in REFUSALS:
            assert states == {TicketState.DEAD}
            assert not any(there.values())
        elif is_lost_mail:
            assert states <= {TicketState.WITH_OFFICE, TicketState.UNSURE}
            assert all(1 <= there[code] <= 2 for code in codes)
            assert all(t.is_repeated for t in tickets if there[t.code] > 1)
        else:
            assert states == {TicketState.WITH_OFFICE}
            assert all(there[code] == 1 for code in codes), there
        if peer.gives_number and trait not in REFUSALS:
            numbers = {seen_.number for seen_ in peer.seen()}
            assert {ticket.number for ticket in tickets} == numbers


async def test_a_repeated_letter_says_so(
    tmp_path: Path, store: SqlStore, library: Library
) -> None:
    async with PEERS["mail"](tmp_path, HASTY) as peer:
        city = City(store, library.current().gopy, {"mail": peer.forwarder})
        await deliver(city, peer, "drop_after_data")
        assert isinstance(peer.office, MailOffice)
        subjects = Counter(str(letter["Subject"])[:8] for letter in peer.office.received)

        assert subjects["(Gửi lại"] == subjects["Góp ý DN"]


async def test_it_goes_from_office_to_office_until_one_takes_it(
    tmp_path: Path, store: SqlStore, library: Library
) -> None:
    async with (
        PEERS["gopy"](tmp_path, HASTY) as gopy,
        PEERS["mail"](tmp_path, HASTY) as mail,
        PEERS["open311-endpoint"](tmp_path, HASTY) as open311,
    ):
        gopy.turn("reject_field")
        mail.turn("perm_5xx")
        peers = {"gopy": gopy, "mail": mail, "open311": open311}
        ways = {route: peer.forwarder for route, peer in peers.items()}
        city = City(store, library.current().gopy, ways)
        code = await city.open()
        await city.work()

        assert [len(peer.seen()) for peer in peers.values()] == [0, 0, 1]
        assert [told.partition(": ")[2] for told in await city.told(code)] == [
            "Cổng góp ý không nhận được, tôi chuyển gửi qua hộp thư góp ý.",
            "hộp thư góp ý không nhận được, tôi chuyển gửi qua Open311.",
            "Open311 đã nhận, số 0.",
        ]


OUTAGES = [
    ("gopy", "down"),
    ("open311-endpoint", "html_error"),
    ("mail", "temp_4xx"),
    ("webhook", "bad_signature_401"),
]


@pytest.mark.parametrize(("kind", "trait"), OUTAGES)
async def test_after_three_days_without_the_office_all_arrives_in_order(
    kind: str, trait: str, tmp_path: Path, store: SqlStore, library: Library
) -> None:
    route = ROUTES.get(kind, kind)
    async with PEERS[kind](tmp_path, HASTY) as peer:
        city = City(store, library.current().gopy, {route: peer.forwarder})
        peer.turn(trait)
        codes: list[str] = []
        for _ in range(12):  # every six hours
            codes += [await city.open() for _ in range(3)]
            await city.pass_time(HOUR / 2, HOUR / 6)
            assert await city.told(codes[-1]) == []
            await city.pass_time(5.5 * HOUR, HOUR)
            assert seen(peer, codes).total() == 0
            assert [len(await city.told(code)) for code in codes] == [1] * len(codes)
        for code in codes:
            assert "đường gửi đang trục trặc" in (await city.told(code))[0]
            assert not (await city.ticket(code)).is_settled
        peer.turn("good")
        await city.pass_time(HOUR, HOUR / 12)

        arrived = [code for each in peer.seen() for code in codes if code in each.text]
        assert arrived == codes
        for code in codes:
            assert (await city.ticket(code)).state is TicketState.WITH_OFFICE
            assert len(await city.told(code)) == 2
