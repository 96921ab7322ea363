"""A ticket is forgotten when it has no photos any more: an index to find them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the index."""
    is_sent = sa.text("ticket IS NOT NULL")
    op.create_index(
        "photos_sent", "photos", ["ticket"], sqlite_where=is_sent, postgresql_where=is_sent
    )
