"""A pasted link: what an official page is for, or a warning and the right address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.core import actions
from bot.core.links import Link, defang, find_links, official, page_of
from bot.core.models import Button, Line, Outcome, Reply, Style
from bot.core.text import fold
from bot.handlers.fallback import menu

if TYPE_CHECKING:
    from bot.core.content import OfficialHost
    from bot.core.models import Message
    from bot.handlers.context import Context

LONGEST_HOST = 80  #: characters of a host shown
FEW_WORDS = 3  #: with more words around it, an official link is part of a question


def is_about_links(message: Message, context: Context) -> bool:
    """Whether a message is a pasted link, or holds one that is not on our list."""
    links = find_links(message.text)
    if not links:
        return False
    if any(official(link, context.catalogue.hosts) is None for link in links):
        return True
    around = message.text
    for link in links:
        around = around.replace(link.host, " ")
    return (
        len([word for word in fold(around).split() if word not in {"https", "http"}]) <= FEW_WORDS
    )


async def judge(message: Message, context: Context) -> Reply:
    """Say what the link is; the first that is not on the list decides."""
    links = find_links(message.text)
    hosts = context.catalogue.hosts
    stranger = next((link for link in links if official(link, hosts) is None), None)
    if stranger is not None:
        return _unlisted(stranger, context)
    known = official(links[0], hosts)
    return _official(links[0], known, context) if known else _unlisted(links[0], context)


def _official(link: Link, host: OfficialHost, context: Context) -> Reply:
    page = page_of(link, host)
    phrases = context.catalogue.phrases
    said = phrases.link_official.format(host=host.host, name=host.name)
    lines = [Line(Style.TEXT, said), Line(Style.TEXT, page.what if page else host.what)]
    if host.note:
        lines.append(Line(Style.NOTE, host.note))
    checked_on = f"{host.checked_on:%-d/%-m/%Y}"
    lines.append(Line(Style.NOTE, phrases.checked_on.format(date=checked_on)))
    entry = context.catalogue.find((page.entry if page else None) or host.entry or "")
    buttons = menu(context)
    conversation = context.conversation
    if entry:
        buttons = (Button(entry.title, actions.entry(entry.id)), *buttons)
        conversation = replace(conversation, entry=entry.id, entry_at=context.now)
    return Reply(
        lines=tuple(lines),
        buttons=buttons,
        outcome=Outcome.LINK,
        entry=entry.id if entry else None,
        conversation=conversation,
    )


def _unlisted(link: Link, context: Context) -> Reply:
    phrases = context.catalogue.phrases
    right = _right_address(link, context)
    lines = (
        Line(Style.TEXT, phrases.link_unlisted.format(host=defang(link.host[:LONGEST_HOST]))),
        Line(Style.TEXT, phrases.link_right_address.format(name=right.name, url=right.url)),
        Line(Style.NOTE, phrases.link_advice),
    )
    entry = context.catalogue.find(right.entry or "")
    first = (Button(entry.title, actions.entry(entry.id)),) if entry else ()
    return Reply(lines, (*first, *menu(context)), Outcome.LINK)


def _right_address(link: Link, context: Context) -> OfficialHost:
    """Return the official host that is written most like the link; the first when none is."""
    hosts = context.catalogue.hosts
    best = process.extractOne(link.host, list(hosts), scorer=fuzz.ratio)
    return hosts[best[0]] if best[1] > 70 else next(iter(hosts.values()))  # noqa: PLR2004 - percent
