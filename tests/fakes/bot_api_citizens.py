"""What citizens do: they say, edit, tap and send; each act becomes an update."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.fakes import bot_api_updates as made

if TYPE_CHECKING:
    from tests.fakes.bot_api import Sent
    from tests.fakes.bot_api_updates import Json


class Citizens:
    """The hands of the citizens; where their updates go is up to the server."""

    known_chats: set[int]
    taps: set[str]
    files: dict[str, bytes]

    def next_id(self) -> int:
        raise NotImplementedError

    def next_update_id(self) -> int:
        raise NotImplementedError

    def push(self, **content: Any) -> int:
        """Queue an update of any content and return its number."""
        number = self.next_update_id()
        self.push_raw({"update_id": number, **content})
        return number

    def push_raw(self, update: Any) -> None:
        """Queue an update of any shape, as it is."""
        raise NotImplementedError

    def say(self, text: str, user: int = 1001, chat: int | None = None, **more: Any) -> int:
        return self.push(message=self.message(user, chat, **made.text_fields(text), **more))

    def edit(self, text: str, user: int = 1001, chat: int | None = None) -> int:
        return self.push(edited_message=self.message(user, chat, **made.text_fields(text)))

    def send_media(self, kind: str, user: int = 1001, caption: str = "", **more: Any) -> int:
        content = {kind: [{"file_id": "x"}] if kind == "photo" else {"file_id": "x"}, **more}
        if caption:
            content["caption"] = caption
        return self.push(message=self.message(user, None, **content))

    def send_photo(self, content: bytes, user: int = 1001, **more: Any) -> int:
        """Send a picture, which Telegram offers in two sizes; only the larger one is the file."""
        file_id = f"AgACAgUAAx-{self.next_id()}"
        self.files[file_id] = content
        small = {"file_id": f"{file_id}s", "width": 90, "height": 67, "file_size": 999}
        large = {"file_id": file_id, "width": 1280, "height": 960, "file_size": len(content)}
        return self.push(message=self.message(user, None, photo=[small, large], **more))

    def send_location(self, latitude: float, longitude: float, user: int = 1001) -> int:
        place = {"latitude": latitude, "longitude": longitude}
        return self.push(message=self.message(user, None, location=place))

    def tap(self, data: str, user: int = 1001, sent: Sent | None = None) -> int:
        """Tap a button of a message of ours, or one of long ago."""
        tap = f"tap{self.next_id()}"
        self.taps.add(tap)
        chat = sent.chat_id if sent else user
        under = self.message(user, chat, text=sent.text if sent else "…")
        under |= {"from": made.BOT, "message_id": sent.message_id if sent else 1}
        if sent:
            under["reply_markup"] = {"inline_keyboard": sent.rows}
        content = {"id": tap, "from": made.person(user), "message": under, "chat_instance": "1"}
        return self.push(callback_query={**content, "data": data})

    def message(self, user: int, chat: int | None, **content: Any) -> Json:
        place = user if chat is None else chat
        self.known_chats.add(place)
        head = {"message_id": self.next_id(), "date": int(time.time())}
        return {**head, "from": made.person(user), "chat": made.chat(place), **content}
