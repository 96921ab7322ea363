"""Asking which of a few entries is meant: once; then the likeliest is answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import actions
from bot.core.cards import BUDGET, length
from bot.core.models import Button, Line, Outcome, Reply, Style
from bot.core.understanding import Request
from bot.handlers.fallback import unknown
from bot.handlers.procedures import about, spoken_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.entry import Aspect
    from bot.core.understanding import Understanding
    from bot.handlers.context import Context


def clarified(reading: Understanding, offered: Sequence[str], context: Context) -> Reply:
    """Ask which entry is meant; a second time in a row, settle for the likeliest or give up."""
    likely = [match.entry for match in reading.matches[:1] if match.entry in offered]
    if likely:
        others = [entry for entry in offered if entry not in likely]
        return settled([*likely, *others], reading.aspect, context)
    if set(offered) & set(reading.choices):
        return unknown(reading, context)
    return _which(reading, context)


def settled(offered: Sequence[str], aspect: Aspect | None, context: Context) -> Reply:
    """Answer about the likeliest of those that were offered, the others a tap away.

    It was asked once already which of them is meant; nobody is asked the same again.
    """
    likeliest, *others = [e for e in map(context.catalogue.find, offered) if e]
    reply = about(likeliest, aspect, context)
    lead = Line(Style.NOTE, context.catalogue.phrases.settled)
    lines = (lead, *reply.lines)
    instead = perhaps([e.id for e in others], aspect, context)[: context.room - 1]
    return replace(
        reply,
        lines=lines if length(lines) <= BUDGET else reply.lines,
        buttons=(*instead, *reply.buttons[-1:]),
    )


def _which(reading: Understanding, context: Context) -> Reply:
    """Ask which of a few entries is meant; until it is told, the likeliest is spoken of."""
    found = [e for e in map(context.catalogue.find, reading.choices) if e]
    if not found:
        return unknown(reading, context)
    aspect, words = reading.aspect, context.catalogue.phrases
    buttons = [Button(e.title, actions.entry(e.id, aspect)) for e in found]
    buttons.append(Button(words.buttons.other, actions.ask()))
    return Reply(
        lines=(Line(Style.TEXT, words.clarify),),
        buttons=tuple(buttons),
        outcome=Outcome.CLARIFIED,
        aspect=aspect,
        conversation=replace(
            spoken_of(found[0], context), clarified=True, asked=aspect, asked_at=context.now
        ),
    )


def is_of_any(reading: Understanding, offered: Sequence[str], said: str, context: Context) -> bool:
    """Whether it is asked of one of a few entries, whichever: "tốn nhiêu".

    It is, when it goes on from the first one, and does not lead there from another.
    """
    if not reading.is_follow_up or reading.requests[:1] != (Request(offered[0], reading.aspect),):
        return False
    other = context.catalogue.matcher.understand(said, offered[-1])
    return len(offered) > 1 and [one.entry for one in other.requests[:1]] != [offered[0]]


def offered_before(context: Context) -> list[str]:
    """Return the entries the last reply asked to choose from."""
    if not context.conversation.clarified:
        return []
    parsed = (actions.parse(button.action) for button in context.conversation.choices)
    named = [a.arguments[0] for a in parsed if a and a.verb == "e" and a.arguments]
    return [e.id for e in map(context.catalogue.find, named) if e]


def perhaps(choices: Iterable[str], aspect: Aspect | None, context: Context) -> tuple[Button, ...]:
    """Return a button to each entry that may have been meant instead."""
    label = context.catalogue.phrases.perhaps_meant
    return tuple(
        Button(label.format(title=e.title), actions.entry(e.id, aspect))
        for e in map(context.catalogue.find, choices)
        if e
    )
