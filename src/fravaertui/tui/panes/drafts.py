"""The drafts that wait, a record each, and what is said of those that nobody can read."""

from fravaertui.session.drafts.absence import AbsenceDraft
from fravaertui.session.drafts.absence_list import ListDraft
from fravaertui.session.drafts.information import InformationDraft
from fravaertui.session.drafts.offers import OffersDraft
from fravaertui.session.drafts.storage import AnyDraft, DraftStore, OtherDraft, StoredDraft
from fravaertui.session.drafts.substitute import SubstituteDraft
from fravaertui.session.drafts.triage import Question, QueueDraft
from fravaertui.session.drafts.vendor import VendorDraft
from fravaertui.session.state import SessionState
from fravaertui.texts.ages import age_phrase
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.services import short_service_list
from fravaertui.tui.widgets.record_list import Record
from fravaertui.tui.widgets.text_view import line

_QUESTIONS: dict[Question, str] = {
    "triage.snooze": msgid("Put the finding off to a day"),
    "triage.intend": msgid("Say that it is meant so"),
    "triage.save_view": msgid("Save the filters in force as a view"),
}

_NO_BREAK = "\u00a0"
LONGEST_BEGINNING = 200
"""Characters of a list by which it is known again."""


def unreadable_sentence(store: DraftStore, words: Words) -> str:
    """Return what to say of drafts that nobody can read; empty when there are none."""
    files = store.unreadable()
    if not files:
        return ""
    return words.plural(
        "A draft can't be read: {path}. It is damaged, or another version wrote it.",
        "{n} drafts can't be read, among them {path}. They are damaged, or another version wrote "
        "them.",
        len(files),
        path=str(files[0]),
    )


def form_title(draft: AnyDraft | OtherDraft, words: Words) -> str:
    """Return what the draft's form is called."""
    match draft:
        case ListDraft():
            return words("List of absences")
        case QueueDraft():
            return words(_QUESTIONS[draft.asked_by])
        case VendorDraft():
            return words("EPJ vendor")
        case InformationDraft():
            return words("Information to patients")
        case OffersDraft():
            return words("Services on Helsenorge")
        case SubstituteDraft():
            return words("Change the substitute") if draft.amends else words("Set a substitute")
        case AbsenceDraft():
            return words("Change absence") if draft.amends else words("Add absence")


def draft_record(stored: StoredDraft, state: SessionState) -> Record:
    """Return a waiting draft: whose form it is, about what, how old, and what is typed."""
    words, draft = state.words, stored.draft
    age = age_phrase(state.now() - stored.kept_at, words)
    if isinstance(draft, InformationDraft | QueueDraft):
        typed = [draft.text]
    elif isinstance(draft, ListDraft):
        typed = [" ".join(draft.text[:LONGEST_BEGINNING].split())]
    elif isinstance(draft, VendorDraft):
        typed = [draft.source, draft.source_date]
    else:
        typed = [
            f"{draft.starts} – {draft.ends}".strip(" –"),
            short_service_list(draft.services, words),
        ]
    if isinstance(draft, SubstituteDraft):
        typed.insert(0, draft.name)
    about = draft.name if isinstance(draft, VendorDraft) else stored.clinic_name
    whom = _whom(stored, words)
    return Record(
        str(stored.id),
        (
            line(
                (form_title(draft, words), "strong"),
                f" · {about} · " if about else " · ",
                (whom, "strong"),
                " · " if whom else "",
                (age.replace(" ", _NO_BREAK), "accent"),
                indent=2,
                hang=4,
            ),
            line(("      " + " · ".join(part for part in typed if part), "dim"), wrap=False),
        ),
    )


def _whom(stored: StoredDraft, words: Words) -> str:
    """Return whom a form is about, by name or as it was typed; empty where that is nobody."""
    draft = stored.draft
    if not isinstance(draft, AbsenceDraft | SubstituteDraft | OffersDraft):
        return ""
    typed = draft.unsettled.get("practitioner", "")
    if typed:
        return f"«{typed}»"
    return stored.practitioner_name if draft.practitioner else words("the whole clinic")
