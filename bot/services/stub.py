"""Adds a stub of a new entry to procedures.yaml, which validates and is not served yet."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.entry import Aspect
from bot.core.facts import ENTRY_ID
from bot.core.problems import Place, Problem
from bot.errors import ContentError
from bot.services.knowledge import PROCEDURES, read_folder

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

REVIEWED_AFTER = timedelta(days=180)
_STUB = """
  - id: {id}
    title: {title}
    category: {category}
    status: draft  # viết xong thì xóa dòng này, bot mới trả lời bằng mục này
    summary: Viết ở đây một, hai câu quan trọng nhất.
    aliases:  # 8-20 cách bà con gọi việc này
    - {alias}
    questions:  # ít nhất 5 câu hỏi mẫu
    - {title} cần giấy tờ gì?
    sources:  # mỗi điều đều có nguồn: url hoặc document, và ngày
    - {{document: "GHI NGUỒN Ở ĐÂY", supports: "nguồn này nói điều gì"}}
    checked_on: {checked_on}
    review_by: {review_by}
    unknown:  # điền documents, steps, fee… rồi bớt dần dòng này
    - {{aspect: [{aspects}], text: "chưa viết", ask: "1022 (di động bấm 0236 1022)"}}
"""


def add_stub(folder: Path, entry_id: str, title: str, category: str, today: date) -> int:
    """Append a stub to procedures.yaml and return its line.

    Raises:
        ContentError: when the id or category will not do, or the file is broken as it is.
    """
    draft = read_folder(folder)
    categories = [found.id for found in draft.procedures.categories]
    category = category or (categories[0] if categories else "")
    entries = draft.procedures.entries.values()
    taken = {entry.id for entry in entries} | {old for e in entries for old in e.formerly}
    faults = [problem for problem in draft.problems if not problem.is_warning]
    if not ENTRY_ID.fullmatch(entry_id):
        faults.append(_refusal(f'mã "{entry_id}" không đúng', "chữ thường không dấu, gạch nối"))
    if entry_id in taken:
        faults.append(_refusal(f'mã "{entry_id}" đã có', "chọn mã khác"))
    if category not in categories:
        faults.append(_refusal(f'không có nhóm "{category}"', f"chọn: {', '.join(categories)}"))
    if faults:
        raise ContentError(sorted(faults))
    return _append(folder / PROCEDURES, _stub(entry_id, title, category, today))


def _refusal(what: str, fix: str) -> Problem:
    return Problem(Place(PROCEDURES), what, fix)


def _stub(entry_id: str, title: str, category: str, today: date) -> str:
    words = re.sub(r"[^\w\s,()/.-]", " ", title).strip() or entry_id.replace("-", " ")
    return _STUB.format(
        id=entry_id,
        title=words,
        alias=words.lower(),
        category=category,
        checked_on=today,
        review_by=today + REVIEWED_AFTER,
        aspects=", ".join(Aspect),
    )


def _append(path: Path, stub: str) -> int:
    """Write the file anew with the stub at its end, in one step."""
    text = path.read_text(encoding="utf-8").rstrip() + "\n"
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.write_text(text + stub, encoding="utf-8")
    unfinished.replace(path)
    return text.count("\n") + 2
