"""An app for a test of one widget, in the program's own theme."""

from fravaertui.tui.themed_app import ThemedApp
from fravaertui.tui.themes.palettes import read_palettes
from fravaertui.tui.themes.shipped import THEMES


class Themed(ThemedApp):
    """Draws as the program does."""

    def __init__(self) -> None:
        super().__init__()
        self.use_palettes(read_palettes(THEMES).by_name)
