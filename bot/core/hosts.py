"""Finds the hosts that a text names; citizens are shown none but those of links.yaml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

_TOPS = (
    "vn|com|net|org|info|top|xyz|site|online|club|io|ly|me|app|cc|shop|link|click|asia|biz|pro"
    "|vip|store|website|space|live|mobi|gov|edu|cn|ru|tk|ml"
)
#: an address with its scheme, or something that ends like a host; not what follows an @
_ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s<>\"'”)\]]+"
    rf"|(?<![@\w.-])(?:[a-z0-9-]+\.)+(?:{_TOPS})\b(?:/[^\s<>\"'”)\]]*)?",
    re.IGNORECASE,
)
_SIGN = re.compile(rf"://|\.(?:{_TOPS})\b", re.IGNORECASE)


def hosts_in(text: str) -> Iterator[str]:
    """Yield every host a text names, in lower case."""
    if not _SIGN.search(text):
        return iter(())  # most name none; to look closer takes five times as long
    return (host_of(found[0]) for found in _ADDRESS.finditer(text))


def host_of(address: str) -> str:
    """Return the host of an address with or without its scheme; what is odd as it is written."""
    try:
        host = urlsplit(address if "://" in address else f"https://{address}").hostname
    except ValueError:
        host = None
    return (host or address).rstrip(".,;:")


def without_strangers(text: str, known: Collection[str], instead: str) -> str:
    """Replace every address whose host is not *known*."""

    def shown(found: re.Match[str]) -> str:
        address = found[0]
        kept = address.rstrip(".,;:")
        return address if host_of(kept) in known else instead + address[len(kept) :]

    replacement: Callable[[re.Match[str]], str] = shown
    return _ADDRESS.sub(replacement, text)
