"""The build hook: compiles the message catalogues and puts the stylesheets into the wheel.

Run as a program, it only compiles the catalogues.
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> None:
    """Write a `.mo` beside every `.po`; a catalogue that cannot be read is an error."""
    for source in root.glob("src/fravaertui/texts/locales/*/LC_MESSAGES/*.po"):
        with source.open("rb") as lines:
            catalogue = read_po(lines, abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalogue)


class BuildHook(BuildHookInterface[BuilderConfig]):
    """What hatchling runs before it builds a wheel, editable or not."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues and, in a wheel to be shipped, include `styles/`.

        An editable install reads `styles/` where it lies: a copy in site-packages would go stale.
        """
        root = Path(self.root)
        compile_catalogues(root)
        if version == "standard":
            build_data["force_include"][str(root / "styles")] = "fravaertui/styles"


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
