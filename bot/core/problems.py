"""What is wrong with the knowledge base, told so that an editor can find and mend it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file; lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: where, in which entry, what it is and how to mend it."""

    place: Place
    what: str
    fix: str = ""
    entry: str = field(default="", compare=False)
    is_warning: bool = field(default=False, compare=False)  #: worth knowing, but no fault
    served_as: str = field(default="", compare=False)  #: when it is not the usual

    def __str__(self) -> str:
        entry = f' – mục "{self.entry}"' if self.entry else ""
        fix = f" – {self.fix}" if self.fix else ""
        return f"{self.place}{entry}: {self.what}{fix}"

    def for_editors(self) -> str:
        """Return the line an editor reads, with what is served meanwhile."""
        return f"{self} – {self.served}"

    @property
    def is_refused(self) -> bool:
        """Whether what it is about is not served."""
        return not self.is_warning and not self.served_as

    @property
    def served(self) -> str:
        """Say what citizens are served meanwhile."""
        if self.served_as:
            return self.served_as
        if self.is_warning:
            return "vẫn phục vụ như đang viết"
        if self.entry:
            return "bot dùng bản cũ của mục này, các mục khác vẫn đổi"
        return "bot dùng bản cũ của chỗ này"

    def for_github(self, folder: str = "") -> str:
        """Return an annotation as GitHub's runners read it; *folder* is that of the files.

        What the runners would take for their own is escaped:
        https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
        """
        file = f"{folder}/{self.place.file}" if folder else self.place.file
        for sign in "%:,":
            file = file.replace(sign, f"%{ord(sign):02X}")
        place = f"file={file},line={self.place.line},col={self.place.column}"
        told = " – ".join(filter(None, (self.what, self.fix, self.served)))
        said = told.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        return f"::{self.severity} {place}::{said}"

    def as_fields(self) -> dict[str, str | int | None]:
        """Return the parts by name, for other programs."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "entry": self.entry or None,
            "what": self.what,
            "fix": self.fix,
            "severity": self.severity,
            "served": self.served,
        }

    @property
    def severity(self) -> str:
        """Return "warning" for what is served all the same, "error" otherwise."""
        return "warning" if self.is_warning else "error"
