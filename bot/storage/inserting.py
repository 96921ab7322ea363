"""The insert of either database."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

_MAKERS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

if TYPE_CHECKING:
    import sqlalchemy as sa
    from sqlalchemy.ext.asyncio import AsyncConnection


@cache
def insert_once(dialect: str, table: sa.Table) -> Any:
    """Return an insert that drops what is there already; made once for each table."""
    return _MAKERS[dialect](table).on_conflict_do_nothing()


@cache
def insert_or_change(dialect: str, table: sa.Table) -> Any:
    """Return an insert that changes a row of the same primary key; made once for each table."""
    statement = _MAKERS[dialect](table)
    keys = [column.name for column in table.primary_key]
    changed = {c.name: c for c in statement.excluded if c.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def insert(connection: AsyncConnection, table: sa.Table) -> Any:
    """Return the insert of the dialect, which knows ON CONFLICT."""
    return _MAKERS[connection.dialect.name](table)
