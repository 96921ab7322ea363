"""Writes the JSON Schemas of the knowledge files: python tools/write_schemas.py."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.core.editor_schema import FOLDER, editor_schemas  # noqa: E402 - the path comes first


def main() -> None:
    """Write every schema into the knowledge folder."""
    folder = ROOT / "knowledge" / FOLDER
    folder.mkdir(exist_ok=True)
    for name, text in editor_schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
        print(f"{FOLDER}/{name}: {len(text)} characters")


if __name__ == "__main__":
    main()
