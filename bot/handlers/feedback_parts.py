"""The parts of a feedback: asked for one by one, and whatever comes taken as the answer."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import actions
from bot.core.complaints import hear, names_identity_paper
from bot.core.feedback_draft import OPTIONAL, Draft, Part
from bot.core.models import Button, Kind, Line, Reply, Style, Wish
from bot.core.text import fold
from bot.handlers import feedback_preview
from bot.handlers.context import MOST_BUTTONS
from bot.handlers.feedback_reply import keep, needs_sender, words

if TYPE_CHECKING:
    from bot.core.gopy import Field
    from bot.core.models import Message
    from bot.handlers.context import Context, FeedbackDesk

SHORTEST_WHAT = 8  #: letters; "rác" says too little for an office
LONGEST = {Part.WHERE: 300, Part.WHEN: 100, Part.NAME: 80, Part.EMAIL: 100}
_PHONE = re.compile(r"(?:\+?84|0)\d{8,10}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
_WISHES = {Part.WHERE: (Wish.LOCATION,), Part.PHOTOS: (Wish.PHOTO,)}


def ask_next(draft: Draft, desk: FeedbackDesk, context: Context, *, said: str = "") -> Reply:
    """Ask for the next part, or show the whole; *said* comes before the question."""
    if draft.asked is None:
        return feedback_preview.show(draft, desk, context, said=said)
    return ask(draft, desk, context, said=said)


def ask(draft: Draft, desk: FeedbackDesk, context: Context, *, said: str = "") -> Reply:
    """Ask for the part a draft is at."""
    part = draft.asked or Part.WHAT
    lines = [Line(Style.TEXT, text) for text in (said, _question(draft, desk, context)) if text]
    buttons = (*_answers(draft, context), *_ways_out(draft, context))
    return keep(draft, tuple(lines), buttons, context, wishes=_WISHES.get(part, ()))


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
            fields = _likely_fields(draft, context)[: MOST_BUTTONS - 1]
            return tuple(Button(f.name, actions.feedback("field", f.id)) for f in fields)
        case Part.SENDER:
            return (
                Button(said.anonymous, actions.feedback("anon")),
                Button(said.named, actions.feedback("named")),
            )
        case Part.PHOTOS:
            label = said.photos_done if draft.photos else said.no_photos
            return (Button(label, actions.feedback("skip")),)
        case part if part in OPTIONAL:
            return (Button(said.skip, actions.feedback("skip")),)
    return ()


def _ways_out(draft: Draft, context: Context) -> tuple[Button, ...]:
    said = words(context).buttons
    is_edited = Part.FIELD in draft.answered
    back = (Button(said.back, actions.feedback("back")),) if is_edited else ()
    return (*back, Button(said.cancel, actions.feedback("cancel")))


def _likely_fields(draft: Draft, context: Context) -> list[Field]:
    gopy = context.catalogue.gopy
    heard = list(hear(f"{draft.what} {draft.where}", gopy).fields)
    other = gopy.field(gopy.other)
    rest = [field for field in gopy.fields if field not in heard and field is not other]
    return [*heard[:3], *([other] if other else []), *rest]


async def take(message: Message, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    """Take what was sent as the answer to the part being asked."""
    if message.kind is Kind.PHOTO:
        return _take_photo(message, draft, desk, context)
    if message.kind is Kind.LOCATION and message.location:
        located = replace(draft, location=message.location)
        if draft.asked is Part.WHERE:
            named = needs_sender(draft, desk, context)
            located = located.after(Part.WHERE, needs_sender=named)
        return ask_next(located, desk, context)
    if message.kind is not Kind.TEXT or not message.text.strip():
        return ask(draft, desk, context, said=words(context).faults.no_text)
    return answer(message.text, draft, desk, context)


def answer(text: str, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    """Take words as the answer to the part being asked."""
    part = draft.asked
    if part is None:
        return feedback_preview.show(draft, desk, context)
    fault = _fault(part, text, desk, context)
    if fault:
        return ask(draft, desk, context, said=fault)
    return ask_next(_filled(part, text, draft, desk, context), desk, context)


def _fault(part: Part, text: str, desk: FeedbackDesk, context: Context) -> str:
    """Say why words cannot be the answer; nothing if they can."""
    faults = words(context).faults
    most = LONGEST.get(part, desk.limits.longest_text)
    if len(text) > most:
        return faults.too_long.format(most=most)
    if part is Part.WHAT and sum(map(str.isalnum, text)) < SHORTEST_WHAT:
        return faults.too_short
    if part is Part.PHONE and not _PHONE.fullmatch(re.sub(r"[\s.\-()]", "", text)):
        return faults.phone
    if part is Part.EMAIL and not _EMAIL.fullmatch(text.strip()):
        return faults.email
    return ""


def _filled(part: Part, text: str, draft: Draft, desk: FeedbackDesk, context: Context) -> Draft:
    """Return the draft with words as the answer to a part."""
    said = " ".join(text.split()) if part is not Part.WHAT else text.strip()
    match part:
        case Part.PHOTOS:
            filled = draft
        case Part.FIELD:
            filled = replace(draft, field=_field_named(said, context))
        case Part.SENDER:
            filled = replace(draft, is_named=False)
        case _:
            filled = draft.filled(part, said)
    return filled.after(part, needs_sender=needs_sender(filled, desk, context))


def _field_named(text: str, context: Context) -> str:
    """Return the field a text names; the one for everything else if it names none."""
    gopy = context.catalogue.gopy
    named = next((f for f in gopy.fields if fold(f.name) == fold(text)), None)
    heard = hear(text, gopy).fields
    return (named or (heard[0] if heard else None) or gopy.field(gopy.other) or gopy.fields[0]).id


def _take_photo(message: Message, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    said, most = words(context), desk.limits.most_photos
    if names_identity_paper(message.text, context.catalogue.gopy):
        return ask(draft, desk, context, said=said.faults.identity_paper)
    if not message.photo:
        return ask(draft, desk, context, said=said.faults.photo_lost)
    if len(draft.photos) >= most:
        return ask_next(draft, desk, context, said=said.faults.too_many_photos.format(most=most))
    taken = replace(draft, photos=(*draft.photos, message.photo))
    if taken.asked is not Part.PHOTOS:
        count = said.photo_taken.format(count=len(taken.photos), most=most)
        return ask_next(taken, desk, context, said=count)
    line = Line(Style.TEXT, said.photo_taken.format(count=len(taken.photos), most=most))
    buttons = (*_answers(taken, context), *_ways_out(taken, context))
    return keep(taken, (line,), buttons, context, wishes=(Wish.PHOTO,))
