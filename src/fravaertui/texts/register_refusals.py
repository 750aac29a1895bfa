"""Why a register file, or one of its records, can't be used: what, where and what to do."""

from fravaertui.domain.directory.entries import Position
from fravaertui.protocol.directory_import import RefusedRecord
from fravaertui.registers.source import Refusal, RefusalCode
from fravaertui.texts.catalogue import Words, msgid

_REFUSALS = {
    RefusalCode.EMPTY: msgid("The file is empty. Fetch it again."),
    RefusalCode.BLANK: msgid(
        "The first {detail} bytes of the file are only blanks and line ends. Fetch it again."
    ),
    RefusalCode.UNKNOWN_FORMAT: msgid(
        "This is no file of communication parties, nor a table with the columns of the template. "
        "Fetch it from the Address Register."
    ),
    RefusalCode.OTHER_REGISTER: msgid(
        "This is from {detail}, which doesn't know HER-ids. Fetch the communication parties from "
        "the Address Register."
    ),
    RefusalCode.ENCODING: msgid("The letters of the file can't be read. Save it as UTF-8."),
    RefusalCode.CUT_SHORT: msgid("The file ends in the middle. Fetch it again."),
    RefusalCode.MALFORMED: msgid(
        "The file is damaged, or is not what it begins as. Fetch it again."
    ),
    RefusalCode.DOCUMENT_TYPE: msgid(
        "The file declares a document type, which is not read here. Fetch it from the register."
    ),
    RefusalCode.TOO_DEEP: msgid(
        "The file has too much inside one another to be from a register. Fetch it again."
    ),
    RefusalCode.TOO_LARGE: msgid(
        "A record of the file is too large to be from a register. Fetch the file again."
    ),
    RefusalCode.SHEET_TOO_LARGE: msgid(
        "The spreadsheet is too large, or has cells too far apart. Copy only the table into a new "
        "one."
    ),
    RefusalCode.BINARY_SHEET: msgid(
        "This is Excel's binary format, which is not read here. Save it as XLSX."
    ),
    RefusalCode.NO_PARTIES: msgid("There is not one communication party in the file."),
    RefusalCode.NO_ROWS: msgid("There is not one row below the headings. Fill in the table."),
    RefusalCode.NO_HEADINGS: msgid(
        "None of the first {detail} rows names the columns. The columns that are read: {known}. "
        "Put a row with those names above the others."
    ),
    RefusalCode.MISSING_COLUMNS: msgid(
        "The headings lack {field}. The columns that are read: {known}. Correct the headings."
    ),
    RefusalCode.UNKNOWN_COLUMNS: msgid(
        "The headings lack {field}, and {detail} is not known. The columns that are read: {known}. "
        "Correct the headings."
    ),
    RefusalCode.SECOND_TABLE: msgid("Another table begins here. Put it into a file of its own."),
    RefusalCode.EXTRA_CELLS: msgid(
        "The row has more cells than the table has columns. Correct it, or give the column a name."
    ),
    RefusalCode.COLUMN_TWICE: msgid("There are two columns called {field}. Take one of them away."),
    RefusalCode.SEVERAL_TABLES: msgid(
        "Several sheets have a table: {detail}. Keep only the one that is to be read."
    ),
    RefusalCode.FAULT: msgid(
        "The register answered with an error ({detail}) and no party. See what it was asked for, "
        "and fetch the answer again."
    ),
    RefusalCode.MISSING: msgid("{field} is missing."),
    RefusalCode.UNKNOWN_KIND: msgid("{field} is neither «virksomhet» nor «behandler»."),
    RefusalCode.NOT_A_NUMBER: msgid("{field} is not a number."),
    RefusalCode.NOT_A_MOMENT: msgid("{field} is not a date."),
    RefusalCode.UNSAFE_TEXT: msgid("{field} has a character that no text may have ({detail})."),
    RefusalCode.TOO_LONG: msgid("{field} has more than {detail} characters."),
    RefusalCode.NOT_FITTING: msgid("{field} is not written as it must be."),
    RefusalCode.PRIVATE: msgid(
        "{field} has an e-mail address or an identity number, which is never taken in. Take it out "
        "of the file."
    ),
    RefusalCode.REVERSED: msgid("The last day is before the first."),
    RefusalCode.NOT_A_PLAN: msgid("This is no plan, or one of another version. Make it again."),
    RefusalCode.NOT_AGREED: msgid(
        "The agreement (CPA) is not agreed or signed, so it doesn't say what is offered. Fetch the "
        "one that is in force."
    ),
    RefusalCode.NOT_WITH_HELSENORGE: msgid(
        "The agreement (CPA) doesn't say that the other party is Helsenorge, so it doesn't say "
        "what is offered. Fetch the one with Helsenorge."
    ),
}
_ABOUT_THE_FORM = frozenset(
    {
        RefusalCode.MISSING,
        RefusalCode.NOT_A_NUMBER,
        RefusalCode.NOT_A_MOMENT,
        RefusalCode.NOT_FITTING,
    }
)
"""Of these it is said how a field has to be written; never what stood there instead."""

_DAY_FORM = msgid("Write a date as 2027-07-01 or 01.07.2027.")
_MOMENT_FORM = msgid("A moment is written as 2027-07-01T00:00:00.")
_NUMBER_FORM = msgid("Write the number with digits only, as 12345.")
_FOUR_DIGITS_FORM = msgid("Write it with four digits, as 0301.")
_FORMS = {
    **dict.fromkeys(("fra", "til"), _DAY_FORM),
    **dict.fromkeys(("Valid", "From", "To", "Start", "End"), _MOMENT_FORM),
    **dict.fromkeys(
        ("her_id", "virksomhet", "hpr", "orgnr", "HerId", "ParentHerId", "PartyId"), _NUMBER_FORM
    ),
    **dict.fromkeys(
        ("HPRNumber", "HPRNo", "OrganizationNumber", "ParentOrganizationNumber"), _NUMBER_FORM
    ),
    **dict.fromkeys(
        ("postnummer", "kommunenummer", "PostalCode", "Municipality", "CodeValue"),
        _FOUR_DIGITS_FORM,
    ),
    "type": msgid("Write «virksomhet» or «behandler»."),
    "liste_uten_fastlege": msgid("Write «ja» or «nei»."),
}
"""How each field is written that may be wrong in a file."""


def refusal_sentence(refusal: Refusal, words: Words) -> str:
    """Return why a file or a record can't be used, and where."""
    known = ", ".join(refusal.known)
    why = words(_REFUSALS[refusal.code], field=refusal.field, detail=refusal.detail, known=known)
    form = _FORMS.get(refusal.field) if refusal.code in _ABOUT_THE_FORM else None
    what = f"{why} {words(form)}" if form else why
    return f"{place_phrase(refusal.position, words)}: {what}"


def refused_record_sentence(record: RefusedRecord, words: Words) -> str:
    """Return why a backend can't use a record, and where it stands."""
    position = Position(record.file, record.record, record.line, record.element)
    if record.code not in _REFUSALS:
        return words("{place} can't be used.", place=place_phrase(position, words))
    refusal = Refusal(RefusalCode(record.code), position, record.field, record.detail)
    return refusal_sentence(refusal, words)


def place_phrase(position: Position, words: Words) -> str:
    """Return where in which file something stands, as exactly as it is known."""
    where = [position.file]
    if position.line is not None:
        where.append(words("line {n}", n=position.line))
    if position.record is not None:
        where.append(words("record {n}", n=position.record))
    if position.after:
        where.append(words("after record {n}", n=position.after))
    if position.element:
        where.append(position.element)
    if position.byte is not None:
        where.append(words("byte {n}", n=position.byte))
    return ", ".join(where)
