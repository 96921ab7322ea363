"""Log lines: a dotted event and its fields, one line each; no content, no personal data."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from typing import Any

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_OURS = "bot"
_LONGEST = 100  #: characters of what a library says


class EventFormatter(logging.Formatter):
    """Writes time, level, event and fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, with the traceback of a bug below it."""
        when = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        if not is_ours(record.name):
            return f"{when} {record.levelname} {_event_of_library(record)}"
        fields: dict[str, Any] = {
            name: value
            for name, value in vars(record).items()
            if name not in _STANDARD and value not in (None, "")
        }
        shown = " ".join(
            f"{k}={json.dumps(v, ensure_ascii=False, default=str)}" for k, v in fields.items()
        )
        line = f"{when} {record.levelname} {record.getMessage()} {shown}".rstrip()
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def is_ours(logger: str) -> bool:
    """Tell whether a logger belongs to the bot."""
    return logger == _OURS or logger.startswith(f"{_OURS}.")


def _event_of_library(record: logging.LogRecord) -> str:
    """Tell what happened, where and of what kind.

    Values and messages of errors are left out: they quote requests, addresses and pictures.
    """
    said = str(record.msg).partition("\n")[0][:_LONGEST]
    parts = [f"library.{record.name}", f"said={json.dumps(said, ensure_ascii=False)}"]
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        parts += [f'error="{type(error).__name__}"', f'place="{place}"']
    return " ".join(parts)


def set_up_logs(level: str) -> None:
    """Send our events to stderr; libraries speak only when something is wrong.

    Below a warning they write addresses with tokens, bodies, and where a photo was taken.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(EventFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(_OURS).setLevel(level)
