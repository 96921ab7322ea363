"""Opens an export of the national catalogue, packed or not, and reads it within bounds."""

from __future__ import annotations

import gzip
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from bot.core.problems import Place, Problem
from bot.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read of an export; a small packed file may hide a very large one."""

    size: int = 2**30  #: bytes, unpacked
    record: int = 2**20  #: bytes of a line, or of an element of a JSON array
    records: int = 200_000


class Export:
    """An export that is being read."""

    def __init__(self, name: str, raw: Any, size: int, limits: Limits) -> None:
        self.name = name
        self.size = size  #: bytes of the file as it lies there
        self.limits = limits
        self.line = 1
        self._raw = raw
        self._stream = gzip.GzipFile(fileobj=raw) if name.lower().endswith(".gz") else raw
        self._taken = 0

    @property
    def done(self) -> int:
        """How many bytes of the file were read."""
        return min(int(self._raw.tell()), self.size)

    def refuse(self, what: str, fix: str = "xuất lại tệp từ danh mục") -> NoReturn:
        """Tell what is wrong with the file, and about where."""
        raise ContentError([Problem(Place(self.name, self.line), what, fix)])

    def read_line(self, most: int) -> bytes:
        """Return a line with its end, or the first bytes of a longer one; none at the end."""
        return self._read(self._stream.readline, most)

    def read_chunk(self) -> bytes:
        """Return some bytes; none at the end."""
        return self._read(self._stream.read, _CHUNK)

    def _read(self, read: Callable[[int], bytes], most: int) -> bytes:
        try:
            data = read(most)
        except (OSError, EOFError, zlib.error) as error:
            what = f"tệp hỏng hoặc bị cắt giữa chừng ({type(error).__name__})"
            raise ContentError([Problem(Place(self.name, self.line), what, "tải lại")]) from error
        self._taken += len(data)
        if self._taken > self.limits.size:
            self.refuse(f"nội dung quá {self.limits.size} byte", "chia thành nhiều tệp")
        return data


@contextmanager
def open_export(file: Path, limits: Limits) -> Iterator[Export]:
    """Open an export for reading."""
    try:
        raw, size = file.open("rb"), file.stat().st_size
    except OSError as error:
        what = f"không mở được tệp ({type(error).__name__})"
        raise ContentError([Problem(Place(file.name), what, "xem tên tệp, quyền đọc")]) from error
    with raw:
        yield Export(file.name, raw, size, limits)
