"""Since when nothing more is sent of a ticket: its photos are kept for a term from then on."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_UNDER_WAY = ("kept", "sending")


def upgrade() -> None:
    """Add the column, and fill it from what the tickets say of themselves."""
    op.add_column("tickets", sa.Column("settled_at", sa.BigInteger))
    op.create_index("tickets_settled", "tickets", ["settled_at"])
    names = ("code", "state", "updated_at", "settled_at", "body")
    tickets = sa.table("tickets", *(sa.column(name) for name in names))
    connection = op.get_bind()
    settled = sa.select(tickets).where(tickets.c.state.not_in(_UNDER_WAY))
    for row in connection.execute(settled).all():
        is_it = tickets.c.code == row.code
        connection.execute(tickets.update().where(is_it).values(settled_at=_settled_at(row)))


def _settled_at(row: Any) -> int:
    """Return when an office took it or it was given up, in microseconds; else its last change."""
    ticket = json.loads(row.body)
    told = ticket.get("delivered_at") or ticket.get("closed_at")
    return round(datetime.fromisoformat(told).timestamp() * 1_000_000) if told else row.updated_at
