"""What each key press asks of the domain, without a screen."""

import gc
from datetime import timedelta
from functools import partial
from uuid import uuid4

from benchmarks.figures import Figure
from benchmarks.keys import SEARCHES
from benchmarks.place import TODAY, Place
from benchmarks.timing import Call, counting, in_turns
from fravaertui.domain.changes import AddAbsence, evaluate
from fravaertui.domain.citizen_view import citizen_view
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import STANDARD_SERVICES
from fravaertui.domain.view_changes import clinic_effects
from fravaertui.protocol.directory import Directory
from fravaertui.session.clinic_search import Index
from fravaertui.texts.citizen import citizen_page

ROUNDS = 30
HITS = 200
A_YEAR = timedelta(days=365)


def domain(place: Place) -> list[Figure]:
    """Search in the whole country; then see and change its largest clinic."""
    raw = place.fetched("/api/v1/directory")
    index = Index(place.directory)
    letters = [search[: n + 1] for search in SEARCHES for n in range(len(search))]
    file = ClinicFile.model_validate_json(place.fetched(f"/api/v1/clinics/{place.largest.her_id}"))
    who = file.practitioners[0].her_id
    away = AddAbsence(
        absence_id=uuid4(),
        practitioner=who,
        starts=TODAY + A_YEAR,
        ends=TODAY + A_YEAR + timedelta(days=20),
        services=STANDARD_SERVICES,
    )
    after = evaluate([away], file, TODAY).file
    return [
        _often("directory from JSON", "ms", partial(Directory.model_validate_json, raw), 5),
        _often("directory made ready for search", "ms", partial(Index, place.directory), 5),
        _figure("letter searched", "ms", [partial(index.search, text, HITS) for text in letters]),
        _often("citizen's view", "µs", partial(citizen_view, file, who, TODAY)),
        _often("citizen's page in words", "µs", partial(citizen_page, file, who, TODAY, "nb")),
        _often("change checked and made", "µs", partial(evaluate, [away], file, TODAY)),
        _often("all effects of a change", "µs", partial(clinic_effects, file, after, TODAY)),
    ]


def _often(name: str, unit: str, call: Call, times: int = ROUNDS) -> Figure:
    call()
    return _figure(name, unit, [call] * times)


def _figure(name: str, unit: str, calls: list[Call]) -> Figure:
    gc.collect()
    return in_turns(name, unit, calls, counting, "count to 1 000")
