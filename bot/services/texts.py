"""Reads text files, tells what keeps one from being read, and adds some."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.core.problems import Place, Problem

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 16_000_000  #: of a file
_REASONS: dict[type, str] = {
    FileNotFoundError: "không có tệp này",
    PermissionError: "không có quyền",
}


def read_text(path: Path, name: str, problems: list[Problem]) -> str | None:
    """Return the text of a file; None when it cannot be read, and why in *problems*."""
    try:
        if path.stat().st_size > MOST_BYTES:
            problems.append(Problem(Place(name), "tệp quá lớn", "chia thành nhiều tệp"))
            return None
        written = path.read_bytes()
    except OSError as error:
        what = f"không đọc được tệp ({_REASONS.get(type(error), type(error).__name__)})"
        problems.append(Problem(Place(name), what, "xem tên tệp và quyền đọc"))
        return None
    try:
        return written.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        problems.append(_not_unicode(written, error.start, name))
    return None


def _not_unicode(written: bytes, position: int, name: str) -> Problem:
    """Tell where a file is not UTF-8; Windows calls UTF-16 "Unicode"."""
    if written.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in written[:position]:
        place, what = Place(name), "tệp lưu bằng mã UTF-16, không phải UTF-8"
    else:
        line_start = written.rfind(b"\n", 0, position) + 1
        column = len(written[line_start:position].decode("utf-8", "replace")) + 1
        place = Place(name, written.count(b"\n", 0, position) + 1, column)
        what = "chữ ở đây không phải UTF-8 (phông cũ như TCVN3, VNI?)"
    return Problem(place, what, "gõ lại bằng Unicode và lưu tệp với mã UTF-8")


def add_file(folder: Path, text: str) -> str:
    """Add the next file to a folder, whole or not at all, and return its name."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = [int(path.stem) for path in folder.glob("*.yaml") if path.stem.isdecimal()]
    path = folder / f"{max(numbers, default=0) + 1:04}.yaml"
    growing = folder / f".{path.name}.tmp"
    with growing.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(growing, path)  # noqa: PTH105 - as Path.replace
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)  # so that the name lasts, too
    finally:
        os.close(descriptor)
    return path.name
