"""Clinic files, their history, first answers and the directory's revision."""

import sqlalchemy as sa
from alembic import op

from fravaertui.backend.store.migrations import guards

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    _clinics()
    _absences()
    _substitutes()
    _bookkeeping()
    guards.no_overlap()
    guards.append_only()


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _clinic() -> sa.Column[int]:
    return sa.Column("clinic", sa.BigInteger, sa.ForeignKey("clinic.her_id"), nullable=False)


def _clinics() -> None:
    op.create_table(
        "clinic",
        sa.Column("her_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("organisation_number", sa.String(13), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("municipality", sa.String(40), nullable=False),
        sa.Column("patient_information", sa.String(200), nullable=False),
    )
    op.create_table(
        "practitioner",
        _clinic(),
        sa.Column("her_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hpr_number", sa.Integer),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("starts", sa.Date),
        sa.Column("ends", sa.Date),
    )
    op.create_index("practitioner_clinic", "practitioner", ["clinic"])
    op.create_table(
        "offer",
        sa.Column("number", _number(), sa.Identity(), primary_key=True),
        _clinic(),
        sa.Column("practitioner", sa.BigInteger, nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("starts", sa.Date),
        sa.Column("ends", sa.Date),
    )
    op.create_index("offer_clinic", "offer", ["clinic", "practitioner", "service"])


def _absences() -> None:
    op.create_table(
        "absence",
        _clinic(),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("practitioner", sa.BigInteger),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("starts", sa.Date, nullable=False),
        sa.Column("ends", sa.Date, nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "id", "service"),
    )
    op.create_index("absence_guard", "absence", ["clinic", "practitioner", "service", "starts"])


def _substitutes() -> None:
    op.create_table(
        "substitute",
        _clinic(),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("practitioner", sa.BigInteger, nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("hpr_number", sa.Integer),
        sa.Column("starts", sa.Date, nullable=False),
        sa.Column("ends", sa.Date),
        sa.PrimaryKeyConstraint("clinic", "id", "service"),
    )
    op.create_table(
        "epj_state",
        _clinic(),
        sa.Column("practitioner", sa.BigInteger, nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("switched_off", sa.Boolean, nullable=False),
        sa.Column("seen_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("clinic", "practitioner", "service"),
    )


def _bookkeeping() -> None:
    directory = op.create_table(
        "directory",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(directory, [{"number": 1, "revision": 0}])
    op.create_table(
        "change_log",
        sa.Column("number", _number(), sa.Identity(), primary_key=True),
        _clinic(),
        sa.Column("version_before", sa.BigInteger, nullable=False),
        sa.Column("version_after", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("case_reference", sa.String(64)),
        sa.Column("request", sa.JSON, nullable=False),
        sa.Column("removed", sa.JSON, nullable=False),
        sa.Column("added", sa.JSON, nullable=False),
        sa.UniqueConstraint("clinic", "version_after", name="change_log_version"),
    )
    op.create_table(
        "first_answer",
        sa.Column("agent", sa.String(200), primary_key=True),
        sa.Column("key", sa.String(128), primary_key=True),
        sa.Column("request_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("version", sa.BigInteger),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("first_answer_at", "first_answer", ["at"])
