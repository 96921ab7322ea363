"""The floors of house.md, section 3: who may import whom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EDGES = {"telegram", "aiohttp", "sqlalchemy", "alembic", "aiosqlite", "asyncpg", "jinja2", "httpx"}
PURE = {"asyncio", "os", "pathlib", "logging", "socket", "subprocess", "time", "random"}

#: floor -> (rooms of ours it may import, what it must never import)
FLOORS = {
    "errors": (set(), EDGES | PURE),
    "core": ({"core", "errors"}, EDGES | PURE),
    "services": ({"core", "errors", "services"}, EDGES),
    "handlers": ({"core", "errors", "services", "handlers"}, EDGES | {"os", "pathlib"}),
    "channels": ({"core", "errors", "channels"}, {"sqlalchemy", "alembic"}),
    "forwarders": ({"core", "errors", "forwarders"}, {"sqlalchemy", "alembic", "telegram"}),
    "demo_office": ({"core", "errors", "demo_office"}, {"sqlalchemy", "alembic", "telegram"}),
    "storage": ({"core", "errors", "storage"}, {"telegram", "aiohttp"}),
    "settings": ({"errors"}, EDGES | {"os"}),
    "logs": (set(), EDGES),
}
#: the composition root, the commands, and the door to them
FREE = {"app", "cli", "__main__"}


def imports_of(path: Path) -> set[str]:
    """Return the dotted names a file imports, at whatever depth."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def faults_of(path: Path, floor: str) -> list[str]:
    if floor in FREE:
        return []
    allowed, forbidden = FLOORS[floor]
    faults = []
    for name in imports_of(path):
        top, *rest = name.split(".")
        if top == "bot" and rest and rest[0] not in allowed | {floor}:
            faults.append(f"{path} imports {name}")
        if top in forbidden:
            faults.append(f"{path} imports {name}")
    return faults


def floor_of(path: Path) -> str:
    part = path.relative_to(ROOT / "bot").parts[0]
    return part.removesuffix(".py")


def sources() -> list[Path]:
    return [p for p in sorted((ROOT / "bot").rglob("*.py")) if p != ROOT / "bot" / "__init__.py"]


def test_every_floor_imports_only_what_lies_below_it() -> None:
    assert [fault for path in sources() for fault in faults_of(path, floor_of(path))] == []


def test_the_channels_and_offices_do_not_know_each_other() -> None:
    rooms = {"telegram", "web", "console", "server", "zalo"}
    for path in (ROOT / "bot" / "channels").rglob("*.py"):
        room = path.relative_to(ROOT / "bot" / "channels").parts[0].removesuffix(".py")
        known = {n.split(".")[2] for n in imports_of(path) if n.startswith("bot.channels.")}
        assert known & rooms <= {room}, path


@pytest.mark.parametrize(
    ("floor", "line"),
    [
        ("core", "import asyncio"),
        ("core", "from bot import services"),
        ("services", "from bot.handlers import router"),
        ("handlers", "def f():\n    import bot.storage.store"),
        ("channels", "from bot.services.inbox import Inbox"),
        ("storage", "from bot import channels"),
        ("errors", "import os"),
    ],
)
def test_a_planted_wrong_import_is_found(tmp_path: Path, floor: str, line: str) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(line, encoding="utf-8")

    assert faults_of(planted, floor) != []
