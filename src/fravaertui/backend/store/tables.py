"""The current tables; `migrations` creates them, and a test compares the two.

Columns are named like the fields of the domain's models. Absences and substitutes
have one row for each service, because that is what the no-overlap guard compares (rule A4).
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
    false,
)
from sqlalchemy.engine import Dialect

from fravaertui.domain.findings import FindingCode, Severity
from fravaertui.domain.model import Known, SetUp, Source, Step
from fravaertui.domain.substitute_setup import Owner
from fravaertui.protocol.events import Activity
from fravaertui.protocol.work_queue import MarkKind

NO_OVERLAP = "absence_no_overlap"
"""The guard of rule A4, by the name an IntegrityError gives it."""

APPEND_ONLY = "change_log_append_only"
"""The guard that keeps the history from being rewritten (rule W2)."""


class Moment(TypeDecorator[datetime]):
    """A moment with its zone; stored in UTC, because not every database stores the zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Convert the moment to UTC."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Give the moment its zone back."""
        return value.replace(tzinfo=UTC) if value else None


metadata = MetaData()

_ServiceCode = String(40)
_Vendor = String(40)
_Fingerprint = String(16)
_FindingKey = String(120)
_Number = BigInteger().with_variant(Integer, "sqlite")
"""A number the database gives; SQLite does so for INTEGER only."""


def _code(codes: type[StrEnum]) -> Enum:
    """One of the domain's codes, stored as its text."""
    return Enum(
        codes,
        native_enum=False,
        length=40 if codes is Step else 20,
        values_callable=lambda codes: [code.value for code in codes],
    )


def _clinic(*, primary_key: bool = False) -> Column[int]:
    clinic = ForeignKey("clinic.her_id")
    return Column("clinic", BigInteger, clinic, nullable=False, primary_key=primary_key)


def _register() -> tuple[Column[Any], Column[Any]]:
    """Which register said so, and as of which day."""
    return Column("source", String(40), nullable=False, server_default=""), Column("as_of", Date)


clinic = Table(
    "clinic",
    metadata,
    Column("her_id", BigInteger, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
    Column("organisation_number", String(13), nullable=False),
    Column("name", String(200), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("street", String(200), nullable=False, server_default=""),
    Column("postal_code", String(4), nullable=False, server_default=""),
    Column("postal_place", String(40), nullable=False, server_default=""),
    Column("municipality_code", String(4), nullable=False, server_default=""),
    Column("municipality", String(40), nullable=False),
    Column("starts", Date),
    Column("ends", Date),
    *_register(),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    Column("patient_information", String(200), nullable=False),
    Column("epj_vendor", _Vendor, nullable=False),
)

practitioner = Table(
    "practitioner",
    metadata,
    _clinic(),
    Column("her_id", BigInteger, primary_key=True, autoincrement=False),
    Column("hpr_number", Integer),
    Column("name", String(200), nullable=False),
    Column("starts", Date),
    Column("ends", Date),
    *_register(),
    Column("without_gp", Boolean, nullable=False),
    Column("holds_list", _code(Known), nullable=False, server_default="yes"),
    Column("set_up", _code(SetUp), nullable=False, server_default="desk"),
    Column("set_up_as_of", Date),
    Column("practitioner_overview", _code(Known), nullable=False),
    Index("practitioner_clinic", "clinic"),
)

offer = Table(
    "offer",
    metadata,
    Column("number", _Number, Identity(), primary_key=True),
    _clinic(),
    Column("practitioner", BigInteger, nullable=False),
    Column("service", _ServiceCode, nullable=False),
    Column("starts", Date),
    Column("ends", Date),
    Index("offer_clinic", "clinic", "practitioner", "service"),
)

absence = Table(
    "absence",
    metadata,
    _clinic(primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("practitioner", BigInteger),
    Column("service", _ServiceCode, primary_key=True),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("source", _code(Source), nullable=False),
    Index("absence_guard", "clinic", "practitioner", "service", "starts"),
)

substitute = Table(
    "substitute",
    metadata,
    _clinic(primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("practitioner", BigInteger, nullable=False),
    Column("service", _ServiceCode, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("hpr_number", Integer),
    Column("her_id", BigInteger),
    Column("own_list", _code(Known), nullable=False),
    Column("starts", Date, nullable=False),
    Column("ends", Date),
)

epj_state = Table(
    "epj_state",
    metadata,
    _clinic(primary_key=True),
    Column("practitioner", BigInteger, primary_key=True),
    Column("service", _ServiceCode, primary_key=True),
    Column("switched_off", Boolean, nullable=False),
    Column("seen_on", Date, nullable=False),
)

step_report = Table(
    "step_report",
    metadata,
    _clinic(primary_key=True),
    Column("substitute", Uuid, primary_key=True),
    Column("step", _code(Step), primary_key=True),
    Column("known", _code(Known), nullable=False),
    Column("seen_on", Date, nullable=False),
)

vendor = Table(
    "vendor",
    metadata,
    Column("code", _Vendor, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", String(200), nullable=False),
    Column("offers_temporary_absence", _code(Known), nullable=False),
    Column("offers_list_without_gp", _code(Known), nullable=False),
    Column("demands_party", _code(Known), nullable=False),
    Column("source", String(40), nullable=False),
    Column("source_date", Date),
    Column("agent", String(200), nullable=False),
    Column("at", Moment, nullable=False),
)
"""Vendors' entries beyond those that are shipped (rule S4), every version of them."""

diagnosis = Table(
    "diagnosis",
    metadata,
    _clinic(primary_key=True),
    Column("day", Date, primary_key=True),
    Index("diagnosis_day", "day"),
)
"""Clinics and days whose findings are up to date with the clinic's file."""

finding = Table(
    "finding",
    metadata,
    _clinic(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("key", _FindingKey, primary_key=True),
    Column("fingerprint", _Fingerprint, primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("code", _code(FindingCode), nullable=False),
    Column("severity", _code(Severity), nullable=False),
    Column("owner", _code(Owner), nullable=False),
    Column("practitioner", BigInteger),
    Column("services", JSON, nullable=False),
    Column("days", JSON, nullable=False),
    Column("records", JSON, nullable=False),
    Column("text", String(200), nullable=False),
    Index("finding_order", "day", "rank", "key", "clinic", "fingerprint"),
)

finding_mark = Table(
    "finding_mark",
    metadata,
    Column("number", _Number, Identity(), primary_key=True),
    _clinic(),
    Column("key", _FindingKey, nullable=False),
    Column("fingerprint", _Fingerprint, nullable=False),
    Column("mark", _code(MarkKind), nullable=False),
    Column("until", Date),
    Column("case_reference", String(64)),
    Column("agent", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    Index("finding_mark_finding", "clinic", "key", "fingerprint"),
)
"""Agents' marks on findings; the last one for a key and fingerprint is valid."""

identity = Table(
    "identity",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(20), nullable=False),
)
"""One row: the database's own id, another one once it has been restored."""

probe = Table(
    "probe",
    metadata,
    Column("number", _Number, Identity(), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""What is written to see whether something can be."""

directory = Table(
    "directory",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("revision", BigInteger, nullable=False),
)
"""One row: how often what the directory shows has changed."""

batch = Table(
    "batch",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("agent", String(200), nullable=False),
    Column("source", String(40), nullable=False),
    Column("as_of", Date),
    Column("is_whole", Boolean, nullable=False, server_default=false()),
    Column("counts", JSON, nullable=False),
    Column("reverts", Uuid),
    Index("batch_reverts", "reverts"),
)
"""Requests at many clinics that were made as one, such as an import."""

confirmation = Table(
    "confirmation",
    metadata,
    _clinic(),
    Column("party", BigInteger, primary_key=True, autoincrement=False),
    Column("set_up", Boolean, primary_key=True),
    Column("since", Date, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("batch", Uuid, nullable=False),
    Index("confirmation_clinic", "clinic"),
    Index("confirmation_batch", "batch"),
)
"""What registers have said again, which is no change of the clinic's file; the batch says when."""

import_plan = Table(
    "import_plan",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("agent", String(200), nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Plans of imports that have been shown; the batch that one comes to has its id."""

change_log = Table(
    "change_log",
    metadata,
    Column("number", _Number, Identity(), primary_key=True),
    _clinic(),
    Column("version_before", BigInteger, nullable=False),
    Column("version_after", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("agent", String(200), nullable=False),
    Column("case_reference", String(64)),
    Column("request", JSON, nullable=False),
    Column("removed", JSON, nullable=False),
    Column("added", JSON, nullable=False),
    Column("batch", Uuid),
    UniqueConstraint("clinic", "version_after", name="change_log_version"),
    Index("change_log_batch", "batch"),
)
"""Who did what, when and for which case; guarded by `APPEND_ONLY`."""

first_answer = Table(
    "first_answer",
    metadata,
    Column("agent", String(200), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("request_hash", LargeBinary(32), nullable=False),
    Column("status", Integer, nullable=False),
    Column("version", BigInteger),
    Column("body", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    Index("first_answer_at", "at"),
)
"""The first answer to each idempotency key (rule W1)."""

event = Table(
    "event",
    metadata,
    Column("number", _Number, Identity(), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("event_at", "at"),
)
"""Events for listeners, as they are sent; removed after a while."""

presence = Table(
    "presence",
    metadata,
    Column("agent", String(200), primary_key=True),
    Column("terminal", Uuid, primary_key=True),
    _clinic(),
    Column("doing", _code(Activity), nullable=False),
    Column("since", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
    Index("presence_clinic", "clinic"),
)
"""Which clinic each terminal has open, and when it last reported."""
