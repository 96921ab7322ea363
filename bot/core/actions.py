"""What a button asks for, as a code of at most 64 bytes that every channel can carry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.entry import Aspect

MAX_BYTES = 64

_CODE = re.compile(r"(?P<verb>[a-z]+)(?::(?P<rest>[a-z0-9:_-]*))?")


@dataclass(frozen=True, slots=True)
class Action:
    """A verb and its arguments: `entry:khai-sinh:fee` has two."""

    verb: str
    arguments: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Return the form that travels in a button."""
        return ":".join((self.verb, *self.arguments))


def parse(code: str) -> Action | None:
    """Read a code; None when it is none of ours."""
    match = _CODE.fullmatch(code)
    if match is None or len(code.encode()) > MAX_BYTES:
        return None
    rest = match["rest"]
    return Action(match["verb"], tuple(rest.split(":")) if rest else ())


def entry(entry_id: str, aspect: Aspect | None = None) -> str:
    """Show an entry, or one aspect of it."""
    return _code("e", entry_id, aspect.value if aspect else "")


def more(entry_id: str, shown: Aspect | None, offset: int) -> str:
    """Show what else there is about an entry than *shown*, from the choice at *offset*."""
    return _code("m", entry_id, shown.value if shown else "all", str(offset))


def tips(entry_id: str) -> str:
    """Show the practical tips of an entry."""
    return _code("t", entry_id)


def sources(entry_id: str, offset: int = 0) -> str:
    """Show where an entry's facts come from, from the source at *offset*."""
    return _code("s", entry_id, str(offset) if offset else "")


def history(entry_id: str, offset: int = 0) -> str:
    """Show what changed about an entry over the years, from the change at *offset*."""
    return _code("h", entry_id, str(offset) if offset else "")


def share(entry_id: str) -> str:
    """Show the link to an entry, to be passed on."""
    return _code("l", entry_id)


def categories(offset: int = 0) -> str:
    """Show the list of categories, from the one at *offset*."""
    return _code("c", "all", str(offset)) if offset else "c"


def category(category_id: str, offset: int = 0) -> str:
    """Show the entries of a category, from the one at *offset*."""
    return _code("c", category_id, str(offset) if offset else "")


def guide(guide_id: str, verb: str = "", *numbers: int) -> str:
    """Open a guide, or do something in it: show, done, stuck, all."""
    return _code("g", guide_id, verb, *(str(number) for number in numbers))


def help_() -> str:
    """Say what the bot can do."""
    return "help"


def feedback(verb: str = "", argument: str = "") -> str:
    """Begin a feedback, or do something with the one being written."""
    return _code("f", verb, argument)


def ticket(code: str, verb: str = "show") -> str:
    """Show a ticket, or answer whether its matter is settled: done, not, anew."""
    return _code("k", verb, code.lower())


def ask() -> str:
    """Invite the citizen to ask in their own words."""
    return "ask"


def reload() -> str:
    """Read the knowledge base again."""
    return "reload"


def _code(*parts: str) -> str:
    return ":".join(part for part in parts if part)
