"""A posted form as an office reads it: fields and files, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from aiohttp.web import FileField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

LARGEST_FORM = 20 * 1024**2  #: bytes; no office tells its limit


@dataclass(frozen=True)
class Photo:
    """A file somebody posted."""

    field: str
    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Form:
    """What somebody posted: each field with all its values, and the files."""

    values: Mapping[str, tuple[str, ...]]
    photos: tuple[Photo, ...] = ()

    @property
    def fields(self) -> Mapping[str, str]:
        """Each field with its first value."""
        return MappingProxyType({name: values[0] for name, values in self.values.items()})

    @property
    def repeated(self) -> list[str]:
        """The fields that came more than once."""
        return [name for name, values in self.values.items() if len(values) > 1]


async def read_form(request: web.Request) -> Form:
    """Read a form, urlencoded or multipart."""
    values: dict[str, tuple[str, ...]] = {}
    photos = []
    for name, value in (await request.post()).items():
        if isinstance(value, FileField):
            photos.append(_photo(name, value))
        else:
            text = value if isinstance(value, str) else bytes(value).decode()
            values[name] = (*values.get(name, ()), text)
    return Form(MappingProxyType(values), tuple(photos))


def _photo(name: str, file: FileField) -> Photo:
    with file.file as source:
        return Photo(name, file.filename, file.content_type, source.read())
