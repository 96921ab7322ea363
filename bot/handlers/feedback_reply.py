"""What every reply about a feedback being written has in common."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import actions, feedback_draft
from bot.core.complaints import hear, names_any
from bot.core.effects import DropPhotos
from bot.core.models import Button, Line, Outcome, Reply, Style
from bot.core.vocabulary import TopicKind
from bot.handlers.context import MOST_BUTTONS
from bot.handlers.fallback import menu

if TYPE_CHECKING:
    from bot.core.feedback_draft import Draft
    from bot.core.gopy_talk import TalkWords
    from bot.core.models import Wish
    from bot.handlers.context import Context, FeedbackDesk


def words(context: Context) -> TalkWords:
    """Return what is said while feedback is taken."""
    return context.catalogue.gopy.talk


def current(context: Context) -> Draft | None:
    """Return the draft being written, if one is and it has not been left for too long."""
    draft = context.draft
    return None if draft is None or draft.is_over(context.now) else draft


def needs_sender(draft: Draft, desk: FeedbackDesk, context: Context) -> bool:
    """Tell whether the office of a draft asks who writes; as long as it is not known, no."""
    field = context.catalogue.gopy.field(draft.field)
    return field is not None and desk.offices.needs_sender(field)


def keep(
    draft: Draft,
    lines: tuple[Line, ...],
    buttons: tuple[Button, ...],
    context: Context,
    wishes: tuple[Wish, ...] = (),
) -> Reply:
    """Return a reply in the middle of a draft."""
    kept = feedback_draft.write(replace(draft, is_offered=False, touched_at=context.now))
    conversation = replace(context.conversation.understood(), draft=kept, step=None)
    beside = menu(context)[:1] if len(buttons) == 1 else ()
    return Reply(
        lines=lines,
        buttons=(*buttons, *beside)[:MOST_BUTTONS],
        outcome=Outcome.FEEDBACK,
        conversation=conversation,
        wishes=wishes,
    )


def aside(said: str, context: Context, *buttons: Button) -> Reply:
    """Say something about feedback; a draft stays as it is."""
    ways = buttons or menu(context)
    return Reply((Line(Style.TEXT, said),), ways[:MOST_BUTTONS], outcome=Outcome.FEEDBACK)


def is_urgent(text: str, context: Context) -> bool:
    """Tell whether a text speaks of danger: there is somebody to be called first."""
    gopy, topics = context.catalogue.gopy, context.catalogue.topics.values()
    fields = hear(text, gopy).fields
    if fields and fields[0].id == gopy.urgent:
        return True
    cues = (topic.cues for topic in topics if topic.kind is TopicKind.EMERGENCY)
    return any(names_any(text, phrases) for phrases in cues if phrases)


def without_lapsed(context: Context) -> tuple[Context, bool]:
    """Return the context without a draft left for too long, and whether it was one's own."""
    draft = feedback_draft.read(context.conversation.draft)
    if draft is None or not draft.is_over(context.now):
        return context, False
    return replace(
        context, conversation=replace(context.conversation, draft="")
    ), not draft.is_offered


def telling_of(lapsed: bool, reply: Reply, context: Context) -> Reply:  # noqa: FBT001 - read once
    """Say before all else that a draft was thrown away."""
    if not lapsed:
        return reply
    line = Line(Style.NOTE, words(context).expired)
    dropped = DropPhotos(context.conversation.key)
    return replace(reply, lines=(line, *reply.lines), effects=(dropped, *reply.effects))


def is_in_draft(reply: Reply) -> bool:
    """Tell whether a reply is about the draft itself and has its ways on."""
    return reply.outcome is Outcome.FEEDBACK and any(
        parsed is not None and parsed.verb == "f" and parsed.arguments[:1] != ("new",)
        for parsed in (actions.parse(button.action) for button in reply.buttons)
    )


def way_on(context: Context) -> Button:
    """Return the button that goes on with the draft."""
    return Button(words(context).buttons.go_on, actions.feedback("go"))
