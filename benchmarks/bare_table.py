"""The baseline of the screens: a bare Textual program with one table of 100 rows."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable


class BareTable(App[None]):
    """What Textual itself costs."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "quit", show=False)]

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        table: DataTable[str] = self.query_one(DataTable)
        table.add_columns("Practitioner", "From", "To", "Services", "Status")
        for number in range(100):
            table.add_row(f"Practitioner {number}", "12.06.2024", "08.07.2024", "all", "planned")


if __name__ == "__main__":
    BareTable().run()
