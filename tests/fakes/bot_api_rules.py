"""What the Bot API refuses, with the words it uses.

Limits: https://core.telegram.org/bots/api and tdlib's telegram-bot-api; see docs/adr/0006.
"""

from __future__ import annotations

import json
import re
import unicodedata
from html import unescape
from ipaddress import ip_address
from typing import Any, NoReturn
from urllib.parse import urlsplit

LONGEST_TEXT = 4096
MOST_BUTTONS = 100
LONGEST_CALLBACK = 64
_STYLES = ("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler")
_TAGS = frozenset((*_STYLES, "code", "pre", "blockquote", "a", "tg-emoji"))
_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<attributes>[^<>]*)>|(?P<open><)"
)
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_INVISIBLE = frozenset("\u2800\u3164\u115f\u1160\ufffc")
_WEBHOOK_PORTS = frozenset({None, 443, 80, 88, 8443})


class RefusalError(Exception):
    """An answer with ok = false."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def refuse(description: str) -> NoReturn:
    refuse_with(400, f"Bad Request: {description}")


def refuse_with(code: int, description: str) -> NoReturn:
    raise RefusalError(code, description)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def visible_text(text: object, parse_mode: str) -> str:
    """Return what citizens would see, or refuse."""
    if not isinstance(text, str):
        refuse("message text is empty")
    shown = parse_html(text) if parse_mode.lower() == "html" else text
    shown = shown.strip()
    if all(unicodedata.category(c)[0] in "ZC" or c in _INVISIBLE for c in shown):
        refuse("message text is empty")
    if units(shown) > LONGEST_TEXT:
        refuse("message is too long")
    return shown


def parse_html(text: str) -> str:
    """Return the text without its tags; refuse what Telegram's parser refuses."""
    open_tags: list[str] = []
    shown: list[str] = []
    at = 0
    for token in _TOKEN.finditer(text):
        shown.append(_unescape(text[at : token.start()]))
        at = token.end()
        where = len(text[: token.start()].encode())
        name = (token["name"] or "").lower()
        if token["open"] or name not in _TAGS:
            refuse(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {where}')
        if not token["close"]:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            refuse(f"can't parse entities: Unmatched end tag at byte offset {where}")
    if open_tags:
        last = open_tags[-1]
        refuse(f"can't parse entities: Can't find end tag corresponding to start tag {last}")
    return "".join([*shown, _unescape(text[at:])])


def _unescape(text: str) -> str:
    return _ENTITY.sub(lambda match: unescape(match[0]), text)


def check_keyboard(markup: Any) -> list[list[dict[str, Any]]]:
    """Return the rows of an inline keyboard, or refuse."""
    if markup is None:
        return []
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        refuse("can't parse inline keyboard markup JSON object")
    keys = [key for row in rows for key in row]
    if len(keys) > MOST_BUTTONS:
        refuse("reply markup is too long")
    for key in keys:
        _check_key(key)
    return rows


def _check_key(key: dict[str, Any]) -> None:
    if not str(key.get("text", "")).strip():
        refuse("can't parse inline keyboard button: Button text must be non-empty")
    kinds = [name for name in ("callback_data", "url") if name in key]
    if len(kinds) != 1:
        refuse(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in key and not 1 <= len(key["callback_data"].encode()) <= LONGEST_CALLBACK:
        refuse("BUTTON_DATA_INVALID")
    if "url" in key:
        parts = urlsplit(key["url"])
        if parts.scheme not in {"http", "https", "tg"} or "." not in (parts.hostname or ""):
            refuse("inline keyboard button URL '…' is invalid: Wrong HTTP URL")


def check_webhook_url(url: str) -> None:
    """Allow https on Telegram's ports, and anything on loopback, as a local server does."""
    parts = urlsplit(url)
    try:
        if parts.hostname == "localhost" or ip_address(parts.hostname or "").is_loopback:
            return
    except ValueError:
        pass
    if parts.scheme != "https":
        refuse("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.port not in _WEBHOOK_PORTS:
        refuse("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def check_secret(secret: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        refuse("secret token contains unallowed characters")


def check_commands(commands: Any) -> list[dict[str, str]]:
    if not isinstance(commands, list) or len(commands) > 100:
        refuse("can't parse commands list")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            refuse("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            refuse("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


def read_parameters(body: dict[str, Any]) -> dict[str, Any]:
    """Undo the form encoding, in which lists and objects travel as JSON."""
    return {name: _decode(name, value) for name, value in body.items()}


def _decode(name: str, value: Any) -> Any:
    if name in {"text", "url", "secret_token", "parse_mode", "callback_query_id", "file_id"}:
        return value
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
