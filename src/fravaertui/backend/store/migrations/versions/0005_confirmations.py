"""What registers have said again, who is known to hold a list, and clinics that were withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns and the table; who was there already was registered as a GP."""
    holds_list = sa.Column("holds_list", sa.String(20), nullable=False, server_default="yes")
    op.add_column("practitioner", holds_list)
    withdrawn = sa.Column("withdrawn", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("clinic", withdrawn)
    op.create_table(
        "confirmation",
        sa.Column("clinic", sa.BigInteger, sa.ForeignKey("clinic.her_id"), nullable=False),
        sa.Column("party", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("set_up", sa.Boolean, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("batch", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("party", "set_up"),
    )
    op.create_index("confirmation_clinic", "confirmation", ["clinic"])
    op.create_index("confirmation_batch", "confirmation", ["batch"])
