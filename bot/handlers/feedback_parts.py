"""The parts of a feedback: whatever comes is taken as the answer to the one being asked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.complaints import hear, names_identity_paper
from bot.core.effects import DropPhotos
from bot.core.feedback_draft import OPTIONAL, Draft, Part
from bot.core.models import Kind
from bot.core.privacy import mask
from bot.core.text import fold
from bot.handlers import feedback_preview
from bot.handlers.feedback_questions import ask
from bot.handlers.feedback_reply import needs_sender, words

if TYPE_CHECKING:
    from bot.core.models import Message, Reply
    from bot.handlers.context import Context, FeedbackDesk

SHORTEST_WHAT = 8  #: letters; "rác" says too little for an office
LONGEST = {
    Part.WHERE: 300,
    Part.WHEN: 100,
    Part.FIELD: 300,
    Part.SENDER: 80,
    Part.NAME: 80,
    Part.PHONE: 30,
    Part.EMAIL: 100,
}
_PHONE = re.compile(r"(?:\+?84|0)\d{8,10}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")


def ask_next(draft: Draft, desk: FeedbackDesk, context: Context, *, said: str = "") -> Reply:
    """Ask for the next part, or show the whole; *said* comes before the question."""
    there = draft.without_lost_photos(context.now)
    if there.photos != draft.photos:
        said = f"{said} {words(context).faults.photos_old}".strip()
    if there.asked is None:
        return feedback_preview.show(there, desk, context, said=said)
    return ask(there, desk, context, said=said)


def pass_over(draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    """Leave an optional part empty; what office would take it without a place?"""
    part = draft.asked
    if part is None or part not in OPTIONAL:
        return ask_next(draft, desk, context)
    if part is not Part.PHOTOS:
        unknown = words(context).unknown_place if part is Part.WHERE else ""
        draft = draft.filled(part, "" if draft.location else unknown)
    return ask_next(_after(part, draft, desk, context), desk, context)


def _after(part: Part, draft: Draft, desk: FeedbackDesk, context: Context) -> Draft:
    return draft.after(part, needs_sender=needs_sender(draft, desk, context))


def take(message: Message, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    """Take what was sent as the answer to the part being asked."""
    if message.kind is Kind.PHOTO:
        return _take_photo(message, draft, desk, context)
    if message.kind is Kind.LOCATION and message.location:
        located = replace(draft, location=message.location)
        if draft.asked is Part.WHERE:
            located = _after(Part.WHERE, located, desk, context)
        return ask_next(located, desk, context, said=words(context).place_taken)
    if message.kind is not Kind.TEXT or not any(map(str.isalnum, message.text)):
        return ask_next(draft, desk, context, said=words(context).faults.no_text)
    return answer(message.text, draft, desk, context)


def answer(text: str, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    """Take words as the answer to the part being asked."""
    part = draft.asked
    if part is None:
        return _beside(text, draft, desk, context)
    if part in OPTIONAL and fold(text) in map(fold, words(context).skips):
        return pass_over(draft, desk, context)
    if part is Part.PHOTOS:
        return _beside(text, draft, desk, context)
    fault = _fault(part, text, desk, context)
    if fault:
        return ask(draft, desk, context, said=fault)
    filled = _filled(part, text, draft, desk, context)
    is_telling = part is Part.WHAT and mask(text) != text
    said = words(context).private_found if is_telling else ""
    return ask_next(filled, desk, context, said=said)


def _beside(text: str, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    """Keep words at hand that answer nothing: what is told may be missing them."""
    faults = words(context).faults
    if len(text) > desk.limits.longest_text:
        said = faults.too_long.format(most=desk.limits.longest_text)
        return ask_next(draft, desk, context, said=said)
    said = ""
    if draft.asked is Part.PHOTOS:
        is_paper = names_identity_paper(text, context.catalogue.gopy)
        said = faults.identity_paper if is_paper else faults.no_photo
    return ask_next(replace(draft, aside=text), desk, context, said=said)


def note(draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    """Take what was put aside for the answer, or add it to what is told."""
    if draft.asked is not None and draft.asked is not Part.PHOTOS:
        return answer(draft.aside, draft, desk, context)
    told = f"{draft.what} {draft.aside}".strip()
    if len(told) > desk.limits.longest_text:
        said = words(context).faults.too_long.format(most=desk.limits.longest_text)
        return ask_next(replace(draft, aside=""), desk, context, said=said)
    return ask_next(replace(draft, what=told, aside=""), desk, context)


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
    if part is Part.SENDER:
        return _named(text, draft, desk, context)
    if part is Part.FIELD:
        filled = replace(draft, field=_field_named(text, context))
    else:
        filled = draft.filled(part, text.strip())
    return _after(part, filled, desk, context)


def _named(text: str, draft: Draft, desk: FeedbackDesk, context: Context) -> Draft:
    """Take a name where it was asked whether one shall be told."""
    if fold(text) in map(fold, words(context).hides):
        return _after(Part.SENDER, replace(draft, is_named=False), desk, context)
    named = replace(draft, is_named=True, name=text.strip())
    return _after(Part.NAME, _after(Part.SENDER, named, desk, context), desk, context)


def _field_named(text: str, context: Context) -> str:
    """Return the field a text names; the one for everything else if it names none."""
    gopy = context.catalogue.gopy
    named = next((f for f in gopy.fields if fold(f.name) == fold(text)), None)
    heard = hear(text, gopy).fields
    return (named or (heard[0] if heard else None) or gopy.field(gopy.other) or gopy.fields[0]).id


def _take_photo(message: Message, draft: Draft, desk: FeedbackDesk, context: Context) -> Reply:
    said, most = words(context), desk.limits.most_photos
    told = f"{message.text} {draft.aside}"
    if names_identity_paper(told, context.catalogue.gopy):
        return _refused(message, draft, said.faults.identity_paper, desk, context)
    if len(draft.photos) >= most:
        fault = said.faults.too_many_photos.format(most=most)
        return _refused(message, draft, fault, desk, context)
    if not message.photo:
        return ask_next(draft, desk, context, said=said.faults.photo_lost)
    taken = draft.photographed(message.photo, context.now)
    count = said.photo_taken.format(count=len(taken.photos), most=most)
    caption = message.text.strip()
    if not caption:
        return ask_next(taken, desk, context, said=count)
    if taken.asked is Part.WHAT and not _fault(Part.WHAT, caption, desk, context):
        return ask_next(
            _filled(Part.WHAT, caption, taken, desk, context), desk, context, said=count
        )
    return ask_next(
        replace(taken, aside=caption[: desk.limits.longest_text]), desk, context, said=count
    )


def _refused(
    message: Message, draft: Draft, fault: str, desk: FeedbackDesk, context: Context
) -> Reply:
    """Say why a photo is not taken, and do not keep it; what announced it is over."""
    reply = ask_next(replace(draft, aside=""), desk, context, said=fault)
    owner = context.conversation.key
    is_known = not message.photo or message.photo in draft.photos
    return replace(reply, effects=() if is_known else (DropPhotos(owner, (message.photo,)),))
