"""The guards in the database, by dialect; their names are those in `tables`.

A guard breaks as an IntegrityError that carries its name. The names and the statements belong to
the migrations that use them: a later change is a new function.
"""

from alembic import op

_OVERLAP = """
CREATE TRIGGER absence_no_overlap_{event} BEFORE {event} ON absence
WHEN NEW.source = 'desk'
BEGIN
    SELECT RAISE(ABORT, 'absence_no_overlap')
    FROM absence
    WHERE clinic = NEW.clinic
      AND practitioner IS NEW.practitioner
      AND service = NEW.service
      AND source = 'desk'
      AND id <> NEW.id
      AND starts <= NEW.ends
      AND ends >= NEW.starts;
END
"""

# Compared by the day, both ends included. No practitioner means the whole clinic.
_EXCLUDED = """
ALTER TABLE absence ADD CONSTRAINT absence_no_overlap EXCLUDE USING gist (
    clinic WITH =,
    (coalesce(practitioner, 0)) WITH =,
    service WITH =,
    daterange(starts, ends, '[]') WITH &&
) WHERE (source = 'desk')
"""

_APPEND_ONLY = """
CREATE TRIGGER change_log_append_only_{event} BEFORE {event} ON change_log
BEGIN
    SELECT RAISE(ABORT, 'change_log_append_only');
END
"""

# INSERT OR REPLACE takes rows away without asking the trigger on deletion.
_NOT_REPLACED = """
CREATE TRIGGER change_log_append_only_insert BEFORE INSERT ON change_log
BEGIN
    SELECT RAISE(ABORT, 'change_log_append_only')
    FROM change_log
    WHERE number = NEW.number
       OR (clinic = NEW.clinic AND version_after = NEW.version_after);
END
"""

_VENDOR_KEPT = """
CREATE TRIGGER vendor_append_only_{event} BEFORE {event} ON vendor
BEGIN
    SELECT RAISE(ABORT, 'vendor_append_only');
END
"""

_MARKS_KEPT = """
CREATE TRIGGER finding_mark_append_only_{event} BEFORE {event} ON finding_mark
BEGIN
    SELECT RAISE(ABORT, 'finding_mark_append_only');
END
"""

# 23514 is the code of a broken CHECK, which drivers raise as an IntegrityError.
_REFUSAL = """
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = '23514', CONSTRAINT = TG_ARGV[0];
END
$$
"""

_ROWS_KEPT = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_rewriting('{table}_append_only')
"""

_TABLE_KEPT = """
CREATE TRIGGER {table}_append_only_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting('{table}_append_only')
"""

_NO_OVERLAP_STATEMENTS = {
    "sqlite": [_OVERLAP.format(event=event) for event in ("insert", "update")],
    "postgresql": ["CREATE EXTENSION IF NOT EXISTS btree_gist", _EXCLUDED],
}
_APPEND_ONLY_STATEMENTS = {
    "postgresql": [
        _REFUSAL,
        _ROWS_KEPT.format(table="change_log"),
        _TABLE_KEPT.format(table="change_log"),
    ],
    "sqlite": [
        _APPEND_ONLY.format(event="update"),
        _APPEND_ONLY.format(event="delete"),
        _NOT_REPLACED,
    ],
}
_NO_REWRITING_STATEMENTS = {
    "postgresql": [
        statement.format(table=table)
        for table in ("vendor", "finding_mark")
        for statement in (_ROWS_KEPT, _TABLE_KEPT)
    ],
    "sqlite": [
        statement.format(event=event)
        for statement in (_VENDOR_KEPT, _MARKS_KEPT)
        for event in ("update", "delete")
    ],
}


def no_overlap() -> None:
    """Refuse days that overlap, for one service of one practitioner or of the whole clinic.

    Rule A4: only what the desk registers is guarded. Records from outside may overlap.
    """
    _run(_NO_OVERLAP_STATEMENTS)


def append_only() -> None:
    """Refuse to change or remove rows of the change log (rule W2)."""
    _run(_APPEND_ONLY_STATEMENTS)


def no_rewriting() -> None:
    """Refuse to change or remove vendors' versions and marks on findings (rule W2)."""
    _run(_NO_REWRITING_STATEMENTS)


def _run(statements: dict[str, list[str]]) -> None:
    for statement in statements[op.get_context().dialect.name]:
        op.execute(statement)
