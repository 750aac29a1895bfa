"""Moving a draft onto the clinic as it is now: pure, so that every case can be tested."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.violations import Violation
from fravaertui.session.drafts.base import Reading
from fravaertui.session.drafts.storage import AnyDraft, StoredDraft
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import full_day
from fravaertui.texts.problems import violation_sentence


class RebaseFailure(Enum):
    """Why a draft can't be opened; the value is the sentence about it."""

    SAVED_ALREADY = msgid("This draft was saved before the program ended. It is removed.")
    PRACTITIONER_GONE = msgid("The practitioner of this draft is no longer at the clinic.")
    RECORD_GONE = msgid("What this draft was to change is no longer there.")


@dataclass(frozen=True, slots=True)
class Rebased:
    """A draft for the clinic as it is now; `record_changed` if its own record was changed."""

    draft: AnyDraft
    record_changed: bool = False


def rebased(draft: AnyDraft, file: ClinicFile) -> Rebased | RebaseFailure:
    """Return the draft for the clinic as it is now, or why it can't be opened."""
    registered = {*(a.id for a in file.absences), *(s.id for s in file.substitutes)}
    if draft.new_id in registered:
        return RebaseFailure.SAVED_ALREADY
    here = {practitioner.her_id for practitioner in file.practitioners}
    if draft.practitioner is not None and draft.practitioner not in here:
        return RebaseFailure.PRACTITIONER_GONE
    current = draft.rebased(file)
    if current is None:
        return RebaseFailure.RECORD_GONE
    return Rebased(current, record_changed=current != draft)


def return_sentences(
    stored: StoredDraft, back: Rebased, reading: Reading, file: ClinicFile, words: Words
) -> list[str]:
    """Return what to say about a reopened draft: what has changed, and what it would do."""
    sentences = []
    if file.version == stored.version:
        sentences.append(words("The clinic has not changed since."))
    elif back.record_changed:
        sentences.append(words("What the draft changes has itself been changed since."))
    else:
        sentences.append(words("The clinic has been changed since."))
    sentences += _moved_days(stored, reading, words)
    refused = [p for p in reading.problems.values() if isinstance(p, Violation)]
    if refused:
        sentences.append(words("It can't be saved as it stands:"))
        sentences += [violation_sentence(violation, words) for violation in refused]
    elif reading.after:
        sentences.append(words("It can be saved as it stands."))
    return sentences


def _moved_days(stored: StoredDraft, reading: Reading, words: Words) -> Sequence[str]:
    """Return sentences on days such as "tomorrow" that mean another day than when typed."""
    fields = (
        (stored.of_clinic.starts, stored.starts, reading.starts),
        (stored.of_clinic.ends, stored.ends, reading.ends),
    )
    return [
        words(
            "«{typed}» meant {before} when you typed it and means {now} now.",
            typed=typed,
            before=full_day(before, words.language),
            now=full_day(now, words.language),
        )
        for typed, before, now in fields
        if typed and before and now and before != now
    ]
