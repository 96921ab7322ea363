"""How much guests send a day, all together."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "guest_days",
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("tickets", sa.Integer, nullable=False),
        sa.Column("photo_bytes", sa.BigInteger, nullable=False),
    )
