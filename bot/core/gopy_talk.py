"""The sentences of the conversation that makes a ticket, and of what is kept about a citizen."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.core.facts import Content, Text
from bot.core.phrases import Plain, phrase

Label = Annotated[Plain, Field(max_length=40)]
Coded = Annotated[Text, phrase("code")]


class Questions(Content):
    """What is asked for each part."""

    what: Plain
    what_again: Annotated[Text, phrase("code")]  #: a matter that is still not settled
    where: Plain
    when: Plain
    photos: Annotated[Text, phrase("most")]
    field: Plain
    sender: Annotated[Text, phrase("office")]
    name: Plain
    phone: Plain
    email: Plain


class Faults(Content):
    """What is said of an answer that cannot be taken; the part is asked again."""

    too_short: Plain
    too_long: Annotated[Text, phrase("most")]
    phone: Plain
    email: Plain
    identity_paper: Plain
    too_many_photos: Annotated[Text, phrase("most")]
    photo_lost: Plain
    photos_old: Plain
    no_photo: Plain  #: words where pictures are waited for
    no_text: Plain


class Labels(Content):
    """How the parts are called in the preview, and on the buttons that edit them."""

    what: Label
    where: Label
    when: Label
    photos: Label
    field: Label
    sender: Label
    name: Label
    phone: Label
    email: Label
    location: Label


class TalkButtons(Content):
    """The words on the buttons of the conversation."""

    begin: Label
    send_this: Label
    only_ask: Label
    go_on: Label
    note: Label
    skip: Label
    no_photos: Label
    photos_done: Label
    anonymous: Label
    named: Label
    send: Label
    edit: Label
    cancel: Label
    drop: Label
    write_on: Label
    drop_photos: Label
    begin_anew: Label
    mask: Label
    again: Label
    back: Label
    look: Label
    new: Label
    erase: Label
    erase_all: Label
    erase_keep: Label
    not_now: Label


class TalkWords(Content):
    """Everything said while feedback is taken."""

    offer: Plain
    questions: Questions
    faults: Faults
    labels: Labels
    buttons: TalkButtons
    photo_taken: Annotated[Text, phrase("count", "most")]
    place_taken: Plain
    unknown_place: Plain
    preview: Plain
    goes_to: Annotated[Text, phrase("office")]
    else_to: Annotated[Text, phrase("offices")]
    anonymous: Plain
    anonymous_contact: Plain  #: where the office wants a name all the same
    follows: Coded  #: what the office reads first of a follow-up
    nothing_else: Plain
    consent: Plain
    changed: Plain
    urgent: Plain
    private_found: Plain
    edit: Plain
    sent: Annotated[Text, phrase("code", "office")]
    sent_nowhere: Annotated[Text, phrase("code", "turn_to")]  #: where no office is connected
    sent_due: Annotated[Text, phrase("days", "date")]
    sent_note: Coded
    sent_before: Coded
    alike: Coded
    same_again: Annotated[Text, phrase("code", "turn_to")]
    stop: Plain
    open_draft: Plain
    cancelled: Plain
    too_many: Annotated[Text, phrase("most", "turn_to")]
    day_full: Annotated[Text, phrase("turn_to")]  #: of all guests together
    blocked: Annotated[Text, phrase("turn_to")]
    too_fast: Plain
    only_private: Plain
    not_here: Annotated[Text, phrase("turn_to")]
    expired: Plain
    skips: tuple[Text, ...]  #: what citizens type to leave a part out
    hides: tuple[Text, ...]  #: ... to leave their name out


class TrackWords(Content):
    """What is said to those who ask after a ticket."""

    which: Plain
    none: Plain
    unknown: Coded
    wrong: Plain
    yours: Annotated[Text, phrase("date", "what")]
    place: Annotated[Text, phrase("where")]
    photos: Annotated[Text, phrase("count")]
    number: Annotated[Text, phrase("number")]
    office_due: Annotated[Text, phrase("date")]
    repeated: Plain
    settled: Plain
    others: Plain
    not_there: Plain
    thanks: Coded
    closed: Coded
    not_yours: Plain


class MineWords(Content):
    """What is said of what is kept, and of forgetting it."""

    kept: Annotated[Text, phrase("messages", "replies", "tickets", "photos")]
    since: Annotated[Text, phrase("date")]
    draft: Plain
    nothing: Plain
    terms: Annotated[Text, phrase("talk", "tickets", "photos")]
    how: Plain
    erase: Plain
    erase_undelivered: Annotated[Text, phrase("count")]
    erased: Plain
    erased_withdrawn: Plain
    erased_kept: Plain
