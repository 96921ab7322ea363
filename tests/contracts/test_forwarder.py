"""What every forwarder must do, each beside a real office on loopback."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.core.feedback import Receipt, Sender
from bot.errors import (
    PermanentDeliveryError,
    StaleError,
    TransientDeliveryError,
    UnknownOutcomeError,
)
from tests.forwarders.kinds import Peer
from tests.forwarders.peers import PEERS
from tests.forwarders.sample import CODE, FEEDBACK, HASTY, PATIENT, PHOTOS, is_discreet

ON_A_WIRE = [name for name in PEERS if name != "dropbox"]
TAKES_ADDRESSES = [name for name in PEERS if name != "open311-issues"]  # see test_open311.py


@pytest.fixture(params=PEERS)
async def peer(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Peer]:
    async with PEERS[request.param](tmp_path, PATIENT) as peer:
        yield peer


on_a_wire = pytest.mark.parametrize("peer", ON_A_WIRE, indirect=True)


async def again(peer: Peer) -> Receipt:
    """Do what the worker does after an unknown outcome."""
    found = await peer.forwarder.look_up(CODE)
    return found or await peer.forwarder.deliver(FEEDBACK)


async def test_a_feedback_arrives_once_and_its_number_comes_back(peer: Peer) -> None:
    receipt = await peer.forwarder.deliver(FEEDBACK)

    assert len(peer.seen()) == 1
    assert receipt == Receipt(peer.seen()[0].number)
    assert bool(receipt.number) is peer.gives_number


async def test_the_text_arrives_as_the_citizen_wrote_it(peer: Peer) -> None:
    await peer.forwarder.deliver(FEEDBACK)
    text = peer.seen()[0].text

    for part in (CODE, FEEDBACK.what, FEEDBACK.where, FEEDBACK.happened):
        assert part in text
    assert "0905123456" in text


async def test_the_photos_arrive_byte_for_byte(peer: Peer) -> None:
    await peer.forwarder.deliver(FEEDBACK)

    assert peer.seen()[0].photos == [photo.content for photo in PHOTOS]


@pytest.mark.parametrize("peer", TAKES_ADDRESSES, indirect=True)
async def test_an_anonymous_feedback_without_photo_or_point_arrives(peer: Peer) -> None:
    bare = dataclasses.replace(FEEDBACK, sender=Sender(), photos=(), location=None, happened="")
    await peer.forwarder.deliver(bare)
    [seen] = peer.seen()

    assert seen.photos == []
    assert FEEDBACK.where in seen.text
    assert not any(each in seen.text for each in ("Ánh", "0905123456", "anh.nguyen", "16.0678"))


async def test_the_same_again_is_kept_once_where_the_office_lets_us_know(peer: Peer) -> None:
    first = await peer.forwarder.deliver(FEEDBACK)
    second = await again(peer)
    is_known = peer.forwarder.can_look_up or peer.forwarder.knows_again

    assert len(peer.seen()) == (1 if is_known else 2)
    assert first == second


async def test_the_office_has_nothing_when_it_is_said_to_leave(peer: Peer) -> None:
    there: list[int] = []

    async def leave() -> None:
        there.append(len(peer.seen()))

    await peer.forwarder.deliver(FEEDBACK, on_leaving=leave)
    assert there == [0]
    assert len(peer.seen()) == 1


async def test_what_must_not_leave_does_not(peer: Peer) -> None:
    async def leave() -> None:
        raise StaleError

    with pytest.raises(StaleError):
        await peer.forwarder.deliver(FEEDBACK, on_leaving=leave)
    assert peer.seen() == []


async def test_two_feedbacks_are_two(peer: Peer) -> None:
    other = dataclasses.replace(FEEDBACK, code="DN-7K3M-9QX2Q", what=f"Như {CODE}, vẫn vậy")
    receipts = [await peer.forwarder.deliver(each) for each in (other, FEEDBACK)]

    assert len(peer.seen()) == 2
    if peer.forwarder.can_look_up:
        assert [await peer.forwarder.look_up(c) for c in (other.code, CODE)] == receipts


async def test_a_code_the_office_does_not_have_is_not_found(peer: Peer) -> None:
    assert await peer.forwarder.look_up(CODE) is None
    await peer.forwarder.deliver(FEEDBACK)
    assert await peer.forwarder.look_up(CODE[:-1]) is None


@on_a_wire
async def test_an_answer_that_is_lost_leaves_the_outcome_open(peer: Peer) -> None:
    peer.turn(peer.lost)
    with pytest.raises(UnknownOutcomeError) as caught:
        await peer.forwarder.deliver(FEEDBACK)
    peer.turn("good")

    assert is_discreet(caught.value)
    if peer.forwarder.can_look_up:
        assert await peer.forwarder.look_up(CODE) == Receipt(peer.seen()[0].number)
    if peer.forwarder.can_look_up or peer.forwarder.knows_again:
        assert await again(peer) == Receipt(peer.seen()[0].number)
        assert len(peer.seen()) == 1


@pytest.mark.parametrize("name", ON_A_WIRE)
async def test_an_answer_that_does_not_come_leaves_the_outcome_open(
    name: str, tmp_path: Path
) -> None:
    async with PEERS[name](tmp_path, HASTY) as peer:
        peer.turn("slow")
        with pytest.raises(UnknownOutcomeError) as caught:
            await peer.forwarder.deliver(FEEDBACK)

        assert len(peer.seen()) == 1
        assert is_discreet(caught.value)


async def test_an_office_that_says_later_has_not_taken_it(peer: Peer) -> None:
    peer.turn(peer.later)
    with pytest.raises(TransientDeliveryError) as caught:
        await peer.forwarder.deliver(FEEDBACK)
    assert is_discreet(caught.value)
    peer.turn("good")
    await peer.forwarder.deliver(FEEDBACK)

    assert len(peer.seen()) == 1


async def test_an_office_that_is_down_has_not_taken_it(peer: Peer) -> None:
    await peer.go_down()
    with pytest.raises(TransientDeliveryError) as caught:
        await peer.forwarder.deliver(FEEDBACK)

    assert is_discreet(caught.value)


@on_a_wire
async def test_an_office_that_is_down_cannot_be_asked_and_says_nothing_new(peer: Peer) -> None:
    await peer.go_down()
    for ask in (peer.forwarder.look_up, peer.forwarder.status):
        with suppress(TransientDeliveryError):
            assert await ask("1") is None


@on_a_wire
async def test_an_office_that_refuses_it_refuses_it_for_good(peer: Peer) -> None:
    peer.turn(peer.never)
    with pytest.raises(PermanentDeliveryError) as caught:
        await peer.forwarder.deliver(FEEDBACK)

    assert peer.seen() == []
    assert is_discreet(caught.value)


async def test_a_forwarder_can_be_closed_twice(peer: Peer) -> None:
    await peer.forwarder.deliver(FEEDBACK)
    await peer.forwarder.close()
    await peer.forwarder.close()
