"""The preview: exactly what goes to whom, before anything goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import actions
from bot.core.feedback_draft import Draft, Part
from bot.core.models import Button, Line, Reply, Style
from bot.core.privacy import mask
from bot.handlers.context import MOST_BUTTONS
from bot.handlers.feedback_reply import keep, needs_sender, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.feedback import Sender
    from bot.core.gopy import Field
    from bot.core.gopy_talk import Labels
    from bot.handlers.context import Context, FeedbackDesk

_OF_SENDER = (Part.NAME, Part.PHONE, Part.EMAIL)


def show(draft: Draft, desk: FeedbackDesk, context: Context, *, said: str = "") -> Reply:
    """Show everything that would be sent, and to whom."""
    lines = [Line(Style.TEXT, said)] if said else []
    lines += _lines(draft, desk, context)
    labels = words(context).buttons
    code = f"{draft.key}:{mark(draft, desk, context)}"
    buttons = [Button(labels.send, actions.feedback("send", code))]
    if draft.aside:
        buttons.append(Button(labels.note, actions.feedback("note")))
    if has_private(draft):
        buttons.append(Button(labels.mask, actions.feedback("mask")))
    buttons += [
        Button(labels.edit, actions.feedback("edit")),
        Button(labels.cancel, actions.feedback("cancel")),
    ]
    return keep(draft, tuple(lines), tuple(buttons), context)


def mark(draft: Draft, desk: FeedbackDesk, context: Context) -> str:
    """Return a mark of what the preview shows; consent is to that, and to nothing else."""
    field = field_of(draft, context)
    routes = desk.offices.routes_for(field)
    return draft.seen_as(", ".join([field.name, *map(desk.offices.name_of, routes)]))


def told(draft: Draft, context: Context) -> str:
    """Return what the office reads first: what is told, and which ticket it goes on from."""
    if not draft.follows:
        return draft.what
    return f"{words(context).follows.format(code=draft.follows)} {draft.what}"


def choose_part(
    draft: Draft, desk: FeedbackDesk, context: Context, *, more: bool = False
) -> Reply:
    """Ask which part shall be put right; there are more of them than buttons."""
    said = words(context)
    parts = [part for part in Part if part not in _OF_SENDER]
    if not needs_sender(draft, desk, context):
        parts.remove(Part.SENDER)
    page = parts[MOST_BUTTONS - 2 :] if more else parts[: MOST_BUTTONS - 2]
    buttons = [
        Button(getattr(said.labels, part.value), actions.feedback("edit", part.value))
        for part in page
    ]
    if not more:
        label = context.catalogue.phrases.buttons.more
        buttons.append(Button(label, actions.feedback("edit", "more")))
    buttons.append(Button(said.buttons.back, actions.feedback("back")))
    return keep(draft, (Line(Style.TEXT, said.edit),), tuple(buttons), context)


def has_private(draft: Draft) -> bool:
    """Tell whether the words of a draft hold numbers of a person."""
    return any(mask(text) != text for text in (draft.what, draft.where, draft.when))


def _lines(draft: Draft, desk: FeedbackDesk, context: Context) -> Iterator[Line]:
    said, field = words(context), field_of(draft, context)
    routes = desk.offices.routes_for(field)
    yield Line(Style.TITLE, said.preview)
    yield Line(Style.TEXT, said.goes_to.format(office=desk.offices.name_of(routes[0])))
    for label, value in _parts(draft, field, context):
        yield Line(Style.ITEM, f"{label}: {value}")
    if len(routes) > 1:
        offices = ", ".join(map(desk.offices.name_of, routes[1:]))
        yield Line(Style.NOTE, said.else_to.format(offices=offices))
    sender = draft.sender
    is_whole = bool(sender.name and sender.phone and sender.email)
    if not is_whole and desk.offices.needs_sender(field):
        yield Line(Style.NOTE, said.anonymous_contact)
    if has_private(draft):
        yield Line(Style.NOTE, said.private_found)
    yield Line(Style.NOTE, said.nothing_else)
    yield Line(Style.NOTE, said.consent)


def _parts(draft: Draft, field: Field, context: Context) -> Iterator[tuple[str, str]]:
    """Yield each part that goes along, by its label."""
    said = words(context)
    labels, place = said.labels, draft.location
    point = f"{place.latitude:.5f}, {place.longitude:.5f}" if place else ""
    parts = (
        (labels.what, told(draft, context)),
        (labels.where, draft.where),
        (labels.location, point),
        (labels.when, draft.when),
        (labels.photos, str(len(draft.photos) or "")),
        (labels.field, field.name),
    )
    yield from ((label, value) for label, value in parts if value)
    sender = draft.sender
    if sender.is_anonymous:
        yield labels.sender, said.anonymous
    yield from ((label, value) for label, value in _named(sender, labels) if value)


def _named(sender: Sender, labels: Labels) -> tuple[tuple[str, str], ...]:
    return (
        (labels.name, sender.name),
        (labels.phone, sender.phone),
        (labels.email, sender.email),
    )


def field_of(draft: Draft, context: Context) -> Field:
    """Return the field of a draft; the one for everything else as long as there is none."""
    gopy = context.catalogue.gopy
    return gopy.field(draft.field) or gopy.field(gopy.other) or gopy.fields[0]
