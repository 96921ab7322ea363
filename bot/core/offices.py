"""Offices that take feedback, as the citizen sees them: who gets it, and what they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.gopy import Field

DROPBOX = "dropbox"  #: the way without any settings: a folder of this machine


@dataclass(frozen=True, slots=True)
class Office:
    """Where one route leads."""

    name: str  #: as in "gửi tới …": the portal, the mailbox with its address
    needs_sender: bool = False  #: whether it asks for name, phone and e-mail


@dataclass(frozen=True, slots=True)
class Offices:
    """The routes that have settings."""

    offices: Mapping[str, Office]  #: route -> where it leads

    def routes_for(self, field: Field) -> Sequence[str]:
        """Return the ways a feedback of this field may take, in order; never none."""
        return [route for route in field.routes if route in self.offices] or [DROPBOX]

    def name_of(self, route: str) -> str:
        """Return where a route leads; its own name if it has no settings any more."""
        office = self.offices.get(route)
        return office.name if office else route

    def needs_sender(self, field: Field) -> bool:
        """Tell whether the first office of a field asks who writes."""
        first = self.offices.get(self.routes_for(field)[0])
        return first is not None and first.needs_sender
