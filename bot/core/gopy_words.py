"""The sentences of feedback: in the conversation, and in the news of a ticket."""

from __future__ import annotations

from typing import Annotated

from bot.core.facts import Content, Text
from bot.core.phrases import Plain, phrase

Coded = Annotated[Text, phrase("code")]


class States(Content):
    """What is said of a ticket in each of its states; never more than the office said."""

    kept: Coded
    sending: Annotated[Text, phrase("code", "office")]
    with_office: Annotated[Text, phrase("code", "office", "number")]
    with_office_unnumbered: Annotated[Text, phrase("code", "office")]
    with_office_number_later: Annotated[Text, phrase("code", "office")]
    in_dropbox: Annotated[Text, phrase("code", "turn_to")]  #: kept in a folder; no office has it
    unsure: Annotated[Text, phrase("code", "office", "turn_to")]
    in_progress: Annotated[Text, phrase("code", "office", "said")]
    passed_on: Annotated[Text, phrase("code", "office", "said")]
    done: Annotated[Text, phrase("code", "office", "said")]
    dead: Annotated[Text, phrase("code", "office", "turn_to")]
    withdrawn: Coded


class News(Content):
    """What the citizen is told without having asked."""

    delayed: Annotated[Text, phrase("code", "office")]
    overdue: Annotated[Text, phrase("code", "office", "date", "turn_to")]
    is_it_done: Coded
    rerouted: Annotated[Text, phrase("code", "office", "next")]
    due: Annotated[Text, phrase("date")]
    due_unknown: Plain
    photo_lost: Coded
    yes_done: Plain  #: a button
    not_done: Plain  #: a button
    follow: Plain  #: a button: look at the ticket


class OfficeNames(Content):
    """Where each way leads, as in "gửi tới …"."""

    gopy: Plain
    open311: Plain
    mail: Annotated[Text, phrase("address")]
    webhook: Plain
    dropbox: Plain


class Alerts(Content):
    """What those who run the bot are told until it is put right."""

    dead: Annotated[Text, phrase("count", "codes")]
    unsure: Annotated[Text, phrase("count", "codes")]
    down: Annotated[Text, phrase("office", "since")]
    gone: Annotated[Text, phrase("count", "route")]
    guest_tickets: Annotated[Text, phrase("count", "most")]
    guest_photos: Annotated[Text, phrase("count", "most")]


class FeedbackWords(Content):
    """The words of the conversation that makes a ticket."""

    offices: OfficeNames
    states: States
    news: News
    alerts: Alerts
