"""Makes updates as Telegram writes them, with the entities it would find."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

BOT = {
    "id": 7000000001,
    "is_bot": True,
    "first_name": "Trợ lý",
    "username": "danang_test_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
_SPECIAL = re.compile(
    r"(?P<bot_command>(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?)|(?P<mention>(?<!\w)@[A-Za-z]\w{3,})"
)

Json = dict[str, Any]


def person(number: int) -> Json:
    return {"id": number, "is_bot": False, "first_name": "Lan", "language_code": "vi"}


def chat(number: int) -> Json:
    """Return a private chat, or a group when the number is negative."""
    if number > 0:
        return {"id": number, "type": "private", "first_name": "Lan"}
    kind = "supergroup" if str(number).startswith("-100") else "group"
    return {"id": number, "type": kind, "title": "Tổ dân phố 12"}


def entities(text: str) -> list[Json]:
    return list(_entities(text))


def _entities(text: str) -> Iterator[Json]:
    for match in _SPECIAL.finditer(text):
        yield {
            "type": match.lastgroup,
            "offset": len(text[: match.start()].encode("utf-16-le")) // 2,
            "length": len(match[0].encode("utf-16-le")) // 2,
        }


def text_fields(text: str) -> Json:
    found = entities(text)
    return {"text": text, "entities": found} if found else {"text": text}
