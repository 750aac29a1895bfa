"""Substitute set-up, the vendor table, and findings with agents' marks."""

import sqlalchemy as sa
from alembic import op

from fravaertui.backend.store.migrations import guards

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add to the first tables, and make those for set-up, vendors and findings."""
    _added_columns()
    _set_up()
    _findings()
    guards.no_rewriting()


def _known(name: str, *, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(20), nullable=False, server_default=default)


def _clinic() -> sa.Column[int]:
    return sa.Column("clinic", sa.BigInteger, sa.ForeignKey("clinic.her_id"), nullable=False)


def _added_columns() -> None:
    """Add the new columns; existing rows get the value for unknown."""
    vendor = sa.Column("epj_vendor", sa.String(40), nullable=False, server_default="")
    op.add_column("clinic", vendor)
    no = sa.false()
    op.add_column(
        "practitioner", sa.Column("without_gp", sa.Boolean, nullable=False, server_default=no)
    )
    op.add_column("practitioner", _known("practitioner_overview", default="unknown"))
    op.add_column("substitute", sa.Column("her_id", sa.BigInteger))
    op.add_column("substitute", _known("own_list", default="unknown"))


def _set_up() -> None:
    op.create_table(
        "step_report",
        _clinic(),
        sa.Column("substitute", sa.Uuid, nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        _known("known"),
        sa.Column("seen_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("clinic", "substitute", "step"),
    )
    op.create_table(
        "vendor",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("name", sa.String(200), nullable=False),
        _known("offers_temporary_absence"),
        _known("offers_list_without_gp"),
        _known("demands_party"),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("source_date", sa.Date),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("code", "version"),
    )


def _findings() -> None:
    op.create_table(
        "diagnosis",
        _clinic(),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("clinic", "day"),
    )
    op.create_index("diagnosis_day", "diagnosis", ["day"])
    op.create_table(
        "finding",
        _clinic(),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("fingerprint", sa.String(16), nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("severity", sa.String(20), nullable=False),
        sa.Column("owner", sa.String(20), nullable=False),
        sa.Column("practitioner", sa.BigInteger),
        sa.Column("services", sa.JSON, nullable=False),
        sa.Column("days", sa.JSON, nullable=False),
        sa.Column("records", sa.JSON, nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "day", "key", "fingerprint"),
    )
    order = ["day", "rank", "key", "clinic", "fingerprint"]
    op.create_index("finding_order", "finding", order)
    op.create_table(
        "finding_mark",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(),
            primary_key=True,
        ),
        _clinic(),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("fingerprint", sa.String(16), nullable=False),
        sa.Column("mark", sa.String(20), nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("case_reference", sa.String(64)),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("finding_mark_finding", "finding_mark", ["clinic", "key", "fingerprint"])
