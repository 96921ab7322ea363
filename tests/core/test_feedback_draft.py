"""The draft as a value: what is asked next, what changes its mark, what it becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.feedback import Coordinates, Sender
from bot.core.feedback_draft import KEEPS, OFFER_KEEPS, Draft, Part, begin, read, write

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def draft(what: str = "") -> Draft:
    return begin(Random(1).randrange, NOW, what)  # noqa: S311 - a test wants the same each time


def order(one: Draft, *, needs_sender: bool) -> list[Part]:
    """Return the parts in the order they are asked for."""
    asked = []
    while one.asked is not None:
        asked.append(one.asked)
        one = one.after(one.asked, needs_sender=needs_sender)
    return asked


def test_the_parts_have_an_order() -> None:
    first = [Part.WHAT, Part.WHERE, Part.WHEN, Part.PHOTOS, Part.FIELD]
    named = replace(draft(), is_named=True)

    assert order(draft(), needs_sender=False) == first
    assert order(draft(), needs_sender=True) == [*first, Part.SENDER]
    assert order(named, needs_sender=True) == list(Part)
    assert order(draft("Đèn hư"), needs_sender=False) == first[1:]


def test_what_was_told_is_not_asked_again_after_an_edit() -> None:
    whole = replace(draft("Đèn hư"), answered=tuple(Part), asked=None)
    edited = whole.asking(Part.WHERE)

    assert (edited.asked, edited.is_edited) == (Part.WHERE, True)
    after = edited.filled(Part.WHERE, "12 Lê Lợi").after(Part.WHERE, needs_sender=False)
    assert (after.asked, after.is_edited, after.where) == (None, False, "12 Lê Lợi")
    assert edited.looked_over().asked is None


def test_whoever_edits_the_sender_is_asked_for_all_of_it() -> None:
    whole = replace(draft("x"), answered=tuple(Part), asked=None, is_named=True, name="Bé")

    assert order(whole.asking(Part.SENDER), needs_sender=True) == [
        Part.SENDER,
        Part.NAME,
        Part.PHONE,
        Part.EMAIL,
    ]


def test_a_name_that_was_given_and_taken_back_is_not_sent() -> None:
    named = replace(draft("x"), name="Bé", phone="0905123456")

    assert named.sender == Sender()
    assert replace(named, is_named=True).sender.name == "Bé"


@pytest.mark.parametrize(
    "change",
    [
        {"what": "khác"},
        {"where": "khác"},
        {"when": "khác"},
        {"location": Coordinates(1, 2)},
        {"photos": ("kept:1",)},
        {"field": "khac"},
        {"is_named": True, "name": "Bé"},
        {"follows": "DN-7K3M-9QX2T"},
    ],
)
def test_whatever_would_be_sent_changes_the_mark(change: dict[str, object]) -> None:
    one = draft("Đèn hư")

    assert replace(one, **change).seen_as("A") != one.seen_as("A")  # type: ignore[arg-type]


def test_the_offices_are_in_the_mark_and_what_is_not_sent_is_not() -> None:
    one = draft("Đèn hư")
    beside = replace(one, aside="hỏi", touched_at=NOW + KEEPS, answered=(Part.WHAT,))

    assert one.seen_as("A") != one.seen_as("B")
    assert one.seen_as("A") == beside.seen_as("A")


def test_an_offer_lapses_sooner_than_a_draft() -> None:
    one = draft("Đèn hư")
    offered = replace(one, is_offered=True)

    assert not one.is_over(NOW + KEEPS)
    assert one.is_over(NOW + KEEPS + timedelta(seconds=1))
    assert offered.is_over(NOW + OFFER_KEEPS + timedelta(seconds=1))


def test_photos_of_the_store_are_lost_after_a_time_and_those_of_telegram_are_not() -> None:
    one = draft().photographed("kept:a", NOW).photographed("telegram:b", NOW)
    later = NOW + timedelta(hours=21)

    assert one.photographed("kept:a", later) is one
    assert one.without_lost_photos(NOW + timedelta(hours=19)) is one
    assert one.without_lost_photos(later).photos == ("telegram:b",)


def test_drafts_have_names_of_their_own() -> None:
    chance = Random(2).randrange  # noqa: S311 - see above

    assert len({begin(chance, NOW).key for _ in range(500)}) == 500


@given(st.builds(Draft, key=st.text(), touched_at=st.just(NOW)))
def test_what_is_written_is_read_again(one: Draft) -> None:
    assert read(write(one)) == one
    assert read("") is None
