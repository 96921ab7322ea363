"""What an Open311 office knows: its services, and the requests it has taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.demo_office.form import Form


@dataclass(frozen=True)
class Attribute:
    """A further question about requests of one service."""

    code: str
    description: str
    datatype: str = "string"  #: string, number, singlevaluelist or multivaluelist
    is_required: bool = False
    values: tuple[tuple[str, str], ...] = ()  #: key and name of each choice


@dataclass(frozen=True)
class Service:
    """Something citizens can ask for."""

    code: str
    name: str
    description: str
    group: str
    keywords: str
    attributes: tuple[Attribute, ...] = ()


SERVICES = (
    Service(
        "O_GA",
        "Ổ gà, mặt đường hỏng",
        "Mặt đường lún, nứt, có ổ gà",
        "hạ tầng",
        "đường,ổ gà,lún",
        (
            Attribute("do_sau", "Độ sâu, xen-ti-mét", "number", is_required=True),
            Attribute(
                "mat_duong",
                "Loại mặt đường",
                "singlevaluelist",
                values=(("nhua", "Nhựa"), ("be_tong", "Bê tông"), ("dat", "Đất")),
            ),
        ),
    ),
    Service("RAC", "Rác thải", "Rác chưa được thu gom", "môi trường", "rác,vệ sinh"),
    Service("DEN", "Đèn đường", "Đèn đường không sáng", "hạ tầng", "đèn,chiếu sáng"),
)


@dataclass(frozen=True)
class Office311:
    """What does not change while an office runs."""

    services: Mapping[str, Service]
    api_key: str
    jurisdictions: tuple[str, ...]


@dataclass(frozen=True)
class ServiceRequest:
    """What a citizen asked for, and how far it is."""

    id: int | str
    service: Service
    form: Form
    at: datetime
    updated_at: datetime
    token: str = ""
    status: str = "open"
    notes: str = ""

    def get(self, field: str) -> str:
        """Return a posted field, or nothing."""
        return self.form.fields.get(field, "")
