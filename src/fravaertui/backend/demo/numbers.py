"""The HER-ids of the invented clinics, by which they are told from real ones."""

from fravaertui.domain.model import Clinic

HER_IDS = 99_000_000
HER_IDS_PER_CLINIC = 100
_MOST_CLINICS = 10_000


def is_invented(clinic: Clinic) -> bool:
    """Tell whether a clinic is the demo's: it has one of its numbers, and from no register."""
    number = (clinic.her_id - HER_IDS) / HER_IDS_PER_CLINIC
    return not (clinic.source or clinic.withdrawn) and 0 <= number < _MOST_CLINICS
