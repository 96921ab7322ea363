"""An entry whole, aspect by aspect, for a page that has room for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.cards import ORDER, age, aspect_facts, changes, checked_on, is_list, unknown_lines
from bot.core.entry import Aspect
from bot.core.facts import text_on

if TYPE_CHECKING:
    from datetime import date

    from bot.core.catalogue import Catalogue
    from bot.core.entry import Entry


@dataclass(frozen=True, slots=True)
class Section:
    """One aspect of an entry, whole, for a page."""

    heading: str
    texts: tuple[str, ...]
    is_list: bool
    is_numbered: bool
    notes: tuple[str, ...]


def full_card(catalogue: Catalogue, entry: Entry, today: date) -> list[Section]:
    """Return every aspect of an entry, the one it opens with first."""
    order = sorted(ORDER, key=lambda aspect: aspect is not entry.opens_with)
    return [_section(catalogue, entry, aspect, today) for aspect in order]


def _section(catalogue: Catalogue, entry: Entry, aspect: Aspect, today: date) -> Section:
    texts = (text_on(fact, today) for fact in aspect_facts(entry, aspect))
    notes = [line.text for line in unknown_lines(catalogue, entry, aspect)]
    notes += [line.text for line in changes(catalogue, entry, aspect, today)]
    return Section(
        heading=catalogue.phrases.aspects[aspect.value].heading,
        texts=tuple(text for text in texts if text),
        is_list=is_list(aspect),
        is_numbered=aspect is Aspect.STEPS,
        notes=tuple(notes),
    )


def age_notes(catalogue: Catalogue, entry: Entry, today: date) -> list[str]:
    """Return what has to be said first of an entry that is old, and when it was checked."""
    said = [line.text for line in age(catalogue, entry, today)]
    return [*said, checked_on(catalogue, entry)]
