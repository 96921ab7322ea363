"""What citizens ask, masked, for those who edit the answers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create the table of questions."""
    op.create_table(
        "questions",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("entry", sa.Text),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
