"""Finds web addresses in an utterance and says whether they are on our list; nothing is opened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.content import OfficialHost, Page

_EMAIL = re.compile(r"(?<!\S)[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?![\w/])")
_SCHEMED = re.compile(r"(?:https?|ftp|hxxps?)\s*:\s*//\s*\S+", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w@.-])(?:www\.)?(?:[a-z0-9-]+\.)+[a-z]{2,24}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE
)
_OURS = re.compile(r"https?://\S+|(?<![\w@.-])(?:[a-z0-9-]+\.)+gov\.vn\b(?![.-]?\w)(?:/\S*)?")
_TRAILING = ".,;:!?)]}\"'»”’…"
#: endings of addresses that are syllables too: "ở đâu.ai biết" is no link
_SYLLABLES = frozenset(
    (
        "ai",
        "ba",
        "bo",
        "ca",
        "co",
        "do",
        "in",
        "is",
        "la",
        "li",
        "lo",
        "me",
        "mo",
        "my",
        "no",
        "so",
        "to",
        "vi",
    )
)


@dataclass(frozen=True, slots=True)
class Link:
    """An address as it was written, and the host it really leads to."""

    written: str
    host: str
    path: str


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


def find_links(text: str) -> list[Link]:
    """Return the web addresses in a text; e-mail addresses are none."""
    schemed = [match.group() for match in _SCHEMED.finditer(text)]
    rest = _EMAIL.sub(" ", _SCHEMED.sub(" ", text))
    bare = [match.group() for match in _BARE.finditer(rest) if _is_address(match.group())]
    return [_read(written) for written in (*schemed, *bare)]


def find_web_addresses(text: str) -> list[str]:
    """Return the http(s) addresses, and the bare ones of the state, in one of our own texts."""
    return [match.group().rstrip(_TRAILING) for match in _OURS.finditer(text)]


def _is_address(written: str) -> bool:
    host = re.split(r"[:/?#]", written, maxsplit=1)[0].lower()
    if (
        host.rsplit(".", 1)[-1] in _SYLLABLES
        and not written.startswith("www.")
        and "/" not in written
    ):
        return False
    return _suffixes().privatesuffix(host) is not None


def _read(written: str) -> Link:
    whole = re.sub(r"\s+", "", written).rstrip(_TRAILING)
    whole = re.sub(r"^hxxp", "http", whole, flags=re.IGNORECASE)
    if "://" not in whole:
        whole = f"https://{whole}"
    try:
        parts = urlsplit(whole)
        host = (parts.hostname or "").rstrip(".").lower()
    except ValueError:
        return Link(whole, whole.split("://", 1)[1], "")
    return Link(whole, host, parts.path if parts.username is None else "")


def official(link: Link, hosts: Mapping[str, OfficialHost]) -> OfficialHost | None:
    """Return the official host a link leads to; only an exact host counts."""
    if "@" in link.written.split("://", 1)[-1].split("/", 1)[0]:
        return None
    return hosts.get(link.host) or hosts.get(link.host.removeprefix("www."))


def page_of(link: Link, host: OfficialHost) -> Page | None:
    """Return what is known of the very page."""
    path = link.path.rstrip("/").lower()
    return next((page for page in host.pages if page.path.rstrip("/").lower() == path), None)


def defang(text: str) -> str:
    """Write an address so that no chat makes it clickable."""
    return text.replace("://", "[:]//").replace(".", "[.]")
