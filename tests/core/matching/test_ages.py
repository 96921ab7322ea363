"""Ages, as they are written and said."""

from __future__ import annotations

import pytest

from bot.core.matching.ages import ages


@pytest.mark.parametrize(
    ("says", "years"),
    [
        ("be 8 tuoi", [8]),
        ("con ba tuoi", [3]),
        ("muoi bon tuoi", [14]),
        ("hai muoi tuoi", [20]),
        ("ba noi tam muoi mot tuoi", [81]),
        ("ong tam lam tuoi", [85]),
        ("ba 80 may tuoi", [80]),
        ("be 6 thang tuoi", [0]),
        ("tre duoi 6 tuoi", [5]),
        ("chua du 14 tuoi", [13]),
        ("chua toi 14", [13]),
        ("vua tron 18", [18]),
        ("tren 75", [75]),
    ],
)
def test_an_age_is_read(says: str, years: list[int]) -> None:
    assert [one for _, one in ages(says.split())] == years
    assert [one for _, one in ages(tuple(says.split()))] == years


@pytest.mark.parametrize(
    "says", ["bao nhieu tuoi", "du 14 ngay", "tron 3 thang", "phuong 5", "tuoi 500 tuoi", "toi 14"]
)
def test_other_numbers_are_no_ages(says: str) -> None:
    assert not list(ages(says.split()))


def test_more_digits_than_can_be_read_are_no_age() -> None:
    many = "9" * 5000
    assert not list(ages(["chua", "du", many, "be", many, "tuoi"]))
