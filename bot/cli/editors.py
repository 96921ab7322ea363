"""Commands for those who edit the answers: check, new, diff, import."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from bot import app
from bot.core.content import Expectation
from bot.core.days import day_of
from bot.core.entry import IMPORTED
from bot.core.private_names import without_marks
from bot.core.text import fold
from bot.errors import ContentError
from bot.services.importer import Importer, Twice
from bot.services.knowledge import (
    CALIBRATION,
    IMPORTED_FOLDER,
    QUESTIONS,
    build_catalogue,
    check_folder,
    read_folder,
)
from bot.services.replay import Difference, differences
from bot.services.stub import add_stub
from bot.services.weights import WeightFiles
from bot.settings import ROOT

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.services.importer import Report
    from bot.services.knowledge import Draft
    from bot.settings import Settings


def _today() -> date:
    return day_of(app.clock())


def check(options: argparse.Namespace, settings: Settings) -> int:
    """Tell everything wrong with a folder."""
    folder: Path = options.folder or settings.knowledge_dir
    problems = check_folder(folder, _today(), WeightFiles(settings.cache_dir))
    for problem in problems:
        if options.json:
            print(json.dumps(problem.as_fields(), ensure_ascii=False))
        elif options.format == "github":
            print(problem.for_github(_in_repository(folder)))
        else:
            print(problem.for_editors())
    errors = [problem for problem in problems if not problem.is_warning]
    if not options.json:
        told = f"{len(errors)} lỗi, {len(problems) - len(errors)} lưu ý."
        print(told if problems else "Kho tri thức không có lỗi.")
        if errors and not any(problem.place.file == QUESTIONS for problem in errors):
            print(f"Câu thử trong {QUESTIONS} chưa chạy; sửa xong các lỗi trên thì chạy lại.")
    return 1 if errors else 0


def _in_repository(folder: Path) -> str:
    """Return a folder as those name it who stand at the top of the repository."""
    whole = folder.resolve()
    return str(whole.relative_to(ROOT) if whole.is_relative_to(ROOT) else folder)


def new(options: argparse.Namespace, settings: Settings) -> int:
    """Add a stub of an entry."""
    title = options.title or options.id.replace("-", " ").capitalize()
    line = add_stub(settings.knowledge_dir, options.id, title, options.category, _today())
    print(
        f'Đã thêm mục nháp "{options.id}" vào procedures.yaml, dòng {line}.\n'
        "Điền nội dung, chạy lại python -m bot check, rồi xóa dòng status: draft."
    )
    return 0


def diff(options: argparse.Namespace, settings: Settings) -> int:
    """Ask two versions the same questions; 1 when a content test breaks."""
    with tempfile.TemporaryDirectory() as scratch:
        drafts = [
            read_folder(_folder(version, settings, Path(scratch) / side))
            for side, version in (("old", options.old), ("new", options.new))
        ]
    memory = WeightFiles(settings.cache_dir)
    old, new_ = (
        build_catalogue(draft, settings.review_grace, memory=memory)
        for draft in _comparable(drafts)
    )
    _warn_of_broken(drafts[1])
    expected = [*_content_tests(drafts[1]), *_real_questions(options, settings)]
    found = list(differences(old, new_, expected, _today()))
    for difference in found:
        _print_difference(difference, wording=options.wording)
    moved = sum(difference.is_moved for difference in found)
    broken = sum(difference.breaks is not None for difference in found)
    print(
        f"{len(expected)} câu: {moved} câu đổi mục, {len(found) - moved} câu đổi lời, "
        f"{broken} câu thử hỏng."
    )
    return 1 if broken else 0


def _warn_of_broken(draft: Draft) -> None:
    """Say that what is broken is left out, lest its questions seem to have moved."""
    refused = sum(problem.is_refused for problem in draft.problems)
    if refused:
        said = (
            f"Bản mới có {refused} chỗ hỏng, mục hỏng bị bỏ qua: chạy python -m bot check trước."
        )
        print(said, file=sys.stderr)


def _folder(version: str, settings: Settings, scratch: Path) -> Path:
    """Return a folder as it is, or what a Git revision holds of the knowledge base."""
    if Path(version).is_dir():
        return Path(version)
    held = None if version.startswith("-") else _archive(version, settings)
    if held is None:
        raise ContentError([f'"{version}": không phải thư mục, cũng không phải phiên bản git'])
    with tarfile.open(fileobj=BytesIO(held)) as archive:
        archive.extractall(scratch, filter="data")
    return scratch


def _archive(version: str, settings: Settings) -> bytes | None:
    """Return what Git holds of the folder in use; of the project's own when that is a copy."""
    for where in (settings.knowledge_dir.resolve(), ROOT / "knowledge"):
        command = ["git", "-C", str(where), "archive", "--format=tar", version, "."]
        made = subprocess.run(command, capture_output=True, check=False, timeout=60)  # noqa: S603 - no shell; the name is an argument
        if made.returncode == 0:
            return made.stdout
    return None


def _comparable(drafts: Sequence[Draft]) -> list[Draft]:
    """Make versions comparable that different programs have read.

    A file that only one has sound is lent to the other, and calibrations are those of the newer:
    what is compared is what editors write.
    """
    good = [{n: value for n, value in d.files.items() if value is not None} for d in drafts]
    measured = {name: good[1][name] for name in (CALIBRATION,) if name in good[1]}
    return [replace(d, files={**good[1 - i], **good[i], **measured}) for i, d in enumerate(drafts)]


def _content_tests(draft: Draft) -> Iterator[Expectation]:
    tests = draft.files.get(QUESTIONS)
    return iter(tests.questions if tests else ())


def _real_questions(options: argparse.Namespace, settings: Settings) -> list[Expectation]:
    """Return what citizens asked lately, masked, and the lines of a file."""
    lines = options.questions.read_text(encoding="utf-8") if options.questions else ""
    asked = asyncio.run(app.recent_questions(settings, options.recent)) if options.recent else []
    bare = (without_marks(line) for line in asked)
    return [Expectation(says=line) for line in [*bare, *lines.splitlines()] if line.strip()]


def _print_difference(difference: Difference, *, wording: bool) -> None:
    if difference.is_moved:
        print(f'"{difference.says}": {difference.before} → {difference.after}')
    else:
        print(f'"{difference.says}": lời của "{difference.after}" đổi')
    if wording and difference.old_words != difference.new_words:
        print(
            _indented("- ", difference.old_words), _indented("+ ", difference.new_words), sep="\n"
        )
    if difference.breaks:
        print(f"  CÂU THỬ HỎNG: {difference.breaks}")


def _indented(mark: str, text: str) -> str:
    return "\n".join(f"    {mark}{line}" for line in text.splitlines())


def import_(options: argparse.Namespace, settings: Settings) -> int:
    """Turn a national-catalogue export into entries beside the hand-written ones."""
    if not options.file.is_file():
        raise ContentError([f"{options.file}: không có tệp này"])
    draft = read_folder(settings.knowledge_dir)
    entries, links = draft.procedures.entries.values(), draft.files.get("links.yaml")
    taken = {
        fold(said): entry.id
        for entry in entries
        if entry.category != IMPORTED
        for said in (entry.title, entry.title.partition(" (")[0], *entry.aliases)
    }
    hosts = {host.host for host in links.hosts} if links else None
    importer = Importer(settings.knowledge_dir / IMPORTED_FOLDER, taken, hosts)
    with tqdm(
        total=options.file.stat().st_size, unit="B", unit_scale=True, desc=options.file.name
    ) as bar:
        report = importer.run(options.file, _today(), lambda done, _: _advance(bar, done))
    _print_report(report)
    return 0


def _advance(bar: tqdm[Any], done: int) -> None:
    bar.update(done - bar.n)


_TWICE = {
    Twice.CODE: "mã lặp lại trong tệp (lấy bản đầu)",
    Twice.HAND_WRITTEN: "đã có mục viết tay (không nhập)",
    Twice.TITLE: "trùng tên một mục đã nhập (nhập cả hai)",
}


def _print_report(report: Report) -> None:
    print(
        f"Đọc {report.read} thủ tục: nhập {report.written} vào {len(report.files)} tệp, "
        f"{report.already_there} đã có từ trước, {report.invalid.count} không dùng được."
    )
    for line, what in report.invalid.first:
        print(f"  dòng {line}: {what}")
    for kind, found in report.duplicates.items():
        if found.count:
            print(f"{found.count} {_TWICE[kind]}:")
        for one in found.first[:5]:
            print(f"  dòng {one.line}: {one.title[:70]} – {one.other}")
    print(
        "Chạy python -m bot check để xem lại; chạy lại lệnh này thì làm tiếp, không nhập hai lần."
    )
