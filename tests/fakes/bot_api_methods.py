"""The methods of the Bot API that the bot uses."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from tests.fakes import bot_api_rules as rules
from tests.fakes.bot_api_files import get_file
from tests.fakes.bot_api_rules import RefusalError, refuse, refuse_with
from tests.fakes.bot_api_updates import BOT, chat

if TYPE_CHECKING:
    from tests.fakes.bot_api import BotApi

Json = dict[str, Any]
Method = Callable[["BotApi", Json], Awaitable[Any]]

_ACTIONS = frozenset({"typing", "upload_photo", "upload_document", "find_location"})


async def get_me(_: BotApi, __: Json) -> Json:
    return BOT


async def get_updates(api: BotApi, given: Json) -> list[Json]:
    """Forget what is before the offset, then wait for what is from there on."""
    if api.pump.is_set:
        refuse_with(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    limit = min(max(int(given.get("limit", 100)), 1), 100)
    api.allowed = given.get("allowed_updates", api.allowed)
    api.polls += 1
    api.announce()  # ends another poll
    mine = api.polls
    if "offset" in given:
        _forget_before(api, given["offset"])
    await _wait_for_pending(api, mine, min(float(given.get("timeout", 0)), 50))
    return [update for update in api.pending if _is_allowed(api, update)][:limit]


async def _wait_for_pending(api: BotApi, mine: int, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not api.pending and (left := until - time.monotonic()) > 0 and api.polls == mine:
        await api.wait_for_change(left)
    if api.polls != mine:
        refuse_with(
            409,
            "Conflict: terminated by other getUpdates request; "
            "make sure that only one bot instance is running",
        )


def _forget_before(api: BotApi, offset: int) -> None:
    """Forget acknowledged updates, and with them those without a number."""
    while api.pending and _number(api.pending[0]) < offset:
        api.pending.popleft()
    api.announce()


def _number(update: Any) -> int:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else -1


def _is_allowed(api: BotApi, update: Any) -> bool:
    if not api.allowed or not isinstance(update, dict):
        return True
    return len(update) < 2 or any(name in update for name in api.allowed)


async def set_webhook(api: BotApi, given: Json) -> bool:
    url, secret = given.get("url", ""), given.get("secret_token", "")
    rules.check_secret(secret)
    if not url:
        return await delete_webhook(api, given)
    rules.check_webhook_url(url)
    if not 1 <= int(given.get("max_connections", 40)) <= 100:
        refuse("max_connections must be between 1 and 100")
    waiting = [*await api.pump.stop(), *api.pending]
    api.pending.clear()
    api.polls += 1  # ends a running poll
    api.announce()
    api.allowed = given.get("allowed_updates", [])
    api.pump.start(url, secret, int(given.get("max_connections", 40)))
    for update in waiting:
        api.pump.enqueue(update)
    return True


async def delete_webhook(api: BotApi, given: Json) -> bool:
    api.pending.extend(await api.pump.stop())
    if given.get("drop_pending_updates"):
        api.pending.clear()
    return True


async def get_webhook_info(api: BotApi, _: Json) -> Json:
    return {
        "url": api.pump.url,
        "has_custom_certificate": False,
        "pending_update_count": len(api.pending) + len(api.pump.waiting),
        "max_connections": api.pump.max_connections,
        "allowed_updates": api.allowed,
    }


async def send_message(api: BotApi, given: Json) -> Json:
    from tests.fakes.bot_api import Sent  # noqa: PLC0415 - the server knows its methods, too

    place = _require_chat(api, given)
    shown = rules.visible_text(given.get("text"), given.get("parse_mode", ""))
    rows = rules.check_keyboard(given.get("reply_markup"))
    sent = Sent(api.next_id(), place, shown, given["text"], rows)
    sent.thread = given.get("message_thread_id")
    sent.has_preview = not given.get("link_preview_options", {}).get("is_disabled")
    api.record(sent)
    return _as_message(sent)


def _require_chat(api: BotApi, given: Json) -> int:
    place = given.get("chat_id")
    if not isinstance(place, int) or place not in api.known_chats:
        refuse("chat not found")
    if place in api.blocked_by:
        refuse_with(403, "Forbidden: bot was blocked by the user")
    if place in api.migrated:
        words = "Bad Request: group chat was upgraded to a supergroup chat"
        raise RefusalError(400, words, migrate_to_chat_id=api.migrated[place])
    return place


def _as_message(sent: Any) -> Json:
    return {
        "message_id": sent.message_id,
        "date": int(time.time()),
        "chat": chat(sent.chat_id),
        "from": BOT,
        "text": sent.text,
    }


async def edit_message_text(api: BotApi, given: Json) -> Json:
    place = _require_chat(api, given)
    ids = (place, given.get("message_id"))
    sent = next((sent for sent in api.sent if (sent.chat_id, sent.message_id) == ids), None)
    if sent is None:
        refuse("message to edit not found")
    shown = rules.visible_text(given.get("text"), given.get("parse_mode", ""))
    rows = rules.check_keyboard(given.get("reply_markup"))
    if (shown, rows) == (sent.text, sent.rows):
        refuse("message is not modified")
    sent.text, sent.html, sent.rows = shown, given["text"], rows
    api.announce()
    return _as_message(sent)


async def answer_callback_query(api: BotApi, given: Json) -> bool:
    tap = str(given.get("callback_query_id", ""))
    if tap not in api.taps:
        refuse("query is too old and response timeout expired or query ID is invalid")
    api.taps.discard(tap)
    api.answered.append(tap)
    api.announce()
    return True


async def send_chat_action(api: BotApi, given: Json) -> bool:
    _require_chat(api, given)
    if given.get("action") not in _ACTIONS:
        refuse("wrong parameter action in request")
    return True


async def set_my_commands(api: BotApi, given: Json) -> bool:
    api.commands = rules.check_commands(given.get("commands"))
    return True


METHODS: dict[str, Method] = {
    "getme": get_me,
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "sendmessage": send_message,
    "editmessagetext": edit_message_text,
    "answercallbackquery": answer_callback_query,
    "sendchataction": send_chat_action,
    "setmycommands": set_my_commands,
    "getfile": get_file,
}
