"""Letters to servers that answer by a script, each step with something else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from bot.core.feedback import Receipt
from bot.demo_office.loopback import HOST
from bot.errors import (
    DeliveryError,
    PermanentDeliveryError,
    TransientDeliveryError,
    UnknownOutcomeError,
    UnwelcomeError,
)
from tests.forwarders.peers import to_mailbox
from tests.forwarders.sample import FEEDBACK, is_discreet


@asynccontextmanager
async def scripted(answer: Callable[[str], str], greeting: str = "220 x") -> AsyncIterator[int]:
    """Run a server that answers each command with a line, and cuts the line at an empty one."""

    writers: list[asyncio.StreamWriter] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        told = greeting
        while told:
            writer.write(f"{told}\r\n".encode())
            ends = b"\r\n.\r\n" if told.startswith("354") else b"\r\n"
            try:
                heard = await reader.readuntil(ends)
            except (asyncio.IncompleteReadError, ConnectionError):
                break
            told = answer("LETTER" if len(ends) > 2 else heard.decode().split()[0].upper())
        writer.close()

    server = await asyncio.start_server(talk, HOST, limit=2**20)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in writers:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


def saying(**lines: str) -> Callable[[str], str]:
    usual = {"DATA": "354 go on"} | lines
    return lambda command: usual.get(command, "250 2.0.0 OK")


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ({"EHLO": "502 no", "HELO": "250 x", "LETTER": "250 OK"}, None),
        ({"QUIT": ""}, None),
        ({"QUIT": "500 stay"}, None),
        ({"MAIL": "421 4.3.2 closing"}, TransientDeliveryError),
        ({"MAIL": "552 5.3.4 too big"}, PermanentDeliveryError),
        ({"MAIL": ""}, TransientDeliveryError),
        ({"RCPT": ""}, TransientDeliveryError),
        ({"RCPT": "hello"}, TransientDeliveryError),
        ({"DATA": "451 4.3.0 later"}, UnwelcomeError),
        ({"DATA": "554 5.5.1 no"}, PermanentDeliveryError),
        ({"DATA": ""}, UnknownOutcomeError),  # the library does not tell before from after
        ({"LETTER": "452 4.3.1 full"}, UnwelcomeError),
        ({"LETTER": f"554 5.7.1 spam: {FEEDBACK.where}"}, PermanentDeliveryError),
        ({"LETTER": "hello"}, UnknownOutcomeError),
        ({"LETTER": "299 what"}, UnknownOutcomeError),
        ({"LETTER": ""}, UnknownOutcomeError),
    ],
)
async def test_an_answer_at_each_step_says_what_became_of_the_letter(
    lines: dict[str, str], error: type[DeliveryError] | None
) -> None:
    async with scripted(saying(**lines)) as port:
        if error is None:
            assert await to_mailbox(port).deliver(FEEDBACK) == Receipt()
            return
        with pytest.raises(DeliveryError) as caught:
            await to_mailbox(port).deliver(FEEDBACK)

    assert type(caught.value) is error
    assert is_discreet(caught.value)


@pytest.mark.parametrize(
    ("greeting", "error"),
    [
        ("421 4.3.2 busy", TransientDeliveryError),
        ("554 5.7.1 not you", PermanentDeliveryError),
        ("SSH-2.0-OpenSSH", TransientDeliveryError),
    ],
)
async def test_a_greeting_may_be_a_refusal(greeting: str, error: type[DeliveryError]) -> None:
    async with scripted(saying(), greeting) as port:
        with pytest.raises(error):
            await to_mailbox(port).deliver(FEEDBACK)
