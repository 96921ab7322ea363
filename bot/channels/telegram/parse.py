"""Reads an update: who says what, where, and whether it is meant for us."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.models import Kind, Message
from bot.core.places import Address

if TYPE_CHECKING:
    from datetime import datetime

    from bot.channels.telegram.updates import Chat, Entity, Said, Tap, Update, User

CHANNEL = "telegram"
PHOTO = f"{CHANNEL}:"  #: how a message refers to a picture that lies with Telegram

_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>\w{1,64}))?(?=\s|$)")
_MEDIA = ("photo", "sticker", "voice", "video", "document", "contact", "location")
_KINDS = {"document": Kind.FILE}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are on Telegram."""

    id: int
    username: str


def parse(update: Update, me: Identity, received_at: datetime) -> Message | None:
    """Return what a citizen tells us, or None when it is not for us."""
    if update.callback_query:
        return _parse_tap(update.update_id, update.callback_query, received_at)
    said = update.message or update.edited_message
    if said is None or said.from_ is None or _is_noise(said, said.from_, me):
        return None
    if update.edited_message and said.text is None:
        return None  # a live location is edited every few seconds
    text = _addressed_text(said, me)
    if text is None:
        return None
    return Message(
        key=str(update.update_id),
        address=_address(said),
        conversation=_conversation(said.chat, said.from_),
        received_at=received_at,
        kind=_kind(said),
        text=text,
        photo=_photo(said),
        location=said.place,
        is_private=_is_private(said.chat),
    )


def _parse_tap(update_id: int, tap: Tap, received_at: datetime) -> Message | None:
    """Read a tapped button; one on a message of another chat's (inline mode) is not for us."""
    if tap.message is None or tap.data is None:
        return None
    keys = (key for row in tap.message.reply_markup.inline_keyboard for key in row)
    return Message(
        key=str(update_id),
        address=_address(tap.message),
        conversation=_conversation(tap.message.chat, tap.from_),
        received_at=received_at,
        kind=Kind.ACTION,
        text=_clean(next((key.text for key in keys if key.callback_data == tap.data), "")),
        action=_clean(tap.data),
        is_private=_is_private(tap.message.chat),
    )


def _is_noise(said: Said, sender: User, me: Identity) -> bool:
    """Tell what no person wrote to us: bots, channels, service notices, our own words."""
    from_us = said.via_bot is not None and said.via_bot.id == me.id
    return sender.is_bot or said.sender_chat is not None or said.service or from_us


def _addressed_text(said: Said, me: Identity) -> str | None:
    """Return the words without our name, or None when they are meant for others."""
    text, entities = said.text, said.entities
    if text is None:
        text, entities = said.caption, said.caption_entities
    rest, mentioned = _without_mentions(text, entities, me)
    command = _COMMAND.match(rest)
    if command:
        named = command["bot"]
        if named and named.lower() != me.username.lower():
            return rest if _is_private(said.chat) else None
        return _clean(f"/{command['name']}{rest[command.end() :]}")
    if _is_private(said.chat) or mentioned or _is_reply_to(said, me):
        return _clean(rest)
    return None


def _without_mentions(text: str, entities: list[Entity], me: Identity) -> tuple[str, bool]:
    """Cut our name out, and tell whether it was there."""
    mentioned = False
    for entity in sorted(entities, key=lambda entity: entity.offset, reverse=True):
        before, written, after = _around(text, entity)
        if _names(entity, written, me):
            text = f"{before.rstrip()} {after.lstrip()}"
            mentioned = True
    return text.strip(), mentioned


def _around(text: str, entity: Entity) -> tuple[str, str, str]:
    """Cut a text before and after an entity, whose offsets count UTF-16 units."""
    units = text.encode("utf-16-le")
    start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
    before, written, after = units[:start], units[start:end], units[end:]
    return _decode(before), _decode(written), _decode(after)


def _decode(units: bytes) -> str:
    return units.decode("utf-16-le", "replace")


def _names(entity: Entity, written: str, me: Identity) -> bool:
    if entity.type == "text_mention":
        return entity.user is not None and entity.user.id == me.id
    return entity.type == "mention" and written.lower() == f"@{me.username}".lower()


def _is_reply_to(said: Said, me: Identity) -> bool:
    """Tell a reply to us; in a topic, every message formally replies to the topic's first."""
    earlier = said.reply_to_message
    if earlier is None or earlier.from_ is None or earlier.forum_topic_created:
        return False
    return earlier.from_.id == me.id


def _kind(said: Said) -> Kind:
    if said.text is not None:
        return Kind.TEXT
    if said.picture:
        return Kind.PHOTO
    name = next((name for name in _MEDIA if getattr(said, name)), "other")
    return _KINDS.get(name) or Kind(name)


def _photo(said: Said) -> str:
    """Return where the picture of a message can be had, if it has one that can be read."""
    file = said.largest or said.picture
    return f"{PHOTO}{file}" if file and said.text is None else ""


def _is_private(chat: Chat) -> bool:
    return chat.type == "private"


def _address(said: Said) -> Address:
    topic = f":{said.message_thread_id}" if said.is_topic_message else ""
    return Address(CHANNEL, f"{said.chat.id}{topic}")


def _conversation(chat: Chat, citizen: User) -> str:
    return f"{CHANNEL}:{chat.id}:{citizen.id}"


def _clean(text: str) -> str:
    """Drop NUL, which PostgreSQL cannot store."""
    return text.replace("\0", "")
