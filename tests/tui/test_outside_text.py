"""Text from outside can neither style nor crash the screen, nor command the terminal (rule W5)."""

import ast
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import ValidationError
from textual.app import ComposeResult
from textual.widgets import Input

import fravaertui.tui
from fravaertui.backend.demo.clinics import demo_files
from fravaertui.client import NotStarted, Unreachable
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.date_input import understand
from fravaertui.domain.findings import fix_of
from fravaertui.domain.model import ServiceOffer
from fravaertui.domain.safe_text import is_unsafe, neutralise
from fravaertui.domain.summary import summary
from fravaertui.protocol.directory import Directory, DirectoryClinic, DirectoryPractitioner
from fravaertui.session.clinic_search import Index
from fravaertui.session.state import Contact, Loading, SessionState
from fravaertui.texts.catalogue import screen_words
from fravaertui.tui.commands import COMMANDS, key_names
from fravaertui.tui.panes.absence_rows import absence_records, empty_lines
from fravaertui.tui.panes.citizen import citizen_lines, read_back_lines, strip_lines
from fravaertui.tui.panes.findings import finding_lines, finding_records
from fravaertui.tui.panes.header_footer import header_line
from fravaertui.tui.panes.help import why_lines
from fravaertui.tui.panes.summary import summary_lines
from fravaertui.tui.panes.weeks import weeks_shown
from fravaertui.tui.widgets.form_fields import Button, CheckList, Choice, TextField
from fravaertui.tui.widgets.record_list import Record, RecordList
from fravaertui.tui.widgets.text_view import Line, TextView, line
from fravaertui.tui.widgets.titled_pane import TitledPane
from tests.tui.conftest import DDFL, NOW, TODAY, Opening
from tests.tui.driver import WIDE
from tests.tui.plain_text import flat
from tests.tui.terminal import Terminal, terminal
from tests.tui.test_pty import PROGRAM
from tests.tui.themed import Themed

CLIPBOARD = "\x1b]52;c;aGVp\x07"
ERASE = "\x1b[2J"
SHORT = {
    "closing tag": "[/]",
    "colour": "[red]x[/red]",
    "action": "[@click=app.quit]x[/]",
    "name in brackets": "[Ferie]",
    "placeholders": "{0} {name} %s %(x)d",
    "clipboard": CLIPBOARD,
    "erase": ERASE,
    "c1": "x\x9b2Jy",
    "bidi": "x\u202etxt.exe",
    "line separator": "x\u2028y\u2029z",
    "lines": "x\r\ny\tz\x00",
}
PAYLOADS = SHORT | {"long": "Æ" * 10_000, "empty": ""}
EVERYTHING = " ".join(SHORT.values())

SEEN = 8
"""As much of a text as is shown of it in the narrowest column."""

LONGEST_CODE = "x" * 40
LONGEST_PHONE = 40
ALLOWED = "[/] [red]x[/red] [@click=app.quit]x[/] [Ferie] {0} {name} %s"
LONGEST_NAME = "Æ" * 200
"""The worst that the models let through; the citizen's page is a model too, made of such text."""

payloads = pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())


def begins_with(payload: str) -> str:
    """What is to be read of a text, however narrow the column."""
    return flat(neutralise(payload))[:SEEN].strip()


def assert_harmless(shown: str) -> None:
    unsafe = {f"U+{ord(c):04X}" for c in shown if c != "\n" and is_unsafe(c)}
    assert not unsafe


class Shown(Themed):
    """Shows a text in each widget there is."""

    CSS: ClassVar[str] = (
        "Choice, CheckList, RecordList, Button { height: 2 } TextView { height: 20 }"
    )

    def __init__(self, text: str, lines: Sequence[Line] = ()) -> None:
        super().__init__()
        self._text = text
        self._lines = [*lines, line(text), line((text, "error"), wrap=False)]

    def compose(self) -> ComposeResult:
        yield Choice(screen_words("nb"), id="choice", hint=self._text)
        yield CheckList(id="ticks")
        yield RecordList(id="records")
        yield Button(self._text, self._text, id="press")
        yield TextView(id="text")
        yield TitledPane("edge", title=self._text)

    def on_ready(self) -> None:
        text = self._text
        self.query_one(Choice).offer({1: text, 2: text}, 1)
        self.query_one(CheckList).offer({text: (text, [(text, "dim")])}, [text])
        self.query_one("#records", RecordList).show_records([Record(text, (line(text),))])
        self.query_one("#text", TextView).show(self._lines)
        self.query_one(TitledPane).show_title()


async def shown_of(text: str, lines: Sequence[Line] = ()) -> tuple[str, dict[str, str]]:
    """Return what the terminal would show, and what each widget says."""
    app = Shown(text, lines)
    async with app.run_test(size=(300, 40)) as pilot:
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        says = {str(view.id): flat(view.text) for view in app.query(TextView)}
        assert app.is_running
        return "\n".join(strip.text for strip in strips), says


@payloads
async def test_every_widget_shows_the_text_and_none_of_its_commands(payload: str) -> None:
    picture, says = await shown_of(payload)
    assert_harmless(picture)
    for widget, told in says.items():
        assert begins_with(payload) in told, widget


async def test_of_ten_thousand_characters_the_screen_says_how_many_there_are() -> None:
    _, says = await shown_of(PAYLOADS["long"])
    assert "… (10000)" in says["text"]


def hostile(text: str) -> ClinicFile:
    """Return DDFL Test with the text in every name, and the longest service code there can be.

    The codes themselves are so narrow that the domain has no room for more.
    """
    file = demo_files(TODAY)[0]
    services = ("timebestilling", LONGEST_CODE)
    return file.model_copy(
        update={
            "clinic": file.clinic.model_copy(
                update={"name": text, "phone": text[:LONGEST_PHONE], "patient_information": text}
            ),
            "practitioners": tuple(p.model_copy(update={"name": text}) for p in file.practitioners),
            "substitutes": tuple(
                s.model_copy(update={"name": text, "services": services}) for s in file.substitutes
            ),
            "absences": tuple(a.model_copy(update={"services": services}) for a in file.absences),
            "offers": tuple(o.model_copy(update={"service": LONGEST_CODE}) for o in file.offers),
        }
    )


def state_with(text: str) -> SessionState:
    file = hostile(text)
    return SessionState(
        screen_words("nb"),
        lambda: NOW,
        key_names(COMMANDS),
        agent=text,
        contact=Contact.CONNECTED,
        loading=Loading.READY,
        file=file,
        practitioner=file.practitioners[0].her_id,
    )


def failure(state: SessionState) -> list[Line]:
    """The clinic could not be fetched, for a reason somebody else put in words."""
    state.loading, state.failure = Loading.FAILED, state.agent
    return empty_lines(state)


def deletion(state: SessionState) -> list[Line]:
    file = state.file
    assert file
    after = file.model_copy(update={"absences": ()})
    return summary_lines(summary(file, after, state.today), after, state)


def every_finding(state: SessionState) -> list[Line]:
    file = state.file
    assert file
    return [
        row
        for finding in state.findings
        for row in finding_lines(finding, fix_of(finding, file, state.today), state)
    ]


def in_rows(records: Sequence[Record]) -> list[Line]:
    return [row for record in records for row in record.lines]


VIEWS: dict[str, Callable[[SessionState], Sequence[Line]]] = {
    "header": lambda state: [header_line(state, 300)],
    "strip": strip_lines,
    "overview": lambda state: in_rows(absence_records(state, 300)),
    "timeline": lambda state: weeks_shown(state, 300, 8).lines,
    "failure": failure,
    "findings": lambda state: in_rows(finding_records(state, 300)),
    "finding": every_finding,
    "deletion": deletion,
    "why": why_lines,
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS.keys())
@pytest.mark.parametrize("text", [EVERYTHING, PAYLOADS["long"], ""], ids=["all", "long", "empty"])
async def test_every_view_of_a_hostile_clinic(
    view: Callable[[SessionState], Sequence[Line]], text: str
) -> None:
    lines = view(state_with(text))
    assert lines
    picture, says = await shown_of("", lines)
    assert_harmless(picture)
    assert begins_with(text) in says["text"]


@payloads
def test_a_name_in_a_sentence_is_not_read_as_part_of_its_pattern(payload: str) -> None:
    words = screen_words("nb")
    begins = begins_with(payload)
    assert begins in flat(neutralise(Unreachable(payload, "").sentence(words)))
    assert begins in flat(neutralise(NotStarted(payload).sentence(words)))
    understand(payload, TODAY)


@pytest.mark.parametrize("text", [ALLOWED, LONGEST_NAME], ids=["allowed", "long"])
async def test_what_the_citizen_reads(text: str) -> None:
    state = state_with(text)
    for lines in (citizen_lines(state), [line(told) for told in read_back_lines(state)]):
        picture, says = await shown_of("", lines)
        assert_harmless(picture)
        assert begins_with(text) in says["text"]


@payloads
def test_a_service_code_has_no_room_for_such_text(payload: str) -> None:
    with pytest.raises(ValidationError):
        ServiceOffer(practitioner=1, service=payload)


def hostile_index(text: str) -> Index:
    practitioner = DirectoryPractitioner(her_id=1, name=text)
    clinic = DirectoryClinic(
        her_id=DDFL,
        organisation_number="-1",
        name=text[:190] + " ddfl",
        phone=text[:LONGEST_PHONE],
        practitioners=(practitioner,),
    )
    return Index(Directory(clinics=(clinic,)))


KEYS = (
    "/ d d f l down escape",
    "d escape",
    "w escape",
    "question_mark escape",
    "v e escape",
    "v enter escape",
    "m escape",
    "e escape",
    "x enter escape",
    "b",
    "n down down escape",
)


@pytest.mark.parametrize("name", [ALLOWED, LONGEST_NAME], ids=["allowed", "long"])
async def test_the_whole_workbench_with_a_hostile_clinic(opening: Opening, name: str) -> None:
    async with opening(WIDE, clinic="ddfl", agent=EVERYTHING) as agent:
        state = agent.app.state
        state.open(hostile(name))
        state.index = hostile_index(name)
        agent.workbench.show()
        for keys in KEYS:
            for key in keys.split():
                await agent.press(key)
                assert_harmless(agent.picture)
        assert agent.is_open


def _own_files() -> list[Path]:
    return sorted(Path(fravaertui.tui.__file__).parent.rglob("*.py"))


DRAWING = frozenset({"text_view.py", "diff_renderer.py", "titled_pane.py"})
"""Who knows what a row on the terminal is made of: those that draw, and the one that sends."""

COLOURS_AND_WIDTHS = {"rich.cells", "rich.color", "rich.color_triplet", "rich.style"}
AROUND = frozenset(
    {
        "notify", "from_markup", "Static", "border_title", "border_subtitle", "tooltip",
        "Markdown", "Label", "Content", "RichLog", "Log",
    }
)  # fmt: skip
"""What of Textual shows text without asking `text_view`."""


@pytest.mark.parametrize("file", _own_files(), ids=lambda file: file.name)
def test_nobody_goes_round_the_text_view(file: Path) -> None:
    used: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.ImportFrom(module=str(module), names=names):
                imported = {alias.name for alias in names}
                used |= imported
                if module == "textual.widgets":
                    assert imported <= ({"TextArea"} if file.name == "text_box.py" else {"Input"})
                if module == "textual":
                    assert "widgets" not in imported
                if module.startswith("rich") and file.name not in DRAWING:
                    assert module in COLOURS_AND_WIDTHS, "only text_view draws"
            case ast.Import(names=names):
                assert not {a.name for a in names if a.name.startswith(("rich", "textual"))}
            case ast.Attribute(attr=name) | ast.Name(id=name) | ast.keyword(arg=str(name)):
                used.add(name)
    edge = (
        {"Content", "border_title", "border_subtitle"} if file.name == "titled_pane.py" else set()
    )
    assert not used & (AROUND - edge)


SHOWING = f"""
from tests.tui.themed import Themed
from fravaertui.tui.widgets.text_view import TextView, line

class Showing(Themed):
    def compose(self):
        yield TextView()

    def on_ready(self):
        texts = {[*SHORT.values()]!r}
        self.query_one(TextView).show([*map(line, texts), line("all is shown")])

    def key_q(self):
        self.exit()

Showing().run()
"""


def test_no_command_in_a_text_reaches_a_real_terminal() -> None:
    with terminal(("-c", SHOWING), WIDE) as screen:
        screen.wait_for("all is shown")
        for payload in SHORT.values():
            assert begins_with(payload) in screen.words
        assert_no_command(screen.written)
        screen.send("q")
        assert screen.status() == 0


PASTED = f"Æ\r\n{CLIPBOARD}{ERASE}\x1b[200~x\x9b2Jy\x0e\x7f\u202e\u2066\u200b[red]"

FIELDS = {
    "search": ("/", 1, ""),
    "day": ("\x1bp", 1, "\x1b"),
    "palette": ("\x10", 1, "\x1b"),
    "absence": ("n\t", 2, "\t"),
    "absence, case": ("\t", 1, "\x1b|j"),
    "substitute": ("vn|\t", 4, "\x1b|j|2"),
    "information": ("m", 1, "\x1b|j"),
    "triage, case": ("t|i", 1, "\x1b"),
    "triage, day": ("z", 1, "\x1b"),
    "triage, view": ("n", 1, "\x1b"),
    "triage, filter": ("o", 1, "\x1b|\x1b"),
    "vendor": ("L|n|", 1, "\x1b|j|\x1b"),
}
"""The keys that lead to a field, how many fields Tab leads to from there, and the keys that leave;
a bar is a pause, since questions take no answer at once."""


def test_nothing_pasted_reaches_a_real_terminal_as_a_command() -> None:
    """Pasted into every field there is, and half of it typed as well."""
    with terminal(PROGRAM, WIDE) as screen:
        screen.wait_for("tilkoblet").send("ddfl\r").wait_for("pågår").settle()
        for name, (there, fields, back) in FIELDS.items():
            pressed(screen, there)
            for number in range(fields):
                word = f"{name.replace(', ', '')}{number}"
                screen.send(f"\x1b[200~{word}{PASTED}{word}\x1b[201~").wait_for(word)
                screen.send("\x9b[/]\u202e\u200b" + "\t" * (number + 1 < fields))
            pressed(screen, back)
        screen.settle()
        assert_no_command(screen.written)
        screen.send("\x11")
        assert screen.status() == 0


def pressed(screen: Terminal, keys: str) -> None:
    for some in keys.split("|"):
        if some == "j":
            screen.say_yes().settle()
        else:
            screen.send(some).settle()


async def test_no_field_is_forgotten(opening: Opening) -> None:
    """Every field is one of ours, which hold nothing that can't be used."""
    async with opening(WIDE, clinic="ddfl") as agent:
        for keys in ("t", "escape L"):
            fields = agent.app.screen.query(Input)
            assert fields
            assert {type(field) for field in fields} == {TextField}
            await agent.press(*keys.split())


def assert_no_command(written: bytes) -> None:
    assert b"\x1b]52" not in written
    assert ERASE.encode() not in written
    assert b"\x0e" not in written
    decoded = written.decode()
    assert not {f"U+{ord(c):04X}" for c in decoded if ord(c) >= 0x7F and is_unsafe(c)}
