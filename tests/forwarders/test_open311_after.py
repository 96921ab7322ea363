"""The rows of feedback-peers.md that come after the post: ids, statuses, tokens, look-ups."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from bot.core.feedback import OfficeState, OfficeStatus, Receipt
from bot.errors import TransientDeliveryError, UnknownOutcomeError
from tests.forwarders.open311_desk import desk
from tests.forwarders.sample import CODE, FEEDBACK

on_both = pytest.mark.parametrize("server", ["endpoint", "issue_reporting"])

# --- unknown id, status


async def test_endpoint_falls_over_an_unknown_id_so_nothing_is_known_of_it() -> None:
    async with desk() as d:
        with pytest.raises(TransientDeliveryError):
            await d.forwarder.status("99")


async def test_issue_reporting_knows_no_unknown_id() -> None:
    async with desk("issue_reporting") as d:
        assert await d.forwarder.status("99") is None


@on_both
async def test_open_is_received_and_closed_is_done(server: str) -> None:
    async with desk(server) as d:
        number = (await d.forwarder.deliver(FEEDBACK)).number
        before = await d.forwarder.status(number)
        d.office.set_status(d.office.received[0].id, "closed", "Đã thu gom.")

        assert before == OfficeStatus(OfficeState.RECEIVED)
        assert await d.forwarder.status(number) == OfficeStatus(OfficeState.DONE, "Đã thu gom.")


# --- jurisdiction_id; one that is not configured, or unknown: test_open311_admission.py


@on_both
async def test_a_jurisdiction_is_told_on_every_call(server: str) -> None:
    two = ("danang.vn", "hue.vn")
    async with desk(server, jurisdictions=two, jurisdiction="danang.vn") as d:
        receipt = await d.forwarder.deliver(FEEDBACK)

        assert await d.forwarder.look_up(CODE) == receipt
        assert await d.forwarder.status(receipt.number) is not None


# --- multipart photo


@on_both
async def test_photos_make_the_form_multipart_and_can_be_left_out(server: str) -> None:
    async with desk(server) as d:
        await d.forwarder.deliver(FEEDBACK)
        photos = d.office.received[0].form.photos

        assert [(p.field, p.filename) for p in photos] == [
            ("photo1", "1.jpg"),
            ("photo2", "2.png"),
        ]
        assert d.log[-1] == "POST /requests.json multipart/form-data"
    async with desk(server, photo_field="") as d:
        await d.forwarder.deliver(FEEDBACK)

        assert d.office.received[0].form.photos == ()
        assert d.log[-1] == "POST /requests.json application/x-www-form-urlencoded"


# --- batch token


async def test_a_token_is_asked_until_its_number_comes_and_nothing_is_sent_again() -> None:
    async with desk("endpoint+batch") as d:
        d.office.pending_polls = 2
        first = await d.forwarder.deliver(FEEDBACK)
        asked = [await d.forwarder.deliver(FEEDBACK, first.token) for _ in range(4)]

        assert first == Receipt(token="token-0")
        assert asked == [first, first, Receipt("0"), Receipt("0")]
        assert len(d.office.received) == 1


@pytest.mark.parametrize("server", ["endpoint+batch", "issue_reporting"])
async def test_a_token_the_office_forgot_leaves_the_look_up(server: str) -> None:
    async with desk(server) as d:
        with pytest.raises(UnknownOutcomeError):
            await d.forwarder.deliver(FEEDBACK, "t/1")

        assert d.office.received == []
        assert d.log == ["GET /tokens/t/1.json"]


async def test_a_token_cannot_be_redeemed_while_the_office_is_down() -> None:
    async with desk("endpoint+batch") as d:
        token = (await d.forwarder.deliver(FEEDBACK)).token
        d.office.personality = "endpoint+batch+html_error"
        with pytest.raises(TransientDeliveryError):
            await d.forwarder.deliver(FEEDBACK, token)


# --- the same POST twice, look-up


@on_both
async def test_the_same_twice_has_two_ids_and_the_look_up_gives_one_of_them(server: str) -> None:
    async with desk(server) as d:
        receipts = [await d.forwarder.deliver(FEEDBACK) for _ in range(2)]

        assert receipts[0] != receipts[1]
        assert await d.forwarder.look_up(CODE) in receipts


@on_both
async def test_a_feedback_that_only_mentions_a_code_is_not_the_one(server: str) -> None:
    async with desk(server) as d:
        for code, what in {"DN-1": f"[{CODE}] đâu rồi?", f"{CODE}9": "Khác"}.items():
            other = dataclasses.replace(FEEDBACK, code=code, what=what)
            await d.forwarder.deliver(other)

        assert await d.forwarder.look_up(CODE) is None


@on_both
async def test_what_is_older_than_a_day_is_not_looked_through(server: str) -> None:
    async with desk(server) as d:
        await d.forwarder.deliver(FEEDBACK)
        d.clock.now += timedelta(hours=24)
        assert await d.forwarder.look_up(CODE) is not None
        d.clock.now += timedelta(hours=2)
        assert await d.forwarder.look_up(CODE) is None
