"""The container: what is written there is written to /data, the only place that may be."""

from __future__ import annotations

import shlex
from pathlib import Path

from bot.settings import read_settings

ROOT = Path(__file__).resolve().parent.parent


def environment_of(dockerfile: str) -> dict[str, str]:
    """Return the variables of the last stage."""
    last = dockerfile.replace("\\\n", " ").rpartition("\nFROM ")[2]
    lines = [line for line in last.splitlines() if line.startswith("ENV ")]
    return dict(pair.split("=", 1) for line in lines for pair in shlex.split(line[4:]))


def test_the_container_writes_to_its_volume_only() -> None:
    environment = environment_of((ROOT / "Dockerfile").read_text(encoding="utf-8"))
    settings = read_settings({k: v for k, v in environment.items() if k.startswith("BOT_")})

    database = Path(settings.database_url.get_secret_value().removeprefix("sqlite:///"))
    written = [
        database,
        settings.cache_dir,
        settings.citizens.hash_key_path,
        settings.offices.dropbox,
    ]
    assert [path for path in written if Path("/data") not in path.parents] == []
