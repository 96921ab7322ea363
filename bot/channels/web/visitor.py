"""Who a request comes from: whoever knows a token that the page has made."""

from __future__ import annotations

import hashlib
import re

from aiohttp import web

from bot.core.places import Address

CHANNEL = "web"
#: 128 random bits or more, made by the client and known to nobody else
_TOKEN = re.compile(r"Bearer ([A-Za-z0-9_-]{22,64})")


def address_of(request: web.Request) -> Address:
    """Return the address of the one who knows the token; only its digest is kept."""
    match = _TOKEN.fullmatch(request.headers.get("Authorization", ""))
    if match is None:
        raise web.HTTPUnauthorized(reason="Authorization: Bearer <22-64 characters>")
    return Address(CHANNEL, hashlib.sha256(match[1].encode()).hexdigest()[:40])


def conversation_of(address: Address) -> str:
    """Return the conversation of an address; a token is one citizen in one chat."""
    return f"{CHANNEL}:{address.chat}"
