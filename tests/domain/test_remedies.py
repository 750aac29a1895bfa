"""What mends a finding: each way that is worked out does mend it, and says so."""

from datetime import date

import pytest

from fravaertui.backend.demo.clinics import demo_files
from fravaertui.domain.changes import evaluate
from fravaertui.domain.citizen_view import State, service_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.findings import Finding, FindingCode, findings
from fravaertui.domain.findings.finding import RemedyKind
from fravaertui.domain.findings.remedies import MOST_REMEDIES, remedies

TODAY = date(2026, 11, 22)
FOUND = [(finding, file) for file in demo_files(TODAY) for finding in findings(file, TODAY)]
IDS = [finding.key for finding, _ in FOUND]


@pytest.mark.parametrize(("finding", "file"), FOUND, ids=IDS)
def test_changes_that_mend_a_finding_may_be_made_and_take_it_away(
    finding: Finding, file: ClinicFile
) -> None:
    found = remedies(finding, file, TODAY)
    assert 0 < len(found) <= MOST_REMEDIES
    for remedy in found:
        if remedy.changes:
            outcome = evaluate(remedy.changes, file, TODAY)
            assert outcome.allowed
            assert outcome.file == remedy.after
            assert finding.key not in {one.key for one in findings(outcome.file, TODAY)}


def test_an_absence_that_meets_a_substitute_gives_way_or_the_substitute_does() -> None:
    finding, file = next(f for f in FOUND if f[0].code is FindingCode.ABSENCE_CLOSES_COVERED)
    opened, without_cover = remedies(finding, file, TODAY)
    assert [opened.kind, without_cover.kind] == [RemedyKind.FIX, RemedyKind.END_COVER]
    met = [
        service_view(after, finding.practitioner or 0, service, TODAY).state
        for after in (opened.after, without_cover.after)
        if after
        for service in finding.services[:1]
    ]
    assert met == [State.SUBSTITUTE, State.CLOSED]


@pytest.mark.parametrize("code", [FindingCode.OFF_IN_EPJ, FindingCode.STILL_OFF])
def test_absence_makes_what_is_off_closed_instead_of_not_shown(code: FindingCode) -> None:
    finding, file = next(f for f in FOUND if f[0].code is code)
    [added] = [r for r in remedies(finding, file, TODAY) if r.kind is RemedyKind.ADD_ABSENCE]
    assert added.after
    for one, state in ((file, State.NOT_SHOWN), (added.after, State.CLOSED)):
        views = [service_view(one, finding.practitioner or 0, s, TODAY) for s in finding.services]
        assert {view.state for view in views} == {state}
    assert added.changes == (), "the days are typed in the form"
