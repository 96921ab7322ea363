"""Keeps the last good answer: what a new reading lost or broke is taken from the one before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.problems import Place, Problem
from bot.services.knowledge import PROCEDURES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.entry import Entry
    from bot.core.procedures import Procedures
    from bot.services.knowledge import Draft

VANISH = 0.1  #: share of the entries that one save may take away; more is taken for a mishap


def mend(draft: Draft, last: Draft) -> Draft:
    """Take what is good, entry by entry and file by file, and keep the last good of the rest."""
    good = {name: value for name, value in draft.files.items() if value is not None}
    new, old = draft.procedures, last.procedures
    missed = _missed(draft, old)
    gone = {id_: entry for id_, entry in missed.items() if not _is_unread(id_, draft, old)}
    odd = _oddity(draft, len(gone), len(old.entries))
    kept = missed if odd else {id_: e for id_, e in missed.items() if id_ not in gone}
    procedures = replace(
        new,
        categories=new.categories or old.categories,
        entries={**new.entries, **kept},
        origins={**{id_: old.origins[id_] for id_ in kept}, **new.origins},
    )
    problems = [*draft.problems, *([odd] if odd else ())]
    return replace(draft, files={**last.files, **good}, procedures=procedures, problems=problems)


def _missed(draft: Draft, last: Procedures) -> Mapping[str, Entry]:
    """Return the entries that are no longer there, under no name."""
    new = draft.procedures.entries
    renamed = {old for entry in new.values() for old in entry.formerly}
    return {id_: e for id_, e in last.entries.items() if id_ not in new and id_ not in renamed}


def _is_unread(entry: str, draft: Draft, last: Procedures) -> bool:
    """Whether an entry may still be there, but cannot be read or served as it is written."""
    return entry in draft.procedures.broken or last.origins[entry][0].file in draft.unsound


def _oddity(draft: Draft, gone: int, of: int) -> Problem | None:
    """Tell why entries that are gone are served on: a file half saved must not lose its tail."""
    if gone > max(1, VANISH * of):
        fix = "nếu cố ý bỏ nhiều mục như vậy thì khởi động lại bot"
        return Problem(Place(PROCEDURES), f"{gone} mục biến mất cùng một lúc", fix)
    if gone and draft.procedures.is_unfinished:
        what, fix = "tệp hết giữa dòng, có thể chưa lưu xong", "xuống dòng ở cuối tệp rồi lưu lại"
        return Problem(Place(PROCEDURES), what, fix)
    return None
