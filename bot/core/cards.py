"""Makes replies about entries: the asked aspect first, dated, never over the budget."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core import actions
from bot.core.entry import FIELDS, Aspect
from bot.core.facts import next_change, text_on
from bot.core.models import Button, Line, Outcome, Reply, Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.core.catalogue import Catalogue
    from bot.core.entry import Entry
    from bot.core.facts import Fact

BUDGET = 900  #: characters of a first message (the bot's own rule, see the charter)
CHOICES = 3  #: next steps shown before "more"
CHANGE_NOTICE = timedelta(days=120)  #: how early a coming change is told

#: the aspects in the order citizens ask for them
ORDER = (
    Aspect.DOCUMENTS,
    Aspect.STEPS,
    Aspect.PLACE,
    Aspect.FEE,
    Aspect.TIME,
    Aspect.ONLINE,
    Aspect.WHO,
    Aspect.RESULT,
    Aspect.LAW,
)


def show_date(day: date) -> str:
    """Write a day as people here do."""
    return f"{day.day}/{day.month}/{day.year}"


def show_partial_date(written: str) -> str:
    """Write YYYY, YYYY-MM or YYYY-MM-DD as people here do."""
    return "/".join(part.lstrip("0") for part in reversed(written.split("-")))


def card(catalogue: Catalogue, entry: Entry, aspect: Aspect | None, today: date) -> Reply:
    """Answer about an entry: what was asked first, then what fits."""
    shown = aspect or entry.opens_with
    head = [Line(Style.TITLE, entry.title), *age(catalogue, entry, today)]
    tail = [Line(Style.NOTE, checked_on(catalogue, entry))]
    if is_expired(catalogue, entry, today):
        lines = [*head, *tail]
    else:
        asked = list(_aspect_lines(catalogue, entry, shown, today))
        asked += changes(catalogue, entry, shown, today)
        extras = [*unknown_lines(catalogue, entry, shown)]
        extras += [] if aspect else _extras(entry, today)
        lines = _fit(head, extras, asked, tail)
    return Reply(
        lines=tuple(lines),
        buttons=card_buttons(catalogue, entry, shown),
        outcome=Outcome.ANSWERED,
        entry=entry.id,
        aspect=aspect,
    )


def _fit(
    head: list[Line], extras: Sequence[Line], asked: list[Line], tail: list[Line]
) -> list[Line]:
    """Add the extras before or after what was asked, as long as the whole fits the budget."""
    kept: list[Line] = []
    for extra in extras:
        if length([*head, *kept, extra, *asked, *tail]) <= BUDGET:
            kept.append(extra)
    before = [line for line in kept if line.style is Style.TEXT]
    after = [line for line in kept if line.style is not Style.TEXT]
    return [*head, *before, *asked, *after, *tail]


def length(lines: Sequence[Line]) -> int:
    """Return how many characters the lines take, a line break each."""
    return sum(len(line.text) + 1 for line in lines)


def age(catalogue: Catalogue, entry: Entry, today: date) -> Iterator[Line]:
    """Say first what is no longer true."""
    phrases = catalogue.phrases
    is_over = entry.superseded_on is not None and entry.superseded_on <= today
    if is_over and entry.superseded_by and entry.superseded_on:
        newer = catalogue.find(entry.superseded_by)
        title = newer.title if newer else entry.superseded_by
        said = phrases.historical.format(date=show_date(entry.superseded_on), title=title)
        yield Line(Style.TEXT, said)
    overdue = show_date(entry.review_by)
    if is_expired(catalogue, entry, today):
        yield Line(Style.TEXT, phrases.expired.format(date=overdue))
    elif today > entry.review_by:
        yield Line(Style.TEXT, phrases.review_overdue.format(date=overdue))


def _extras(entry: Entry, today: date) -> Iterator[Line]:
    summary = text_on(entry.summary, today)
    if summary:
        yield Line(Style.TEXT, summary)
    then = text_on(entry.in_2018, today) if entry.in_2018 else None
    if then:
        yield Line(Style.NOTE, then)


def aspect_facts(entry: Entry, aspect: Aspect) -> tuple[Fact, ...]:
    """Return the facts of one aspect; a law is a fact here, too."""
    if aspect is Aspect.LAW:
        return tuple(_law_text(law.doc, law.article, law.effective) for law in entry.legal_basis)
    value = getattr(entry, FIELDS[aspect])
    return value if is_list(aspect) else (value,) if value else ()


def is_list(aspect: Aspect) -> bool:
    """Whether an aspect is told as a list."""
    return aspect in {Aspect.DOCUMENTS, Aspect.STEPS, Aspect.LAW}


def _law_text(doc: str, article: str | None, effective: str | None) -> str:
    since = f" (hiệu lực {show_partial_date(effective)})" if effective else ""
    return f"{doc}{f', {article}' if article else ''}{since}"


def _aspect_lines(
    catalogue: Catalogue, entry: Entry, aspect: Aspect, today: date
) -> Iterator[Line]:
    heading = catalogue.phrases.aspects[aspect.value].heading
    texts = [text for fact in aspect_facts(entry, aspect) if (text := text_on(fact, today))]
    if not texts:
        yield Line(Style.TEXT, f"{heading}: {catalogue.phrases.not_known}")
    elif is_list(aspect):
        yield Line(Style.TEXT, f"{heading}:")
        style = Style.STEP if aspect is Aspect.STEPS else Style.ITEM
        yield from (Line(style, text) for text in texts)
    else:
        yield Line(Style.TEXT, f"{heading}: {' '.join(texts)}")


def unknown_lines(catalogue: Catalogue, entry: Entry, aspect: Aspect) -> Iterator[Line]:
    """Say what could not be established, and who to ask."""
    for unknown in entry.unknown:
        if aspect in unknown.aspect:
            said = catalogue.phrases.unknown_aspect
            text, ask = _sentence(unknown.text), _inside(unknown.ask)
            yield Line(Style.NOTE, _sentence(said.format(text=text, ask=ask)))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _inside(text: str) -> str:
    """Write a phrase as it stands inside a sentence."""
    is_name = any(w[:1].isupper() for w in text.split()[1:3]) or not text[1:2].islower()
    return text if is_name else text[0].lower() + text[1:]


def changes(catalogue: Catalogue, entry: Entry, aspect: Aspect, today: date) -> Iterator[Line]:
    """Tell a change of what was asked that is near."""
    for fact in aspect_facts(entry, aspect):
        change = next_change(fact, today)
        if change and change.from_ and change.from_ - today <= CHANGE_NOTICE:
            when = show_date(change.from_)
            said = catalogue.phrases.changes_on.format(date=when, text=change.text)
            yield Line(Style.NOTE, said)


def checked_on(catalogue: Catalogue, entry: Entry) -> str:
    """Say when an entry was checked."""
    return catalogue.phrases.checked_on.format(date=show_date(entry.checked_on))


def card_buttons(
    catalogue: Catalogue, entry: Entry, shown: Aspect | None, offset: int = 0
) -> tuple[Button, ...]:
    """Return the next steps from *offset* on, and the way to the others."""
    choices = _choices(catalogue, entry, shown)
    page = choices[offset : offset + CHOICES]
    rest = len(choices) - offset - len(page)
    if rest == 1:
        return tuple(choices[offset:])
    if rest:
        more = Button(
            catalogue.phrases.buttons.more, actions.more(entry.id, shown, offset + CHOICES)
        )
        return (*page, more)
    return tuple(page)


def _choices(catalogue: Catalogue, entry: Entry, shown: Aspect | None) -> list[Button]:
    words = catalogue.phrases
    choices = []
    if entry.guide in catalogue.guides:
        choices.append(Button(words.buttons.guide_start, actions.guide(str(entry.guide))))
    choices += [
        Button(words.aspects[aspect.value].button, actions.entry(entry.id, aspect))
        for aspect in ORDER
        if aspect is not shown
    ]
    if entry.tips:
        choices.append(Button(words.buttons.tips, actions.tips(entry.id)))
    choices.append(Button(words.buttons.sources, actions.sources(entry.id)))
    if entry.history:
        choices.append(Button(words.buttons.history, actions.history(entry.id)))
    related = [e for e in map(catalogue.find, entry.related) if e]
    choices += [Button(e.title, actions.entry(e.id)) for e in related]
    choices.append(Button(words.buttons.share, actions.share(entry.id)))
    return choices


def is_expired(catalogue: Catalogue, entry: Entry, today: date) -> bool:
    """Whether an entry was not checked for so long that its facts are no longer told."""
    return today > entry.review_by + catalogue.review_grace
