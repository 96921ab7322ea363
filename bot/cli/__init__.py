"""The commands; argument parsing and printing only."""

from bot.cli.main import main

__all__ = ["main"]
