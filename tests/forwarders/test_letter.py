from __future__ import annotations

import dataclasses

import pytest

from bot.forwarders.letter import title_of
from tests.forwarders.sample import FEEDBACK


@pytest.mark.parametrize(
    ("what", "title"),
    [
        ("Rác", "Rác thải, vệ sinh: Rác"),
        (" Rác\r\n\tkhắp  nơi ", "Rác thải, vệ sinh: Rác khắp nơi"),
        ("a" * 61, "Rác thải, vệ sinh: " + "a" * 61),
        ("a" * 62, "Rác thải, vệ sinh:…"),
        ("ngày nào cũng vậy " * 9, "Rác thải, vệ sinh: " + "ngày nào cũng vậy " * 3 + "ngày…"),
    ],
)
def test_a_title_is_one_short_line(what: str, title: str) -> None:
    assert title_of(dataclasses.replace(FEEDBACK, what=what)) == title
    assert len(title) <= 80


def test_a_title_of_one_long_word_is_cut_inside() -> None:
    long = dataclasses.replace(FEEDBACK, field_name="a" * 100, what="")

    assert title_of(long) == "a" * 79 + "…"
