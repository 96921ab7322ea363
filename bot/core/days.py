"""The days of Việt Nam, where citizens and offices are."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def day_of(at: datetime) -> date:
    """Return the day it is in Việt Nam."""
    return at.astimezone(VIETNAM).date()
