"""Writes a reply as plain text, for terminals and for chats without markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.models import Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.models import Line


def plain(lines: Sequence[Line]) -> str:
    """Return the lines as text, steps numbered and items marked."""
    return "\n".join(_written(lines))


def _written(lines: Sequence[Line]) -> Iterator[str]:
    number = 0
    for line in lines:
        number = number + 1 if line.style is Style.STEP else 0
        if line.style is Style.STEP:
            yield f"{number}. {line.text}"
        elif line.style is Style.ITEM:
            yield f"• {line.text}"
        else:
            yield line.text
