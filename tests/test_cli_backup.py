"""The command that copies what the bot keeps, when it is told to stop."""

from __future__ import annotations

import os
import signal

import pytest

from bot.cli.backup import stopping_in_order


def stop_a_copy(cleaned: list[str]) -> None:
    with stopping_in_order():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            cleaned.append("part")


def test_a_copy_that_is_stopped_cleans_up_after_itself() -> None:
    before = signal.getsignal(signal.SIGTERM)
    cleaned: list[str] = []
    with pytest.raises(SystemExit, match="143"):
        stop_a_copy(cleaned)
    assert cleaned
    assert signal.getsignal(signal.SIGTERM) == before
