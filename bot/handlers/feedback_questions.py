"""What is asked for each part of a feedback, and the answers that need no typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import actions
from bot.core.complaints import hear
from bot.core.feedback_draft import OPTIONAL, Part
from bot.core.models import Button, Line, Style, Wish
from bot.handlers.context import MOST_BUTTONS
from bot.handlers.feedback_preview import has_private
from bot.handlers.feedback_reply import is_urgent, keep, words

if TYPE_CHECKING:
    from bot.core.feedback_draft import Draft
    from bot.core.gopy import Field
    from bot.core.models import Reply
    from bot.handlers.context import Context, FeedbackDesk

MOST_FIELDS = 4  #: offered; others are typed
_WISHES = {Part.WHERE: (Wish.LOCATION,), Part.PHOTOS: (Wish.PHOTO,)}


def ask(draft: Draft, desk: FeedbackDesk, context: Context, *, said: str = "") -> Reply:
    """Ask for the part a draft is at; *said* comes before the question."""
    part = draft.asked or Part.WHAT
    question = _question(draft, desk, context)
    texts = (
        (said, question) if part is not Part.PHOTOS or not draft.photos else (said or question,)
    )
    lines = [Line(Style.TEXT, text) for text in texts if text]
    if part is Part.WHERE and is_urgent(draft.what, context):
        lines.insert(0, Line(Style.NOTE, words(context).urgent))
    ways = _ways_out(draft, context)
    answers = _answers(draft, context)[: MOST_BUTTONS - len(ways)]
    return keep(draft, tuple(lines), (*answers, *ways), context, wishes=_WISHES.get(part, ()))


def _question(draft: Draft, desk: FeedbackDesk, context: Context) -> str:
    part, asked = draft.asked or Part.WHAT, words(context).questions
    if part is Part.WHAT and draft.follows:
        return asked.what_again.format(code=draft.follows)
    if part is Part.PHOTOS:
        return asked.photos.format(most=desk.limits.most_photos)
    if part is Part.SENDER:
        field = context.catalogue.gopy.field(draft.field)
        routes = desk.offices.routes_for(field) if field else ()
        return asked.sender.format(office=desk.offices.name_of(routes[0]) if routes else "")
    question: str = getattr(asked, part.value)
    return question


def _answers(draft: Draft, context: Context) -> tuple[Button, ...]:
    """Return the answers that need no typing."""
    said = words(context).buttons
    match draft.asked:
        case Part.FIELD:
            fields = _likely_fields(draft, context)[:MOST_FIELDS]
            return tuple(Button(f.name, actions.feedback("field", f.id)) for f in fields)
        case Part.SENDER:
            return (
                Button(said.anonymous, actions.feedback("anon")),
                Button(said.named, actions.feedback("named")),
            )
        case Part.NAME:
            return (Button(said.anonymous, actions.feedback("anon")),)
        case Part.PHOTOS:
            label = said.photos_done if draft.photos else said.no_photos
            done = Button(label, actions.feedback("skip", Part.PHOTOS.value))
            drop = Button(said.drop_photos, actions.feedback("nophotos"))
            return (done, drop) if draft.photos else (done,)
        case part if part in OPTIONAL:
            return (Button(said.skip, actions.feedback("skip", str(part))),)
    return ()


def _ways_out(draft: Draft, context: Context) -> tuple[Button, ...]:
    """Return what may be done besides answering; the way out comes last."""
    said = words(context).buttons
    ways = []
    if draft.aside:
        ways.append(Button(said.note, actions.feedback("note")))
    if draft.asked in {Part.WHERE, Part.WHEN} and has_private(draft):
        ways.append(Button(said.mask, actions.feedback("mask")))
    if draft.is_edited:
        ways.append(Button(said.back, actions.feedback("back")))
    return (*ways, Button(said.cancel, actions.feedback("cancel")))


def _likely_fields(draft: Draft, context: Context) -> list[Field]:
    gopy = context.catalogue.gopy
    heard = list(hear(f"{draft.what} {draft.where}", gopy).fields)
    other = gopy.field(gopy.other)
    last = {gopy.other, gopy.urgent}  # urgent is for danger; nobody is led there by a guess
    rest = [field for field in gopy.fields if field not in heard and field.id not in last]
    return [*heard[:3], *([other] if other else []), *rest]
