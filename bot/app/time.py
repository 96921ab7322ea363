"""The clock of everything that runs."""

from __future__ import annotations

from datetime import UTC, datetime


def clock() -> datetime:
    """Return the present, in UTC."""
    return datetime.now(UTC)
