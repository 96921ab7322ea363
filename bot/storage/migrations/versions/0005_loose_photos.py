"""Photos of drafts are counted at each upload: an index of them alone."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the index."""
    is_loose = sa.text("ticket IS NULL")
    op.create_index(
        "photos_loose",
        "photos",
        ["created_at"],
        sqlite_where=is_loose,
        postgresql_where=is_loose,
    )
