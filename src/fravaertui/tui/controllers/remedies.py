"""What mends a finding, begun at its clinic: a question about the changes, or a form to fill in."""

from datetime import date

from textual.message import Message

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import LATEST_DAY
from fravaertui.domain.findings import Finding, FindingCode, findings
from fravaertui.domain.findings.finding import RemedyKind
from fravaertui.domain.findings.remedies import Remedy, remedies
from fravaertui.session.drafts.absence import AbsenceDraft
from fravaertui.session.drafts.substitute import SubstituteDraft
from fravaertui.session.state import SessionState
from fravaertui.texts.dates import short_day
from fravaertui.texts.findings import finding_title
from fravaertui.texts.findings.remedies import remedy_phrase
from fravaertui.tui.forms.absence import AbsenceForm
from fravaertui.tui.forms.information import InfoForm
from fravaertui.tui.forms.substitute import CoverForm
from fravaertui.tui.messages import AskChange, OpenForm, ShowSetUp, Tell
from fravaertui.tui.panes.findings import finding_lines
from fravaertui.tui.widgets.text_view import BLANK, line


def begin(
    finding: Finding, chosen: Remedy, file: ClinicFile, state: SessionState, on: date | None
) -> Message:
    """Return what is asked of the workbench to mend a finding the way that was chosen.

    `on` is the coming day that the finding was found for, None today.
    That is to say so when it is not a way any more; nothing is saved without being asked about.
    """
    words = state.words
    found = {one.fingerprint for one in findings(file, on or state.today)}
    there = remedies(finding, file, state.today) if finding.fingerprint in found else ()
    if (chosen.kind, chosen.changes) not in [(one.kind, one.changes) for one in there]:
        message = words("The clinic was changed meanwhile. Look at the finding again.")
        return Tell(line((message, "warning")))
    if chosen.changes:
        phrase = line((remedy_phrase(chosen, finding, file, words), "strong"))
        lines = [*finding_lines(finding, (), state), BLANK, phrase]
        return AskChange(finding_title(finding, words), lines, chosen.changes)
    if not file.practitioners:
        return Tell(line((words("No practitioner is registered at this clinic."), "warning")))
    return _form(chosen.kind, finding, file, state)


def _form(kind: RemedyKind, finding: Finding, file: ClinicFile, state: SessionState) -> Message:
    """Return the form in which the finding is mended, filled in as far as that is known."""
    words = state.words
    absence = next((a for a in file.absences if a.id in finding.records), None)
    substitute = next((s for s in file.substitutes if s.id in finding.records), None)
    if kind is RemedyKind.ADD_ABSENCE:
        away = AbsenceDraft(practitioner=finding.practitioner, services=finding.services)
        return OpenForm(AbsenceForm, words("Add absence"), lambda form: form.retype(away))
    if kind is RemedyKind.ADD_SUBSTITUTE:
        cover = _cover(finding)
        return OpenForm(CoverForm, words("Set a substitute"), lambda form: form.retype(cover))
    if kind is RemedyKind.CHANGE_ABSENCE and absence:
        return OpenForm(
            AbsenceForm, words("Change absence"), lambda form: form.amend(absence, focus="ends")
        )
    if kind is RemedyKind.CHANGE_SUBSTITUTE and substitute:
        return OpenForm(
            CoverForm,
            words("Change the substitute"),
            lambda form: form.amend(substitute, focus="ends"),
        )
    if substitute:
        return ShowSetUp(substitute.id)
    return OpenForm(InfoForm, words("Information to patients"), InfoForm.start)


def _cover(finding: Finding) -> SubstituteDraft:
    """Return a cover of the finding's days and services, where it is those that nobody covers."""
    if finding.code is not FindingCode.SOME_SERVICES:
        return SubstituteDraft(practitioner=finding.practitioner)
    first, last = finding.days[0], finding.days[-1]
    return SubstituteDraft(
        practitioner=finding.practitioner,
        starts=short_day(first),
        ends="" if last == LATEST_DAY else short_day(last),
        services=finding.services,
    )
