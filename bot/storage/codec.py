"""Messages, conversations and replies as JSON, and back."""

from __future__ import annotations

import json
from dataclasses import replace

from pydantic import TypeAdapter

from bot.core.models import Button, Conversation, Line, Message, Reply, Wish
from bot.core.tickets import Ticket

_MESSAGE = TypeAdapter(Message)
_CONVERSATION = TypeAdapter(Conversation)
_REPLY = TypeAdapter(tuple[tuple[Line, ...], tuple[Button, ...], tuple[Wish, ...]])
_TICKET = TypeAdapter(Ticket)


def write_message(message: Message) -> str:
    """Return a message as JSON; JSON escapes what PostgreSQL refuses in a text, U+0000."""
    whole = replace(message, text=_whole(message.text), action=_whole(message.action))
    return _MESSAGE.dump_json(whole).decode()


def read_message(body: str) -> Message:
    """Return the message a JSON text holds."""
    return _MESSAGE.validate_json(body)


def write_conversation(conversation: Conversation) -> str:
    """Return a conversation as JSON."""
    return _CONVERSATION.dump_json(conversation).decode()


def read_conversation(body: str) -> Conversation:
    """Return the conversation a JSON text holds."""
    return _CONVERSATION.validate_json(body)


def write_reply(reply: Reply) -> str:
    """Return what a citizen sees of a reply as JSON: its lines, buttons and wishes."""
    return _REPLY.dump_json((reply.lines, reply.buttons, reply.wishes)).decode()


def read_reply(body: str) -> Reply:
    """Return the reply a JSON text holds; the first versions wrote no wishes."""
    parts = json.loads(body)
    lines, buttons, wishes = _REPLY.validate_python([*parts, []][:3])
    return Reply(lines, buttons, wishes=wishes)


def write_ticket(ticket: Ticket) -> str:
    """Return a ticket as JSON."""
    return _TICKET.dump_json(ticket).decode()


def read_ticket(body: str) -> Ticket:
    """Return the ticket a JSON text holds."""
    return _TICKET.validate_json(body)


def _whole(text: str) -> str:
    """Replace halves of surrogate pairs, which UTF-8 cannot hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
