"""Lists made of known absences are read back as just those, and prose as nothing (L1, L2)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fravaertui.domain.absence_list import Names, read_list
from fravaertui.domain.date_input import MONTHS
from tests.domain.strategies import examples
from tests.domain.test_absence_list import FILE, PEOPLE

TODAY = date(2027, 5, 20)
NAMES = Names.of([FILE], TODAY)
DASHES = ("-", "–", " - ", " – ")
TITLES = ("", "Dr. ", "Lege ", "Fastlege ")
BEFORE = (": ", " ", " har ferie ", ": ferie ", " er borte ", " – ", " har fri i tiden ")
BULLETS = ("", "- ", "• ", "* ", "  ", "> ")
HEADINGS = (
    "Ferie",
    "Sommerferie 2027",
    "Ferie i sommar:",
    "Her kommer feriene våre:",
    "Ferieliste",
)
FULL_NAMES = [name for name in PEOPLE if name != "Mai Testvik"]

Said = tuple[str, tuple[tuple[date, date], ...]]


@st.composite
def days(draw: st.DrawFn) -> Said:
    """Draw a way of saying days, and the days."""
    first = TODAY + timedelta(days=draw(st.integers(1, 150)))
    last = first + timedelta(days=draw(st.integers(1, 60)))
    dash = draw(st.sampled_from(DASHES))
    months = MONTHS[first.month - 1], MONTHS[last.month - 1]
    one, other = f"{first.day}.{first.month}", f"{last.day}.{last.month}"
    ways = (
        f"{one}{dash}{other}",
        f"{first.day}/{first.month}{dash}{last.day}/{last.month}",
        f"{first:%d.%m.%Y}{dash}{last:%d.%m.%Y}",
        f"fra {first.day}. {months[0]} til og med {last.day}. {months[1]}",
        f"f.o.m. {one} t.o.m. {other}",
        f"{first.day}. {first.month}. til {last.day}. {last.month}.",
        f"{first.day}. {first.month}. - {last.day}. {last.month}. {last.year}",
    )
    return draw(st.sampled_from(ways)), ((first, last),)


@st.composite
def weeks(draw: st.DrawFn) -> Said:
    """Draw weeks, perhaps with a gap between, and the days."""
    word = draw(st.sampled_from(["uke", "veke", "uka", "Uke"]))
    start = draw(st.integers(22, 40))
    end = start + draw(st.integers(0, 4))
    run = list(range(start, end + 1))
    if len(run) == 1:
        said = str(start)
    else:
        said = draw(
            st.sampled_from(
                [
                    f"{start}{draw(st.sampled_from(DASHES))}{end}",
                    "-".join(map(str, run)),
                    f"{', '.join(map(str, run[:-1]))} og {end}",
                ]
            )
        )
    spans = [(start, end)]
    if draw(st.booleans()):
        later = end + draw(st.integers(2, 5))
        said += f" og {word} {later}"
        spans.append((later, later))
    return f"{word} {said}", tuple(
        (date.fromisocalendar(2027, a, 1), date.fromisocalendar(2027, b, 7)) for a, b in spans
    )


@st.composite
def lists(draw: st.DrawFn) -> tuple[str, list[tuple[str, date, date]]]:
    """Draw a list, and who is away when by it."""
    lines, away = [draw(st.sampled_from(HEADINGS))], []
    bullet, before = draw(st.sampled_from(BULLETS)), draw(st.sampled_from(BEFORE))
    for _ in range(draw(st.integers(1, 8))):
        name = draw(st.sampled_from(FULL_NAMES))
        said, spans = draw(st.one_of(days(), weeks()))
        lines.append(f"{bullet}{draw(st.sampled_from(TITLES))}{name}{before}{said}")
        away += [(name, *span) for span in spans]
        if draw(st.booleans()):
            lines.append("")
    return "\n".join(lines), away


def contradicts(one: tuple[str, date, date], other: tuple[str, date, date]) -> bool:
    """Tell whether they are other days of the same person, and share some: that is asked about."""
    return one[0] == other[0] and one != other and one[1] <= other[2] and other[1] <= one[2]


@given(lists())
@examples(300)
def test_a_list_of_known_absences_is_read_back(
    made: tuple[str, list[tuple[str, date, date]]],
) -> None:
    text, away = made
    entries = read_list(text, TODAY, NAMES).entries
    certain = [(e.person.name, e.span.first, e.span.last) for e in entries if e.person and e.span]
    assert [one for one in certain if one not in away] == []  # no wrong row, ever
    assert certain == [one for one in away if not any(contradicts(one, o) for o in away)]
    proposed = [
        (e.person.name, e.proposal.first, e.proposal.last)
        for e in entries
        if e.person and e.proposal
    ]
    assert proposed == away
    for entry in entries:
        assert entry.name_extent
        assert entry.name_extent.of(text) == entry.written


PROSE = (
    "Vi har åpent alle hverdager 08.00-15.30",
    "Telefontiden er 08.30-11.30 og 13-14",
    "Ring 00 00 18 40 eller legevakten 116 117",
    "Resepter fornyes innen 5-7 dager",
    "2 av 6 leger har for tiden permisjon",
    "Det er kollegial fraværsdekning i ferien",
    "Husk å fornye resepter før legen din tar ferie",
    "Det blir lengre ventetid i sommer",
    "Ønsker om time sendes på Helsenorge",
    "Influensavaksine gis fra 1. oktober",
    "Kontoret ligger i Testgata 12, 3. etasje",
    "Åpningstider mandag til fredag 9-11.00",
    "Ny turnuslege er på plass 1. september",
    "Tone Testlie har vakt onsdag 14. juli",
    "Arild Testmoe jobber uke 28-30",
    "Konto 1234 56 78901, org.nr 999 888 777",
    "God sommer fra alle oss",
    "Møt opp ti minutter før timen",
)


@given(
    st.lists(st.sampled_from(PROSE), min_size=1, max_size=10),
    st.sampled_from(["\n", ". ", ".\n\n"]),
)
@examples(200)
def test_prose_opening_hours_and_numbers_give_nothing(parts: list[str], between: str) -> None:
    assert read_list(between.join(parts), TODAY, NAMES).entries == ()


@given(st.text(st.sampled_from("Testlie uke 28–30.,:/\tfra til 12.7 og Ferie\n jul ")))
@examples(300)
def test_any_text_is_read_and_its_characters_are_in_it(text: str) -> None:
    reading = read_list(text, TODAY, NAMES)
    for extent in [p.extent for p in reading.passed_over] + [e.extent for e in reading.entries]:
        assert 0 <= extent.start < extent.stop <= len(text)


@st.composite
def year_tables(draw: st.DrawFn) -> tuple[str, list[tuple[str, date, date]]]:
    """Draw a table with a column for each year, and who is away when by it."""
    years = draw(st.lists(st.integers(2027, 2030), min_size=2, max_size=3, unique=True))
    sign = draw(st.sampled_from(["\t", " | "]))
    heading = draw(st.sampled_from(["{}", "Ferie {}", "Sommer {}", "{} (uker)"]))
    first = draw(st.sampled_from(["Ferie", "Navn", "Lege", ""]))
    lines = ["Ferie", sign.join([first, *(heading.format(year) for year in years)])]
    away = []
    for name in draw(st.lists(st.sampled_from(FULL_NAMES), min_size=1, max_size=5, unique=True)):
        cells = [name]
        for year in years:
            week = draw(st.integers(25, 40))
            cells.append(draw(st.sampled_from([f"uke {week}", f"Uke {week}", f"veke {week}", ""])))
            if cells[-1]:
                days = (date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7))
                away.append((name, *days))
        lines.append(sign.join(cells))
    return "\n".join(lines), away


@given(year_tables())
@examples(200)
def test_a_week_in_the_column_of_a_year_is_of_that_year_or_asked_about(
    made: tuple[str, list[tuple[str, date, date]]],
) -> None:
    text, away = made
    entries = read_list(text, TODAY, NAMES).entries
    certain = [(e.person.name, e.span.first, e.span.last) for e in entries if e.person and e.span]
    assert [one for one in certain if one not in away] == []
    assert {e.person.name for e in entries if e.person} == {name for name, _, _ in away}


@st.composite
def marked_tables(draw: st.DrawFn) -> tuple[str, list[tuple[str, date, date]]]:
    """Draw a table of weeks with marks, and the weeks that are marked together."""
    weeks = list(range(draw(st.integers(22, 30)), draw(st.integers(32, 40))))
    word = draw(st.sampled_from(["uke ", "Uke ", ""]))
    lines = ["Ferie", "\t".join(["Uke", *(f"{word}{week}" for week in weeks)])]
    marked = []
    mark, blank = draw(st.sampled_from("xX✓")), draw(st.sampled_from(["", "-"]))
    for name in draw(st.lists(st.sampled_from(FULL_NAMES), min_size=1, max_size=5, unique=True)):
        first = draw(st.integers(0, len(weeks) - 1))
        last = draw(st.integers(first, len(weeks) - 1))
        cells = [mark if first <= n <= last else blank for n in range(len(weeks))]
        lines.append("\t".join([name, *cells]))
        days = (
            date.fromisocalendar(2027, weeks[first], 1),
            date.fromisocalendar(2027, weeks[last], 7),
        )
        marked.append((name, *days))
    return "\n".join(lines), marked


@given(marked_tables())
@examples(200)
def test_marked_weeks_are_asked_about_with_just_those_days(
    made: tuple[str, list[tuple[str, date, date]]],
) -> None:
    text, marked = made
    entries = read_list(text, TODAY, NAMES).entries
    assert all(e.span is None for e in entries)
    proposed = [
        (e.person.name, e.proposal.first, e.proposal.last)
        for e in entries
        if e.person and e.proposal
    ]
    assert proposed == marked


@given(
    st.sampled_from(["TT", "AT", "KT", "ST", "PAT", "SMT", "T.T.", "MT"]),
    st.sampled_from([": ", " ", " har ferie ", " – "]),
    st.one_of(days(), weeks()),
)
@examples(100)
def test_initials_are_never_certain(initials: str, before: str, said: Said) -> None:
    entries = read_list(f"Ferie\n{initials}{before}{said[0]}", TODAY, NAMES).entries
    assert entries
    assert all(e.person is None and e.doubts for e in entries)


@given(
    st.sampled_from(["Alle legene", "Samtlige leger", "Alle fastlegene", "Begge legene"]),
    st.sampled_from([" har ferie ", " er borte ", " tar fri "]),
    st.one_of(days(), weeks()),
)
@examples(100)
def test_everyone_is_asked_about_with_the_days_that_are_said(
    who: str, before: str, said: Said
) -> None:
    entries = read_list(f"{who}{before}{said[0]}", TODAY, NAMES).entries
    assert [(e.proposal.first, e.proposal.last) for e in entries if e.proposal] == [*said[1]]
    assert all(e.person is None and not e.whole_clinic and e.doubts for e in entries)
