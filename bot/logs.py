"""Log lines: a dotted event and its fields, one line each; no content, no personal data."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
#: libraries whose info lines hold addresses with tokens, or bodies
_QUIET = ("httpx", "httpcore", "telegram", "aiohttp.access", "aiosqlite", "sqlalchemy", "alembic")


class EventFormatter(logging.Formatter):
    """Writes time, level, event and fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, with the traceback of a bug below it."""
        fields: dict[str, Any] = {
            name: value
            for name, value in vars(record).items()
            if name not in _STANDARD and value not in (None, "")
        }
        shown = " ".join(
            f"{k}={json.dumps(v, ensure_ascii=False, default=str)}" for k, v in fields.items()
        )
        when = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        line = f"{when} {record.levelname} {record.getMessage()} {shown}".rstrip()
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def set_up_logs(level: str) -> None:
    """Send our events to stderr and keep libraries quiet."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(EventFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
