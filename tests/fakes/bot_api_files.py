"""Files of citizens: getFile tells where one lies, and there it can be had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.bot_api_rules import RefusalError, refuse

if TYPE_CHECKING:
    from tests.fakes.bot_api import BotApi

LARGEST_DOWNLOAD = 20 * 1024**2  #: bytes

Json = dict[str, Any]


async def get_file(api: BotApi, given: Json) -> Json:
    """Tell where a file lies; like Telegram's own server, none above 20 MB."""
    file_id = str(given.get("file_id", ""))
    content = api.files.get(file_id)
    if content is None:
        refuse("wrong file_id or the file is temporarily unavailable")
    if len(content) > LARGEST_DOWNLOAD:
        refuse("file is too big")
    place = {"file_path": f"photos/{file_id}.jpg", "file_size": len(content)}
    return {"file_id": file_id, "file_unique_id": f"u{file_id}", **place}


async def give_file(api: BotApi, request: web.Request) -> web.StreamResponse:
    """Give the bytes of a file under the path that getFile has told."""
    api.calls.append("file")
    if failure := api.next_failure("file"):
        return await api.fail_now(request, failure)
    file_id = request.match_info["path"].removeprefix("photos/").removesuffix(".jpg")
    if request.match_info["token"] != api.token or file_id not in api.files:
        refusal = RefusalError(404, "Not Found")
        answer = {"ok": False, "error_code": refusal.code, "description": refusal.description}
        return web.json_response(answer, status=refusal.code)
    return web.Response(body=api.files[file_id])
