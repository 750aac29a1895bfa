"""What mends a finding, in words."""

from fravaertui.domain.changes.resolutions import Way
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.findings import Finding
from fravaertui.domain.findings.finding import RemedyKind
from fravaertui.domain.findings.remedies import Remedy
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.findings import fix_sentence
from fravaertui.texts.substitutes import way_phrase

_FORMS = {
    RemedyKind.ADD_ABSENCE: msgid(
        "The GP is away: add absence, so that citizens get a reason and a date"
    ),
    RemedyKind.CHANGE_ABSENCE: msgid("Change the absence yourself"),
    RemedyKind.ADD_SUBSTITUTE: msgid("Set a substitute for those days"),
    RemedyKind.CHANGE_SUBSTITUTE: msgid("Change the substitute yourself"),
    RemedyKind.SET_UP: msgid("Go through the steps of the substitute's set-up"),
    RemedyKind.CHANGE_TEXT: msgid("Change the surgery's own text"),
}


def remedy_phrase(remedy: Remedy, finding: Finding, file: ClinicFile, words: Words) -> str:
    """Return what is done about the finding, for its number and its question."""
    match remedy.kind:
        case RemedyKind.FIX:
            return fix_sentence(finding, remedy.changes, file, words)
        case RemedyKind.END_COVER:
            return way_phrase(Way.END_COVER, words)
        case form:
            return words(_FORMS[form])
