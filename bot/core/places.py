"""Where replies go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """The channel and the id a reply goes to."""

    channel: str
    chat: str
