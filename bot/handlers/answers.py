"""An utterance in the citizen's own words: answered, asked back, or honestly not known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import actions
from bot.core.cards import BUDGET, card, length
from bot.core.complaints import ENOUGH, hear
from bot.core.entry import Aspect
from bot.core.feedback_draft import begin, write
from bot.core.models import Button, Line, Outcome, Reply, Style
from bot.handlers.clarifying import clarified, is_of_any, offered_before, perhaps, settled
from bot.handlers.fallback import unknown
from bot.handlers.feedback_reply import current, is_urgent
from bot.handlers.procedures import FEEDBACK, about
from bot.handlers.topics import about_topic, feeling_of, is_in_danger, of_others, stay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.complaints import Heard
    from bot.core.entry import Entry
    from bot.core.models import Message
    from bot.core.understanding import Request, Understanding
    from bot.handlers.context import Context

_OURS = (Outcome.ANSWERED, Outcome.CLARIFIED)
SURE = 0.9  #: confidence from which another entry is meant, whatever sounds like a complaint


async def answer(message: Message, context: Context) -> Reply:
    """Answer an utterance from the knowledge base."""
    heard = hear(message.text, context.catalogue.gopy)
    offered = offered_before(context)
    subject = offered[0] if offered else context.subject
    if heard.is_complaint and not heard.asks:
        subject = None  # "xe rác 3 ngày không tới" goes on from nothing
    reading = context.catalogue.matcher.understand(message.text, subject)
    if is_told(reading, heard, context):
        reply = _offered(message, context)
    elif is_in_danger(reading, message.text, context):
        return replace(stay(message.text, context), candidates=reading.matches)
    elif offered and is_of_any(reading, offered, message.text, context):
        reply = settled(offered, reading.aspect, context)
    else:
        asked = _asking(reading, context.asked)
        reply = _reply(asked, heard, offered, message, context)
    is_private = reply.conversation is not None and bool(reply.conversation.danger)
    return replace(reply, candidates=reading.matches, is_to_question=not is_private)


def _reply(
    reading: Understanding,
    heard: Heard,
    offered: Sequence[str],
    message: Message,
    context: Context,
) -> Reply:
    match reading.outcome:
        case Outcome.ANSWERED:
            reply = _with_feeling(_answered(reading, context), message.text, context)
            is_complaint = heard.is_complaint and reply.entry == FEEDBACK
            return _with_offer(reply, message.text, context) if is_complaint else reply
        case Outcome.CLARIFIED:
            return clarified(reading, offered, context)
        case _:
            reply = about_topic(reading, context)
            if heard.is_complaint and not heard.asks and reading.outcome is Outcome.SMALL_TALK:
                return _with_offer(of_others(reply), message.text, context)
            return _with_doubt(reply, reading, context) if reading.topic else reply


def _asking(reading: Understanding, asked: Aspect | None) -> Understanding:
    """Return what is meant, asked for what was asked just before, of what was not yet known."""
    if asked is None or reading.aspect or reading.outcome not in _OURS:
        return reading
    requests = tuple(replace(one, aspect=one.aspect or asked) for one in reading.requests)
    return replace(reading, aspect=asked, requests=requests)


def is_told(reading: Understanding, heard: Heard, context: Context) -> bool:
    """Whether somebody tells what is wrong, rather than asks how anything is done."""
    if FEEDBACK not in context.catalogue.entries or not heard.fields:
        return False
    match reading.outcome:
        case Outcome.ANSWERED:
            is_ours = reading.requests[0].entry == FEEDBACK
            is_plain = heard.is_complaint or (is_ours and reading.aspect is None)
            return is_plain and not heard.asks and (is_ours or not _is_sure(reading, heard))
        case Outcome.CLARIFIED:
            return heard.is_complaint and not heard.asks
        case Outcome.SMALL_TALK:
            return False  # danger to life is told first where to call
        case _:
            return heard.is_complaint


def _is_sure(reading: Understanding, heard: Heard) -> bool:
    """Whether another entry is meant, whatever sounds like a complaint."""
    if heard.complains and len(heard.fields) + heard.words > ENOUGH:
        return False
    return reading.aspect is not None or (
        bool(reading.matches) and reading.matches[0].score > SURE
    )


def _offered(message: Message, context: Context) -> Reply:
    """Offer to send what was told; where no feedback is taken, say how it is sent."""
    reply = about(context.catalogue.entries[FEEDBACK], Aspect.STEPS, context)
    offered = _with_offer(reply, message.text, context)
    if offered is reply:
        return reply
    said = context.catalogue.gopy.talk
    only_ask = Button(said.buttons.only_ask, actions.entry(FEEDBACK, Aspect.STEPS))
    lines: tuple[Line, ...] = (Line(Style.TEXT, said.offer),)
    if is_urgent(message.text, context):
        lines = (Line(Style.NOTE, said.urgent), *lines)
    return replace(offered, lines=lines, buttons=(offered.buttons[0], only_ask))


def _with_offer(reply: Reply, text: str, context: Context) -> Reply:
    """Keep what was told, and offer first of all to send it."""
    desk = context.desk
    if desk is None or not context.is_private or current(context) is not None:
        return reply
    draft = replace(begin(desk.chance, context.now, text), is_offered=True)
    conversation = replace(reply.conversation or context.conversation, draft=write(draft))
    label = context.catalogue.gopy.talk.buttons.send_this
    send_this = Button(label, actions.feedback("say"))
    return replace(reply, buttons=(send_this, *reply.buttons[1:]), conversation=conversation)


def _answered(reading: Understanding, context: Context) -> Reply:
    asked = [(e, r) for r in reading.requests if (e := context.catalogue.find(r.entry))]
    if not asked:
        return unknown(replace(reading, choices=()), context)
    (entry, request), *others = asked
    reply = about(entry, request.aspect, context)
    for also in others:
        reply = _with_second(reply, also, context)
    return reply if others else _with_doubt(reply, reading, context)


def _with_feeling(reply: Reply, text: str, context: Context) -> Reply:
    """Say first what one says to somebody who mourns, or rejoices, and begins to ask about it."""
    said = feeling_of(text, reply.entry, context)
    if said is None or context.subject == reply.entry:
        return reply
    lines = (Line(Style.TEXT, said), *reply.lines)
    return replace(reply, lines=lines) if length(lines) <= BUDGET else reply


def _with_doubt(reply: Reply, reading: Understanding, context: Context) -> Reply:
    """Offer what may have been meant instead, where a button more fits."""
    other = perhaps(reading.choices, reading.aspect, context)[:1]
    if len(reply.buttons) >= context.room:
        return reply
    return replace(reply, buttons=(*other, *reply.buttons))


def _with_second(reply: Reply, also: tuple[Entry, Request], context: Context) -> Reply:
    """Serve the second thing asked in the same message; behind a button, where it is too long."""
    entry, request = also
    phrases = context.catalogue.phrases
    second = card(context.catalogue, entry, request.aspect or entry.opens_with, context.today)
    lines = (
        *reply.lines,
        Line(Style.TITLE, phrases.also_asked.format(title=entry.title)),
        *second.lines[1:],
    )
    if length(lines) > BUDGET:
        said = phrases.also_asked_below.format(title=entry.title)
        lines = (*reply.lines, Line(Style.TEXT, said))
    if length(lines) > BUDGET:
        lines = reply.lines  # the button says it alone
    to_second = Button(entry.title, actions.entry(entry.id, request.aspect))
    return replace(reply, lines=lines, buttons=(to_second, *reply.buttons[:3]))
