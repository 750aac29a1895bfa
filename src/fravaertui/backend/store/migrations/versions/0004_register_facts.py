"""What registers say of clinics and practitioners, and the imports it came with."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns; of what is there already no register has said anything."""
    for name, length in (
        ("street", 200),
        ("postal_code", 4),
        ("postal_place", 40),
        ("municipality_code", 4),
    ):
        op.add_column("clinic", _text(name, length))
    for name in ("starts", "ends"):
        op.add_column("clinic", sa.Column(name, sa.Date))
    for table in ("clinic", "practitioner"):
        op.add_column(table, _text("source", 40))
        op.add_column(table, sa.Column("as_of", sa.Date))
    set_up = sa.Column("set_up", sa.String(20), nullable=False, server_default="desk")
    op.add_column("practitioner", set_up)
    op.add_column("practitioner", sa.Column("set_up_as_of", sa.Date))
    _batches()


def _batches() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("as_of", sa.Date),
        sa.Column("is_whole", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("reverts", sa.Uuid),
    )
    op.create_index("batch_reverts", "batch", ["reverts"])
    op.create_table(
        "import_plan",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.add_column("change_log", sa.Column("batch", sa.Uuid))
    op.create_index("change_log_batch", "change_log", ["batch"])


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False, server_default="")
