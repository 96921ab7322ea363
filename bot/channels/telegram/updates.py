"""The part of a Telegram update that we read; everything else in it may take any shape.

The names are those of https://core.telegram.org/bots/api; nothing is coerced.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.core.feedback import Coordinates


class _Part(BaseModel):
    """A frozen object of the Bot API."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


#: whether a field is there; what it holds is none of our business
Present = Annotated[bool, BeforeValidator(lambda value: value is not None)]

#: what `clean_photo` reads; a document of another kind of image, HEIC among them, stays a file
_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
_FILE_ID = r"^[A-Za-z0-9_-]{1,200}$"


class _Size(_Part):
    """A photo in one of the sizes that Telegram offers, or a document that is a picture."""

    file_id: str = Field(pattern=_FILE_ID)
    width: int = 0
    height: int = 0
    mime_type: str = ""


class _Place(_Part):
    """A shared location; that of a venue too."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


def _largest(value: object) -> str:
    """Return the file id of the largest size; empty where none can be read."""
    sizes = [size for raw in (value if isinstance(value, list) else ()) if (size := _size(raw))]
    return max(sizes, key=lambda size: size.width * size.height).file_id if sizes else ""


def _picture(value: object) -> str:
    """Return the file id of a document that is a picture; empty for any other."""
    document = _size(value)
    return document.file_id if document and document.mime_type.lower() in _PICTURES else ""


def _size(value: object) -> _Size | None:
    try:
        return _Size.model_validate(value)
    except ValidationError:
        return None


def _coordinates(value: object) -> Coordinates | None:
    try:
        place = _Place.model_validate(value)
    except ValidationError:
        return None
    return Coordinates(place.latitude, place.longitude)


class User(_Part):
    """Somebody: a citizen, or a bot."""

    id: int
    is_bot: bool = False


class Chat(_Part):
    """Where something was said."""

    id: int
    type: str


class Entity(_Part):
    """A marked piece of a text, in UTF-16 units."""

    type: str
    offset: int = Field(ge=0)
    length: int = Field(ge=0)
    user: User | None = None


class Key(_Part):
    """A button under a message."""

    text: str = ""
    callback_data: str | None = None


class Keyboard(_Part):
    """The buttons under a message."""

    inline_keyboard: list[list[Key]] = Field(default_factory=list)


class Said(_Part):
    """A message of a chat."""

    chat: Chat
    from_: User | None = Field(default=None, alias="from")
    sender_chat: Chat | None = None
    via_bot: User | None = None
    message_thread_id: int | None = None
    is_topic_message: bool = False
    reply_to_message: Said | None = None
    forum_topic_created: Present = False
    text: str | None = None
    entities: list[Entity] = Field(default_factory=list)
    caption: str = ""
    caption_entities: list[Entity] = Field(default_factory=list)
    reply_markup: Keyboard = Keyboard()

    photo: Present = False
    sticker: Present = False
    voice: Present = Field(default=False, validation_alias=AliasChoices("voice", "audio"))
    video: Present = Field(
        default=False, validation_alias=AliasChoices("video", "video_note", "animation")
    )
    document: Present = False
    contact: Present = False
    location: Present = False
    largest: Annotated[str, BeforeValidator(_largest)] = Field(
        default="", validation_alias="photo"
    )
    picture: Annotated[str, BeforeValidator(_picture)] = Field(
        default="", validation_alias="document"
    )
    place: Annotated[Coordinates | None, BeforeValidator(_coordinates)] = Field(
        default=None, validation_alias="location"
    )
    service: Present = Field(
        default=False,
        validation_alias=AliasChoices(
            "new_chat_members",
            "left_chat_member",
            "new_chat_title",
            "new_chat_photo",
            "delete_chat_photo",
            "group_chat_created",
            "supergroup_chat_created",
            "migrate_to_chat_id",
            "migrate_from_chat_id",
            "pinned_message",
            "message_auto_delete_timer_changed",
            "forum_topic_created",
            "forum_topic_edited",
            "forum_topic_closed",
            "forum_topic_reopened",
            "general_forum_topic_hidden",
            "general_forum_topic_unhidden",
            "video_chat_scheduled",
            "video_chat_started",
            "video_chat_ended",
            "video_chat_participants_invited",
            "write_access_allowed",
            "connected_website",
            "chat_background_set",
            "boost_added",
            "proximity_alert_triggered",
        ),
    )


class Tap(_Part):
    """A tapped button."""

    id: str
    from_: User = Field(alias="from")
    message: Said | None = None
    data: str | None = None


class Update(_Part):
    """What Telegram delivers."""

    update_id: int
    message: Said | None = None
    edited_message: Said | None = None
    callback_query: Tap | None = None
