"""Clinic files that have been loaded before, and are used again while nothing of them is changed.

Loading a file takes ten queries, and telling that it is still the same takes two. What may be kept
is only what is committed: a version that was rolled back comes again with other contents.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import Connection, bindparam, func, select

from fravaertui.backend.store import clinic_files, tables
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.model import Confirmed

MOST_FILES = 128
"""Some 30 KB each; the one used longest ago is dropped first."""

_VENDOR = (
    select(func.max(tables.vendor.c.version))
    .where(tables.vendor.c.code == tables.clinic.c.epj_vendor)
    .scalar_subquery()
)
_STAMP = select(tables.clinic.c.version, _VENDOR).where(
    tables.clinic.c.her_id == bindparam("clinic")
)


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What a file's contents follow from: its own version, its vendor's, and what is confirmed."""

    version: int
    vendor: int | None
    confirmed: tuple[Confirmed, ...]


class KeptFiles:
    """The files of a database that were loaded last; safe to use from several threads at once."""

    def __init__(self) -> None:
        """Start with none."""
        self._files: OrderedDict[int, tuple[_Stamp, ClinicFile]] = OrderedDict()
        self._lock = Lock()

    def load(self, connection: Connection, her_id: int) -> ClinicFile | None:
        """Return the clinic's file as it is now, None when there is no such clinic.

        The connection must not have changed it yet. Raises Unreadable.
        """
        stamp = _stamp(connection, her_id)
        if stamp is None:
            return None
        with self._lock:
            kept = self._files.get(her_id)
        if kept and kept[0] == stamp:
            return kept[1]
        file = clinic_files.load(connection, her_id)
        if file and (file.version, file.confirmed) == (stamp.version, stamp.confirmed):
            self._keep(stamp, file)
        return file

    def committed(self, before: ClinicFile, file: ClinicFile) -> None:
        """Keep what a file has become, now that the transaction has ended well.

        `before` is the file as it was given: where another has been loaded since, its vendor's
        entry may be newer than the one that the changed file shows.
        """
        with self._lock:
            kept = self._files.get(file.clinic.her_id)
        if kept and kept[1] is before and before.clinic.epj_vendor == file.clinic.epj_vendor:
            self._keep(_Stamp(file.version, kept[0].vendor, file.confirmed), file)

    def _keep(self, stamp: _Stamp, file: ClinicFile) -> None:
        her_id = file.clinic.her_id
        with self._lock:
            self._files.pop(her_id, None)
            self._files[her_id] = (stamp, file)
            if len(self._files) > MOST_FILES:
                self._files.popitem(last=False)


def _stamp(connection: Connection, her_id: int) -> _Stamp | None:
    found = connection.execute(_STAMP, {"clinic": her_id}).first()
    if found is None:
        return None
    return _Stamp(found[0], found[1], clinic_files.confirmed(connection, her_id))
