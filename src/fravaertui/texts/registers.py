"""An import in words: the plan row by row."""

from collections.abc import Iterator, Mapping

from fravaertui.domain.directory.entries import Origin
from fravaertui.domain.directory.plan import (
    Candidate,
    FieldChange,
    Mark,
    Party,
    Plan,
    PlanRow,
    Reason,
)
from fravaertui.domain.directory.set_up import OFFER
from fravaertui.protocol.directory_import import ImportPlan
from fravaertui.registers.source import SET_UPS
from fravaertui.texts.catalogue import Words, msgid
from fravaertui.texts.dates import short_day
from fravaertui.texts.register_fields import field_name, field_value
from fravaertui.texts.register_refusals import place_phrase
from fravaertui.texts.services import service_name

_REASONS = {
    Reason.SAID_TWICE: msgid("stands there twice, and not alike: correct or remove one of them"),
    Reason.NO_CLINIC: msgid(
        "belongs to HER-id {about}, which is no known clinic, nor one that the files can give"
    ),
    Reason.CLINIC_REFUSED: msgid("can't come in because its clinic, HER-id {about}, is refused"),
    Reason.NO_PRACTITIONER: msgid("is no known practitioner: import the directory first"),
    Reason.AT_ANOTHER_CLINIC: msgid("is with us at the clinic with HER-id {about}"),
    Reason.SAME_PERSON: msgid("several at the same clinic with one HPR number: who is right?"),
    Reason.LEFT_OUT: msgid("is left out, since HER-id {about} was said to be right"),
    Reason.OLDER: msgid("the register has said something newer already"),
    Reason.UNDATED: msgid(
        "has no date in it, so it can't be told whether it is newer than what is known: fetch it "
        "from the register"
    ),
    Reason.REVERSED: msgid("would begin after it ends"),
    Reason.OTHER_KIND: msgid("is a clinic in one place and a practitioner in another"),
    Reason.IN_USE: msgid("is in use and can't be removed"),
}


def plan_heading(plan: Plan | ImportPlan, words: Words) -> list[str]:
    """Return who says it as of when, and how many become what, a line each."""
    origin, counts = plan.origin, plan.counts if isinstance(plan, Plan) else plan.by_kind
    as_of = _origin_phrase(origin, words)
    kinds = ((Party.CLINIC, words("Clinics")), (Party.PRACTITIONER, words("Practitioners")))
    lines = [as_of, *(f"{name}: {_counted(counts, party, words)}" for party, name in kinds)]
    unread = counts.get((Party.RECORD, Mark.REFUSED), 0)
    if unread:
        refused = count_phrase(Mark.REFUSED, unread, words)
        records = words("Records that can't be read")
        lines.append(f"{records}: {refused}")
    if origin.is_whole and not origin.tells_who_is_missing:
        lines.append(
            words("Some records can't be read, so nobody is counted as missing from the file.")
        )
    if plan.ended:
        lines.append(
            words.plural(
                "{n} party is not active any more and not here from before: it is not taken in.",
                "{n} parties are not active any more and not here from before: they are not taken "
                "in.",
                plan.ended,
            )
        )
    renewal = _renewal(plan, words)
    return [*lines, renewal] if renewal else lines


def _origin_phrase(origin: Origin, words: Words) -> str:
    """Return who says it, and as of which day or days, as far as the files say so."""
    source, day = origin.source, short_day(origin.as_of)
    if not origin.is_dated:
        return words("{source}, without a date, read {day}", source=source, day=day)
    if origin.newest:
        newest = short_day(origin.newest)
        return words("{source}, as of {day} to {newest}", source=source, day=day, newest=newest)
    return words("{source}, as of {day}", source=source, day=day)


def unread_columns_sentence(plan: Plan | ImportPlan, words: Words) -> str:
    """Return which columns of the files are not read, and which can be; else empty."""
    if not plan.unread_columns:
        return ""
    from fravaertui.registers.desk_table import COLUMNS  # the screen paints without it

    return words.plural(
        "Column {unread} is not read, since it is none of these: {known}.",
        "Columns {unread} are not read, since they are none of these: {known}.",
        len(plan.unread_columns),
        unread=_unread_columns(plan),
        known=", ".join(COLUMNS),
    )


def unread_columns_remark(plan: Plan | ImportPlan, key: str, words: Words) -> str:
    """Return which columns of the files are not read, and which key shows those that can be."""
    if not plan.unread_columns:
        return ""
    return words.plural(
        "Column {unread} is not read: {key} shows which are.",
        "Columns {unread} are not read: {key} shows which are.",
        len(plan.unread_columns),
        unread=_unread_columns(plan),
        key=key,
    )


def _unread_columns(plan: Plan | ImportPlan) -> str:
    return ", ".join(f"«{name}»" for name in plan.unread_columns)


def invented_sentence(plan: Plan | ImportPlan, words: Words) -> str:
    """Return that real clinics would come among invented ones, and what to do; else empty."""
    if not plan.invented:
        return ""
    return words.plural(
        "The database also has {n} invented clinic (demo), which stays among the real ones. Take "
        "an empty database instead: one that is named gets no demo.",
        "The database also has {n} invented clinics (demo), which stay among the real ones. Take "
        "an empty database instead: one that is named gets no demo.",
        plan.invented,
    )


def _renewal(plan: Plan | ImportPlan, words: Words) -> str:
    """Return what an apply notes that changes nothing for anyone; empty for nothing."""
    if plan.confirmed:
        return words.plural(
            "{n} fact is said again, and is of a later day once this is applied.",
            "{n} facts are said again, and are of a later day once this is applied.",
            plan.confirmed,
        )
    moving = plan.counts if isinstance(plan, Plan) else plan.by_kind
    if plan.is_newest and {mark for _, mark in moving} <= {Mark.SAME, Mark.REFUSED, Mark.QUESTION}:
        return words("Once this is applied, nothing is taken from an older file.")
    return ""


def applied_lines(clinics: int, new: int, confirmed: int, words: Words) -> list[str]:
    """Return what an apply has come to: `new` of the clinics have come in."""
    lines = [f"{phrase}." for phrase in clinics_phrases(clinics, new, words)]
    if not clinics:
        lines = [words("Nothing was changed for anyone.")]
    if confirmed:
        lines.append(confirmed_phrase(confirmed, words) + ".")
    return lines


def clinics_phrases(clinics: int, new: int, words: Words) -> Iterator[str]:
    """Yield how many clinics have come in, and how many were changed."""
    if new:
        yield words.plural("{n} clinic has come in", "{n} clinics have come in", new)
    if clinics > new:
        changed = clinics - new
        yield words.plural("{n} clinic was changed", "{n} clinics were changed", changed)


def left_sentence(plan: Plan | ImportPlan, words: Words) -> str:
    """Return how much of the files is refused and so not taken; empty for nothing."""
    if not plan.not_taken:
        return ""
    return words.plural(
        "{n} record is refused and not taken in.",
        "{n} records are refused and not taken in.",
        plan.not_taken,
    )


def written_phrase(done: int, total: int, words: Words) -> str:
    """Return how far an apply has come."""
    return words.plural(
        "{done} of {n} clinic written", "{done} of {n} clinics written", total, done=done
    )


def confirmed_phrase(count: int, words: Words) -> str:
    """Return of how much an import has moved the day and changed nothing else."""
    return words.plural("{n} fact of a later day", "{n} facts of a later day", count)


def missing_sentence(origin: Origin, how: str, words: Words) -> str:
    """Return what becomes of those who are missing from the files, empty where that is known.

    `how` is what says that the files are the whole register.
    """
    if origin.is_whole or origin.source == SET_UPS:
        return ""
    return words(
        "What is missing from the files stays as it is; {how} if they are the whole register.",
        how=how,
    )


def plan_lines(plan: Plan, words: Words) -> Iterator[str]:
    """Yield a line for each party that something becomes of, and one for each of its fields."""
    for row in plan.rows:
        if row.mark is Mark.SAME:
            continue
        indent = "" if row.party is Party.CLINIC else "  "
        yield f"{indent}{row.mark} {row_sentence(row, words)}"
        yield from (f"{indent}    {said}" for said in field_sentences(row, words))
        if row.mark is Mark.QUESTION:
            yield f"{indent}    {question_place(row, words)}"
            yield from (f"{indent}    {candidate_phrase(one, words)}" for one in row.candidates)
            option = "--settle HER-ID"
            settled = words("{option} takes that one and leaves the others out.", option=option)
            yield f"{indent}    {settled}"


def row_sentence(row: PlanRow, words: Words) -> str:
    """Return who it is, and why it is refused if it is and where in the files it stands."""
    is_named = row.name != str(row.her_id)
    who = f"{row.name} ({row.her_id})" if is_named else f"HER-id {row.her_id}"
    if row.reason is None:
        return who
    why = f"{who}: {words(_REASONS[row.reason], about=row.about or '')}"
    places = " · ".join(place_phrase(place, words) for place in row.places)
    return f"{why} ({places})" if places else why


def question_place(row: PlanRow, words: Words) -> str:
    """Return at which clinic it is asked who somebody is, and which number it is about."""
    clinic = f"{row.clinic_name} ({row.clinic})" if row.clinic_name else str(row.clinic)
    number = row.hpr_number or ""
    return words("HPR number {number} at {clinic}", number=number, clinic=clinic)


def candidate_phrase(candidate: Candidate, words: Words) -> str:
    """Return one of those a question is about, with what tells them apart."""
    if not candidate.is_present:
        place = words("not here yet")
    elif candidate.is_said:
        place = words("here already")
    else:
        place = words("here already, not in the files")
    first, last = candidate.starts, candidate.ends
    days = (
        words("from {day}", day=short_day(first)) if first else "",
        words("until {day}", day=short_day(last)) if last else "",
    )
    who = f"{candidate.her_id} {candidate.name}"
    return " · ".join(filter(None, (who, place, " ".join(filter(None, days)))))


def field_sentences(row: PlanRow, words: Words) -> list[str]:
    """Return each field from what to what, or what a new party will have, which is one line."""
    if row.mark is not Mark.NEW:
        return [field_sentence(change, words) for change in row.changes]
    facts = {
        change.field: _plain_value(change.field, change.after, words) for change in row.changes
    }
    return [_new_party(facts, words)] if facts else []


def field_sentence(change: FieldChange, words: Words) -> str:
    """Return a field, from what to what."""
    before, after = (_value(change.field, v, words) for v in (change.before, change.after))
    return f"{_field(change.field, words)}: {before} → {after}"


def consent_sentence(plan: Plan | ImportPlan, words: Words) -> str:
    """Return that so many would be deactivated that someone must agree to it (rule R2)."""
    return words(
        "{n} of {all} clinics and {m} of {people} practitioners would no longer be active. "
        "Is the file whole, and the right one?",
        n=plan.vanishing,
        all=plan.active,
        m=plan.leaving,
        people=plan.working,
    )


def count_phrase(mark: Mark, count: int, words: Words) -> str:
    """Return how many parties become what."""
    match mark:
        case Mark.NEW:
            return words.plural("{n} new", "{n} new", count)
        case Mark.CHANGED:
            return words.plural("{n} changed", "{n} changed", count)
        case Mark.DEACTIVATED:
            return words.plural("{n} no longer active", "{n} no longer active", count)
        case Mark.SAME:
            return words("{n} as before", n=count)
        case Mark.REFUSED:
            return words.plural("{n} refused", "{n} refused", count)
        case Mark.QUESTION:
            return words("{n} to settle", n=count)


def _counted(counts: dict[tuple[Party, Mark], int], party: Party, words: Words) -> str:
    numbers = {mark: counts.get((party, mark), 0) for mark in Mark}
    said = (
        count_phrase(mark, number, words)
        for mark, number in numbers.items()
        if number or mark is not Mark.QUESTION
    )
    return " · ".join(said)


def _field(field: str, words: Words) -> str:
    if field.startswith(OFFER):
        return service_name(field.removeprefix(OFFER), words)
    return field_name(field, words)


def _plain_value(field: str, value: object, words: Words) -> str:
    if not field.startswith(OFFER) or isinstance(value, bool) or value is None:
        return field_value(field, value, words)
    return words("until {day}", day=field_value("ends", value, words))


def _new_party(facts: Mapping[str, str], words: Words) -> str:
    """Return all that a new party will have on one line, what belongs together as one fact."""
    rest = dict(facts)
    place = " ".join(filter(None, (rest.pop("postal_code", ""), rest.pop("postal_place", ""))))
    address = ", ".join(filter(None, (rest.pop("street", ""), place)))
    code, name = rest.pop("municipality_code", ""), rest.pop("municipality", "")
    municipality = f"{name} ({code})" if name and code else name or code
    period = {field: rest.pop(field, "") for field in ("starts", "ends")}
    whole = {**rest, "street": address, "municipality": municipality, **period}
    return " · ".join(f"{_field(field, words)}: {said}" for field, said in whole.items() if said)


def _value(field: str, value: object, words: Words) -> str:
    said = _plain_value(field, value, words)
    is_text = isinstance(value, str) and said == value
    return f"«{said}»" if is_text else said
