"""The database's own id, and a place to try whether there is room."""

import sqlalchemy as sa
from alembic import op

from fravaertui.backend.store import identity

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Give the database its id, and add the table for trying."""
    table = op.create_table(
        "identity",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(20), nullable=False),
    )
    op.bulk_insert(table, [{"number": 1, "id": identity.new()}])
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "probe",
        sa.Column("number", number, sa.Identity(), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
