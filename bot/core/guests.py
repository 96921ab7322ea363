"""Guests: citizens of a channel where anybody is somebody new at will, without an account.

What one of them may send is limited, and easy to get around. So what all of them send on one day
is limited, too: they must not fill the disk with what has to be kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bot.core.places import Address

MEGABYTE = 1024 * 1024
PHOTO = MEGABYTE // 2  #: what a clean one is about as large as
_NEARLY, _FULL = 80, 99


@dataclass(frozen=True, slots=True)
class GuestDay:
    """How much guests have sent on one day; nothing of who or what."""

    day: date  #: in Việt Nam
    tickets: int = 0
    photo_bytes: int = 0  #: of clean photos, sent or still of a draft


@dataclass(frozen=True, slots=True)
class GuestLimits:
    """How much all guests together may send on one day.

    The city's own portal got some 30 a day in 2019: the tickets are for a day of flood on which
    one of 240 citizens writes, the photos for most of them to have one.
    """

    channels: frozenset[str] = frozenset()  #: where guests come from
    tickets: int = 5_000
    photo_bytes: int = 2_000 * MEGABYTE

    def apply_to(self, address: Address | None) -> bool:
        """Tell whether somebody is a guest."""
        return address is not None and address.channel in self.channels


def fullness(count: int, most: int, one: int = 1) -> int:
    """Return how full a day is, in steps of which each is told; 0 where nobody need know.

    It is full (99) at the latest when *one* more does not fit.
    """
    if not most or not count:
        return 0
    full = _FULL if count + one > most else 100 * count // most
    return max((step for step in (_NEARLY, _FULL) if full >= step), default=0)
