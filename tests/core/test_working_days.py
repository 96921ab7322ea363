from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.working_days import add_working_days, is_working_day, working_days_between

days = st.dates(date(2020, 1, 1), date(2060, 12, 31))
terms = st.integers(0, 120)
extras = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=30)
near = st.dates(date(2025, 11, 1), date(2027, 2, 28))


def off(first: date, last: date) -> list[date]:
    """Return the Mondays to Fridays of a span that are off."""
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in span if day.weekday() < 5 and not is_working_day(day)]


# --- the holidays -----------------------------------------------------------------------------


def test_tet_2026_is_off_from_the_eve_to_the_fourth_day() -> None:
    assert off(date(2026, 2, 1), date(2026, 3, 15)) == [date(2026, 2, n) for n in range(16, 21)]


def test_national_day_2026_is_off_with_the_day_before_and_the_swapped_monday() -> None:
    expected = [date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)]

    assert off(date(2026, 8, 10), date(2026, 9, 20)) == expected


def test_labour_day_2027_on_a_saturday_is_made_up_for_on_monday() -> None:
    assert date(2027, 5, 1).weekday() == 5
    assert off(date(2027, 4, 20), date(2027, 5, 15)) == [date(2027, 4, 30), date(2027, 5, 3)]


def test_the_hung_kings_follow_the_lunar_calendar_and_are_made_up_for_on_monday() -> None:
    assert off(date(2026, 4, 15), date(2026, 4, 29)) == [date(2026, 4, 27)]  # 10/3 was a Sunday
    assert off(date(2027, 4, 1), date(2027, 4, 29)) == [date(2027, 4, 16)]


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 8, 22),  # a Saturday worked for 31/8: still no working day here
        date(2026, 8, 23),
        date(2026, 11, 24),
    ],
)
def test_days_off(day: date) -> None:
    assert not is_working_day(day)


def test_an_ordinary_week_has_five_working_days() -> None:
    week = [date(2026, 6, 8) + timedelta(days=n) for n in range(7)]

    assert [is_working_day(day) for day in week] == [True] * 5 + [False] * 2


@given(days)
def test_no_saturday_or_sunday_is_a_working_day(day: date) -> None:
    assert day.weekday() < 5 or not is_working_day(day)


@given(st.integers(2020, 2060))
@pytest.mark.thorough
def test_no_year_has_fewer_than_eight_weekdays_off_or_twenty(year: int) -> None:
    weekdays = off(date(year, 1, 1), date(year, 12, 31))

    assert 8 <= len(weekdays) < 20  # some fall on a weekend, some of those are made up for


# --- terms ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        (date(2026, 6, 8), 1, date(2026, 6, 9)),  # the day after is day 1
        (date(2026, 6, 8), 0, date(2026, 6, 8)),
        (date(2026, 6, 12), 1, date(2026, 6, 15)),  # from Friday to Monday
        (date(2026, 6, 13), 1, date(2026, 6, 15)),  # what comes on a Saturday …
        (date(2026, 6, 14), 1, date(2026, 6, 15)),  # … or Sunday is like on Friday
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # the whole of Tết
        (date(2026, 2, 12), 5, date(2026, 2, 26)),
        (date(2026, 8, 28), 1, date(2026, 9, 3)),
        (date(2027, 4, 29), 1, date(2027, 5, 4)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
    ],
)
def test_a_term_ends_on_a_working_day(start: date, term: int, end: date) -> None:
    assert add_working_days(start, term) == end


def test_a_negative_term_is_an_error() -> None:
    with pytest.raises(ValueError, match="-1 days"):
        add_working_days(date(2026, 6, 8), -1)


@given(days, st.integers(1, 120))
def test_every_term_ends_later_and_on_a_working_day(start: date, term: int) -> None:
    end = add_working_days(start, term)

    assert is_working_day(end)
    assert end >= start + timedelta(days=term)


@given(near, terms, terms, extras)
def test_two_terms_after_one_another_are_one(
    start: date, first: int, second: int, extra: frozenset[date]
) -> None:
    middle = add_working_days(start, first, extra)

    assert add_working_days(middle, second, extra) == add_working_days(
        start, first + second, extra
    )


@given(near, terms, extras)
def test_counting_gives_back_the_term(start: date, term: int, extra: frozenset[date]) -> None:
    assert working_days_between(start, add_working_days(start, term, extra), extra) == term


@given(near, near, near, extras)
def test_spans_add_up(a: date, b: date, c: date, extra: frozenset[date]) -> None:
    parts = working_days_between(a, b, extra) + working_days_between(b, c, extra)

    assert parts == working_days_between(a, c, extra)


@pytest.mark.parametrize(
    ("a", "b", "count"),
    [
        (date(2026, 6, 8), date(2026, 6, 8), 0),
        (date(2026, 6, 8), date(2026, 6, 9), 1),
        (date(2026, 6, 9), date(2026, 6, 8), -1),
        (date(2026, 6, 12), date(2026, 6, 14), 0),
        (date(2026, 2, 13), date(2026, 2, 23), 1),
    ],
)
def test_the_first_day_does_not_count_and_the_last_does(a: date, b: date, count: int) -> None:
    assert working_days_between(a, b) == count


# --- what the package does not know -----------------------------------------------------------


def test_an_extra_day_off_is_no_working_day_and_puts_off_the_end() -> None:
    extra = frozenset({date(2026, 6, 9)})

    assert not is_working_day(date(2026, 6, 9), extra)
    assert add_working_days(date(2026, 6, 8), 1, extra) == date(2026, 6, 10)
    assert working_days_between(date(2026, 6, 8), date(2026, 6, 10), extra) == 1


@given(near, terms, extras)
def test_extra_days_off_never_make_a_term_shorter(
    start: date, term: int, extra: frozenset[date]
) -> None:
    assert add_working_days(start, term, extra) >= add_working_days(start, term)
