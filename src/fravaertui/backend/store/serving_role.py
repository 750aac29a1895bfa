"""The rights of the role that serves, on PostgreSQL: those that its work takes, and no more.

The tables belong to the role that migrates. Whoever gets hold of a server's connection can then
write what a server writes, but neither rewrite nor remove the history, nor what guards it.
"""

from sqlalchemy import Connection, Engine, text

from fravaertui.backend.store.migrate import NotOurs
from fravaertui.backend.store.transactions import reading

_READ = "SELECT"
_ADD = "SELECT, INSERT"
_REPLACE = "SELECT, INSERT, DELETE"
"""What is changed is removed and added again."""

RIGHTS = {
    "alembic_version": _READ,
    "identity": _READ,
    "change_log": _ADD,
    "finding_mark": _ADD,
    "vendor": _ADD,
    "batch": f"{_ADD}, UPDATE (counts)",
    "clinic": f"{_ADD}, UPDATE",
    "directory": f"{_READ}, UPDATE",
    "absence": _REPLACE,
    "confirmation": _REPLACE,
    "diagnosis": _REPLACE,
    "epj_state": _REPLACE,
    "event": _REPLACE,
    "finding": _REPLACE,
    # Whoever removes old answers locks them first, which takes the right to change something.
    "first_answer": f"{_REPLACE}, UPDATE (at)",
    "import_plan": _REPLACE,
    "offer": _REPLACE,
    "practitioner": _REPLACE,
    "presence": f"{_REPLACE}, UPDATE",
    "probe": _REPLACE,
    "step_report": _REPLACE,
    "substitute": _REPLACE,
}
"""What it may do with each table, as GRANT says it."""

_MAY_ALL = text(
    "SELECT pg_has_role(CAST(:role AS name), relowner, 'MEMBER'), "
    "pg_has_role(current_user, relowner, 'USAGE') "
    "FROM pg_class WHERE oid = CAST('change_log' AS regclass)"
)
_MAY_NOT = text(
    "SELECT EXISTS (SELECT FROM unnest(CAST(:tables AS text[])) AS name "
    "WHERE NOT has_table_privilege(name, 'SELECT'))"
)


class NoRoles(NotOurs):
    """The database is a file, which has no roles."""


class RoleOfOwner(NotOurs):
    """The role can do all that the owner of the tables can: nothing would be kept from it."""


class NotOwner(NotOurs):
    """The role that we are does not own the tables, so it has no rights to give."""


class RightsMissing(NotOurs):
    """The role that we are may not read all tables."""


def grant(connection: Connection, role: str) -> None:
    """Give a role these rights, in place of any others that it has.

    Raises NoRoles, RoleOfOwner or NotOwner.
    """
    if connection.dialect.name != "postgresql":
        raise NoRoles("only a database on a PostgreSQL server has roles")
    role_may_all, we_may_all = connection.execute(_MAY_ALL, {"role": role}).one()
    if role_may_all:
        raise RoleOfOwner("that role may do all that the owner of the tables may")
    if not we_may_all:  # the server would only warn
        raise NotOwner("only the owner of the tables may give rights to them")
    quoted = connection.dialect.identifier_preparer.quote_identifier(role)
    for table, rights in RIGHTS.items():
        connection.execute(text(f"REVOKE ALL ON {table} FROM {quoted}"))
        connection.execute(text(f"GRANT {rights} ON {table} TO {quoted}"))


def require_rights(engine: Engine) -> None:
    """Raise RightsMissing unless the role that we are may read all tables."""
    with reading(engine) as connection:
        if connection.scalar(_MAY_NOT, {"tables": list(RIGHTS)}):
            raise RightsMissing(
                "this role may not use all tables; run `fravaertui migrate --serve-as ROLE`"
            )
