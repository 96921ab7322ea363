"""Keeps imported entries from sending citizens to pages that nobody vouches for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.core.hosts import host_of, without_strangers

if TYPE_CHECKING:
    from collections.abc import Collection

_SITE = "(trang web của cơ quan)"


def introduced(entry: dict[str, object], hosts: Collection[str]) -> dict[str, object]:
    """Return an entry that names no host but those given: nobody vouches for the others."""
    return {
        key: _sourced(value, hosts) if key == "sources" else _introduced(value, hosts)
        for key, value in entry.items()
    }


def _introduced(value: Any, hosts: Collection[str]) -> Any:
    if isinstance(value, str):
        return without_strangers(value, hosts, _SITE)
    if isinstance(value, list):
        return [_introduced(item, hosts) for item in value]
    if isinstance(value, dict):
        return {key: _introduced(item, hosts) for key, item in value.items()}
    return value


def _sourced(sources: Any, hosts: Collection[str]) -> Any:
    """Cite a strange page as a document, by its address."""
    return [
        source
        if "url" not in source or host_of(source["url"]) in hosts
        else {"document": source["url"], **{k: v for k, v in source.items() if k != "url"}}
        for source in sources
    ]
