"""Messages in the middle of a feedback: answers to what is asked, or something else in between."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import actions, feedback_draft
from bot.core.complaints import hear
from bot.core.entry import Aspect
from bot.core.feedback_draft import Part
from bot.core.models import Button, Kind, Outcome
from bot.core.text import fold
from bot.core.vocabulary import TopicKind
from bot.handlers import answers, feedback_parts, links
from bot.handlers.context import MOST_BUTTONS
from bot.handlers.fallback import LONGEST_UTTERANCE, stale_button
from bot.handlers.feedback_reply import current, words
from bot.handlers.guide_speech import current_step
from bot.handlers.procedures import FEEDBACK

if TYPE_CHECKING:
    from bot.core.feedback_draft import Draft
    from bot.core.models import Message, Reply
    from bot.handlers.context import Context, Handler

SURE = 0.8  #: confidence from which words in the middle of a draft are taken for a question
#: what sounds like these aspects is the answer itself
_TOLD: dict[Part | None, Aspect] = {Part.WHERE: Aspect.PLACE, Part.WHEN: Aspect.TIME}
_OF_SENDER = {Part.SENDER, Part.NAME, Part.PHONE, Part.EMAIL}


def is_part(message: Message, context: Context) -> bool:
    """Whether a message is meant for the draft being written."""
    if context.desk is None or not context.is_private or current(context) is None:
        return False
    if message.kind is not Kind.TEXT:
        return message.kind is not Kind.ACTION
    is_in_guide = current_step(context)[0] is not None
    return not is_in_guide and not message.text.startswith("/")


async def take(message: Message, context: Context) -> Reply:
    """Take a message as an answer, or as a question asked in between."""
    draft, desk = current(context), context.desk
    if draft is None or desk is None:
        return stale_button(context)
    if message.kind is Kind.TEXT:
        if fold(message.text) == fold(words(context).buttons.send):
            return feedback_parts.ask_next(draft, desk, context)
        answers_it = _who_answers(message, draft, context)
        if answers_it is not None:
            return await _answer_aside(message, draft, answers_it, context)
    return feedback_parts.take(message, draft, desk, context)


def _who_answers(message: Message, draft: Draft, context: Context) -> Handler | None:
    """Return what answers words that are no part of the draft; None if they are one."""
    is_skip = fold(message.text) in map(fold, words(context).skips)
    if is_skip or len(message.text) > LONGEST_UTTERANCE:
        return None
    if links.is_about_links(message, context) and draft.asked is not Part.EMAIL:
        return links.judge if len(message.text.split()) <= links.FEW_WORDS else None
    return answers.answer if _is_question(message.text, draft, context) else None


def _is_question(text: str, draft: Draft, context: Context) -> bool:
    """Whether words surely ask about a procedure, and do not tell what happened."""
    if draft.asked in _OF_SENDER:
        return False
    reading = context.catalogue.matcher.understand(text, context.subject)
    topic = context.catalogue.topics.get(reading.topic or "")
    if topic is not None and topic.kind is TopicKind.EMERGENCY:
        return True
    heard = hear(text, context.catalogue.gopy)
    if reading.outcome is not Outcome.ANSWERED or (heard.is_complaint and not heard.asks):
        return False
    if draft.asked is Part.WHAT and heard.fields and reading.requests[0].entry == FEEDBACK:
        return False  # "đèn đường tắt cả tuần, báo ai sửa?" tells what happened
    if reading.is_follow_up:  # "hôm qua" asks for nothing here
        return heard.asks
    is_named = reading.aspect is not None and reading.aspect is not _TOLD.get(draft.asked)
    is_sure = bool(reading.matches) and reading.matches[0].score >= SURE
    return is_sure and (is_named or heard.asks)


async def _answer_aside(
    message: Message, draft: Draft, answers_it: Handler, context: Context
) -> Reply:
    """Answer a question; its words can still be taken for the answer to ours."""
    reply = await answers_it(message, context)
    kept = feedback_draft.write(replace(draft, aside=message.text))
    note = Button(words(context).buttons.note, actions.feedback("note"))
    conversation = replace(reply.conversation or context.conversation, draft=kept)
    buttons = (*reply.buttons[: MOST_BUTTONS - 2], note)
    return replace(reply, buttons=buttons, conversation=conversation)
