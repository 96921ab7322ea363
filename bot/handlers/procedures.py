"""Entries: cards, aspects, what is behind their buttons, and the categories to browse."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import actions, feedback_draft
from bot.core.cards import BUDGET, card, card_buttons, length, show_partial_date
from bot.core.entry import Aspect
from bot.core.facts import text_on
from bot.core.models import Button, Line, Outcome, Reply, Style
from bot.handlers.context import MOST_BUTTONS
from bot.handlers.fallback import menu, stale_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.actions import Action
    from bot.core.entry import Entry, Source
    from bot.core.models import Conversation
    from bot.handlers.context import Context

FEEDBACK = "gop-y"  #: the entry on how feedback is sent


async def show_entry(action: Action, context: Context) -> Reply:
    """Show an entry, or the aspect asked for."""
    entry = _entry_of(action, context)
    if entry is None:
        return stale_button(context)
    name = action.arguments[1] if len(action.arguments) > 1 else ""
    aspect = Aspect(name) if name in set(Aspect) else None
    return about(entry, aspect, context)


def about(entry: Entry, aspect: Aspect | None, context: Context) -> Reply:
    """Answer about an entry and remember that it is spoken of."""
    reply = card(context.catalogue, entry, aspect, context.today)
    if entry.id == FEEDBACK and context.desk is not None:
        reply = replace(reply, buttons=(_into_feedback(context), *reply.buttons[:4]))
    return replace(reply, conversation=spoken_of(entry, context))


def _into_feedback(context: Context) -> Button:
    """Return the button that sends feedback: what was just told, if anything."""
    labels = context.catalogue.gopy.talk.buttons
    told = feedback_draft.read(context.conversation.draft)
    if told is not None and told.is_offered and not told.is_over(context.now):
        return Button(labels.send_this, actions.feedback("say"))
    return Button(labels.begin, actions.feedback("new"))


def spoken_of(entry: Entry, context: Context) -> Conversation:
    """Return the conversation with *entry* as its subject."""
    return replace(context.conversation.understood(), entry=entry.id, entry_at=context.now)


async def show_more(action: Action, context: Context) -> Reply:
    """Offer what else there is about an entry."""
    entry = _entry_of(action, context)
    if entry is None or len(action.arguments) != 3 or not action.arguments[2].isdecimal():  # noqa: PLR2004
        return stale_button(context)
    shown = Aspect(action.arguments[1]) if action.arguments[1] in set(Aspect) else None
    said = context.catalogue.phrases.more.format(title=entry.title)
    offset = int(action.arguments[2]) % 100
    buttons = card_buttons(context.catalogue, entry, shown, offset)
    if not buttons:
        return about(entry, None, context)
    return _beside(entry, [Line(Style.TEXT, said)], context, buttons)


async def show_sources(action: Action, context: Context) -> Reply:
    """Say where an entry's facts come from, and when they were checked."""
    entry = _entry_of(action, context)
    if entry is None:
        return stale_button(context)
    phrases = context.catalogue.phrases
    title = Line(Style.TITLE, phrases.sources.format(title=entry.title))
    note = Line(Style.NOTE, phrases.checked_on.format(date=f"{entry.checked_on:%-d/%-m/%Y}"))
    items = [Line(Style.ITEM, _source_text(source)) for source in entry.sources]
    start = _offset(action)
    shown, end = _as_fits([title, note], items, start)
    rest = actions.sources(entry.id, end) if end < len(items) else ""
    return _beside(entry, shown, context, _more(rest, context))


def _source_text(source: Source) -> str:
    dated = f" ({show_partial_date(source.date)})" if source.date else ""
    return f"{source.supports}: {source.document or source.url}{dated}"


async def show_history(action: Action, context: Context) -> Reply:
    """Say what changed over the years."""
    entry = _entry_of(action, context)
    if entry is None:
        return stale_button(context)
    title = Line(Style.TITLE, context.catalogue.phrases.history.format(title=entry.title))
    items = [
        Line(Style.ITEM, f"{show_partial_date(change.date)}: {change.text}")
        for change in entry.history
    ]
    shown, end = _as_fits([title], items, _offset(action))
    rest = actions.history(entry.id, end) if end < len(items) else ""
    return _beside(entry, shown, context, _more(rest, context))


def _as_fits(head: list[Line], items: Sequence[Line], start: int) -> tuple[list[Line], int]:
    """Add the items from *start* on that fit, one at least; return where the rest begins, too."""
    lines, end = [*head], start
    for item in items[start:]:
        if end > start and length([*lines, item]) > BUDGET:
            break
        lines.append(item)
        end += 1
    return lines, end


def _offset(action: Action) -> int:
    given = action.arguments[1] if len(action.arguments) > 1 else ""
    return int(given[:4]) if given.isdecimal() else 0


def _more(code: str, context: Context) -> tuple[Button, ...]:
    return (Button(context.catalogue.phrases.buttons.more, code),) if code else ()


async def show_tips(action: Action, context: Context) -> Reply:
    """Give the practical tips."""
    entry = _entry_of(action, context)
    if entry is None:
        return stale_button(context)
    title = Line(Style.TITLE, context.catalogue.phrases.tips.format(title=entry.title))
    texts = (text_on(tip, context.today) for tip in entry.tips)
    return _beside(entry, [title, *(Line(Style.ITEM, text) for text in texts if text)], context)


async def show_share_link(action: Action, context: Context) -> Reply:
    """Give the addresses under which others find the entry."""
    entry = _entry_of(action, context)
    if entry is None:
        return stale_button(context)
    links = context.share_links(entry.id)
    said = context.catalogue.phrases.share.format(title=entry.title, link=" · ".join(links))
    return _beside(entry, [Line(Style.TEXT, said)], context)


async def browse(action: Action, context: Context) -> Reply:
    """Show the categories, or the entries of one."""
    phrases, start = context.catalogue.phrases, _offset(action)
    category = context.catalogue.category_of(action.arguments[0]) if action.arguments else None
    if category is None:
        buttons = [Button(c.title, actions.category(c.id)) for c in context.catalogue.categories]
        page, end = _page(buttons, start, context)
        rest = actions.categories(end) if end < len(buttons) else ""
        last = _more(rest, context) or menu(context)[1:]
        return Reply(_listed(phrases.categories, buttons, start), (*page, *last))
    entries = context.catalogue.entries_of(category.id)
    buttons = [Button(e.title, actions.entry(e.id)) for e in entries]
    page, end = _page(buttons, start, context)
    rest = actions.category(category.id, end) if end < len(buttons) else ""
    last = _more(rest, context) or menu(context)[:1]
    said = phrases.category.format(title=category.title)
    return Reply(_listed(said, buttons, start), (*page, *last))


def _page(buttons: list[Button], start: int, context: Context) -> tuple[list[Button], int]:
    """Return the buttons from *start* on there is room for, and where the rest begins."""
    page = buttons[start : start + context.room - 1]
    return page, start + len(page)


def _listed(said: str, buttons: list[Button], start: int) -> tuple[Line, ...]:
    """Name at first all there is, as far as it fits: whoever knows what they want may type it."""
    head = [Line(Style.TEXT, said)]
    if start == 0 and len(buttons) >= MOST_BUTTONS:
        head, _ = _as_fits(head, [Line(Style.ITEM, b.text) for b in buttons], 0)
    return tuple(head)


def _entry_of(action: Action, context: Context) -> Entry | None:
    return context.catalogue.find(action.arguments[0]) if action.arguments else None


def _beside(
    entry: Entry, lines: list[Line], context: Context, buttons: tuple[Button, ...] = ()
) -> Reply:
    """Answer with something beside the card, and the way back to it."""
    words = context.catalogue.phrases.buttons
    way_back = (
        Button(words.back_to_entry, actions.entry(entry.id)),
        Button(words.categories, actions.categories()),
    )
    return Reply(
        lines=tuple(lines),
        buttons=(*buttons, *way_back)[: context.room],
        outcome=Outcome.ANSWERED,
        entry=entry.id,
        conversation=spoken_of(entry, context),
    )
