"""A feedback as an Open311 form: only fields that the standard or the service names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import FormData

from bot.errors import PermanentDeliveryError
from bot.forwarders.letter import REPEAT, point_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.feedback import Feedback
    from bot.forwarders.open311_services import Attribute, Service

Fields = list[tuple[str, str]]


def fields_of(
    feedback: Feedback, service: Service, answers: Mapping[str, tuple[str, ...]]
) -> Fields:
    """Return the fields of the form, none of them empty; *answers* are values by attribute.

    Raises:
        PermanentDeliveryError: the service asks for something nobody has an answer to.
    """
    sender = feedback.sender
    family, _, given = sender.name.rpartition(" ")  # the given name of a Vietnamese comes last
    fields = {
        "service_code": service.code,
        **_place(feedback),
        "description": description_of(feedback),
        "first_name": given,
        "last_name": family,
        "phone": sender.phone,
        "email": sender.email,
    }
    told = [(name, value) for name, value in fields.items() if value]
    return [*told, *_attributes(service.attributes, answers)]


def form_of(fields: Fields, feedback: Feedback, photo_field: str) -> FormData:
    """Return the form, urlencoded as the standard says, or multipart with photos.

    The standard has no room for a file. Both servers that were tried take files beside the
    fields, under whatever name.
    """
    form = FormData(fields)
    for count, photo in enumerate(feedback.photos if photo_field else (), 1):
        form.add_field(
            f"{photo_field}{count}",
            photo.content,
            filename=photo.name,
            content_type=photo.media_type,
        )
    return form


def description_of(feedback: Feedback) -> str:
    """Return the text of a request: the ticket code first, then what the form has no field for."""
    mark = _mark(feedback.code)
    lines = [f"{mark} {REPEAT}" if feedback.is_repeat else mark, feedback.what]
    if feedback.where:
        lines.append(f"Nơi xảy ra: {feedback.where}")
    if feedback.happened:
        lines.append(f"Thời điểm xảy ra: {feedback.happened}")
    return "\n".join(lines)


def is_marked(description: object, code: str) -> bool:
    """Tell whether a description is that of a feedback; one that only mentions its code is not."""
    return isinstance(description, str) and description.lstrip().startswith(_mark(code))


def _mark(code: str) -> str:
    return f"[{code}]"


def _place(feedback: Feedback) -> dict[str, str]:
    if feedback.location:
        return dict(zip(("lat", "long"), point_of(feedback.location).split(","), strict=True))
    return {"address_string": feedback.where}


def _attributes(
    attributes: tuple[Attribute, ...], answers: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    for each in attributes:
        if each.is_required and not answers.get(each.code):
            message = f"nobody answers {each.field}, which the service asks for"
            raise PermanentDeliveryError(message)
        for value in answers.get(each.code, ()):
            yield each.field, value
