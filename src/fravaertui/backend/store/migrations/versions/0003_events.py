"""Events for listeners, and who has which clinic open."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "event",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(),
            primary_key=True,
        ),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("event_at", "event", ["at"])
    op.create_table(
        "presence",
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("terminal", sa.Uuid, nullable=False),
        sa.Column("clinic", sa.BigInteger, sa.ForeignKey("clinic.her_id"), nullable=False),
        sa.Column("doing", sa.String(20), nullable=False),
        sa.Column("since", sa.DateTime, nullable=False),
        sa.Column("seen", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("agent", "terminal"),
    )
    op.create_index("presence_clinic", "presence", ["clinic"])
