"""Working days in Vietnam, as the PyPI package `holidays` knows them.

It knows the public holidays of the Labour Code (article 112), from the lunar calendar too, and
the days off that make up for one on a Saturday or Sunday. What it does not know, or guesses:

- Which five days of Tết and which day beside 2/9 are off is decided each year, often only in
  autumn; until the package has the decision, it reckons by the pattern of past years.
- Days swapped by such a decision (Monday 31/8/2026 off, Saturday 22/8/2026 worked instead) are
  known only as far as the installed version goes; a later one must be given as an extra day off.
- Days a city or a single office takes off, and storms.

Saturdays and Sundays are never working days here, not even those worked for a swapped day. The
package reaches from 1901 to 2100. Days are days in Vietnam, never the dates of a time in UTC.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import count, islice

import holidays

_NONE: frozenset[date] = frozenset()
_FRIDAY = 4


def is_working_day(day: date, extra_days_off: frozenset[date] = _NONE) -> bool:
    """Say whether offices work on that day."""
    if day.weekday() > _FRIDAY or day in extra_days_off:
        return False
    return day not in _public_holidays(day.year)


def add_working_days(start: date, days: int, extra_days_off: frozenset[date] = _NONE) -> date:
    """Return the last day of a term; the first working day after *start* is day 1 of it.

    Args:
        start: The day something came in; it does not count, whether it is a working day or not.
        days: How many working days, at least 0; with 0 the term ends on *start* itself.
        extra_days_off: Days off that the package does not know.

    Raises:
        ValueError: If *days* is negative.
    """
    if days < 0:
        message = f"a term cannot have {days} days"
        raise ValueError(message)
    later = (start + timedelta(days=n) for n in count(1))
    working = (day for day in later if is_working_day(day, extra_days_off))
    return start if days == 0 else next(islice(working, days - 1, None))


def working_days_between(a: date, b: date, extra_days_off: frozenset[date] = _NONE) -> int:
    """Return how many working days come after *a* up to and with *b*; negative if *b* is earlier.

    It is the reverse of `add_working_days`: what that added is what this counts.
    """
    if b < a:
        return -working_days_between(b, a, extra_days_off)
    days = (a + timedelta(days=n) for n in range(1, (b - a).days + 1))
    return sum(is_working_day(day, extra_days_off) for day in days)


@lru_cache(maxsize=256)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("VN", years=year, expand=False))
