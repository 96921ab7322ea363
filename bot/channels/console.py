"""The terminal as a channel: prints what is delivered, and hands in what is typed."""

from __future__ import annotations

import asyncio
import re
import textwrap
from typing import TYPE_CHECKING

from bot.core.models import Line, Message, Style, Wish
from bot.core.places import Address
from bot.core.render import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.models import Button, Delivery
    from bot.core.ports import Clock

CHANNEL = "console"  #: the first part of the name of each terminal's own channel
_MARK = re.compile(r"(?:• |\d+\. |  \[\d+\] )")


def written(lines: Sequence[Line], buttons: Sequence[Button], width: int = 0) -> str:
    """Return a reply as a terminal shows it, with numbers that can be typed for the buttons.

    Args:
        lines: what is said.
        buttons: what can be chosen.
        width: characters of the terminal, to break between words; 0 leaves that to others.
    """
    choices = []
    number = 0
    for button in buttons:
        number += bool(button.action)
        choices.append(
            f"  [{number}] {button.text}" if button.action else f"  {button.text}: {button.url}"
        )
    text = "\n".join([plain(lines), *choices])
    return "\n".join(_broken(line, width) for line in text.split("\n")) if width else text


def _broken(line: str, width: int) -> str:
    """Break a line between words, what follows under where its words began."""
    mark = _MARK.match(line)
    indent = " " * (mark.end() if mark else 0)
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def is_console(address: Address) -> bool:
    """Tell whether an address is a terminal of this machine."""
    return address.channel.partition(":")[0] == CHANNEL


class Console:
    """One citizen at one terminal."""

    def __init__(
        self,
        chat: str,
        clock: Clock,
        show: Callable[[str], None],
        width: int = 0,
        no_photos: str = "",
    ) -> None:
        """*no_photos* is said where a photo is asked for: a terminal cannot take one."""
        #: of this terminal alone: who claims a delivery prints it
        self.channel = f"{CHANNEL}:{chat}"
        self._address = Address(self.channel, chat)
        self._clock = clock
        self._show = show
        self._width = width
        self._no_photos = no_photos
        self._typed = 0
        self._answered = asyncio.Event()

    async def send(self, delivery: Delivery) -> str:
        """Print one delivery."""
        lines = delivery.reply.lines
        if self._no_photos and Wish.PHOTO in delivery.reply.wishes:
            lines = (*lines, Line(Style.NOTE, self._no_photos))
        self._show(written(lines, delivery.reply.buttons, self._width))
        self._answered.set()
        return str(delivery.id)

    def message(self, text: str) -> Message:
        """Make a message of what was typed."""
        self._typed += 1
        self._answered.clear()
        now = self._clock()
        key = f"{self._address.chat}:{now.timestamp():.6f}:{self._typed}"
        return Message(key, self._address, self.channel, now, text=text)

    async def wait_for_answer(self, seconds: float) -> bool:
        """Wait until the last message was answered; False when it took too long."""
        try:
            async with asyncio.timeout(seconds):
                await self._answered.wait()
        except TimeoutError:
            return False
        return True
