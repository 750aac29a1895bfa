"""What `docs/architecture.md` tells under "How to", done by the letter to a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LEFT_OUT = shutil.ignore_patterns("node_modules", "__pycache__", "*.mo")


class Copy:
    """A copy of the project, to be changed and tested."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.package = root / "src" / "fravaertui"

    def replace(self, path: str, old: str, new: str) -> None:
        """Write something else in one place of a file of the package."""
        file = self.package / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path}: {old}"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def add_message(self, language: str, catalogue: str, key: str, text: str) -> None:
        path = self.package / "texts" / "locales" / language / "LC_MESSAGES" / f"{catalogue}.po"
        with path.open("a", encoding="utf-8") as file:
            file.write(f'\nmsgid "{key}"\nmsgstr "{text}"\n')

    def test(self, *tests: str) -> None:
        """Compile the catalogues and run tests on the copy; they must pass."""
        env = {**os.environ, "PYTHONPATH": str(self.root / "src")}
        for command in (
            (sys.executable, "hatch_build.py"),
            (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests),
        ):
            done = subprocess.run(
                command, cwd=self.root, env=env, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Copy]:
    for folder in ("docs", "src", "styles", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=LEFT_OUT)
    for file in ("pyproject.toml", "hatch_build.py"):
        shutil.copy(ROOT / file, tmp_path)
    yield Copy(tmp_path)
    shutil.rmtree(tmp_path)


def test_add_a_service(project: Copy) -> None:
    project.replace(
        "texts/services.py",
        "SERVICE_NAMES = {\n",
        'SERVICE_NAMES = {\n    "sykmelding": (msgid("Sick note"), msgid("Sick n.")),\n',
    )
    for language in ("nb", "nn"):
        project.add_message(language, "screen", "Sick note", "Sykmelding")
        project.add_message(language, "screen", "Sick n.", "Sykm.")
    for language in ("nb", "nn", "en", "se"):
        project.add_message(language, "citizen", "name.sykmelding", "Sykmelding")
        left = language == "se"  # what North Sami leaves to bokmål
        project.add_message(
            language, "citizen", "description.sykmelding", "" if left else "Bestill."
        )
        project.add_message(language, "citizen", "closed.sykmelding", "Stengt til {day}.")
    for language in ("nb", "nn"):
        project.add_message(language, "read_back", "service.sykmelding", "Sykmelding")
    project.test("tests/texts/test_catalogues.py", "tests/texts/test_service_words.py")


def test_add_a_language(project: Copy) -> None:
    project.replace(
        "protocol/citizen_page.py",
        'CitizenLanguage = Literal["nb", ',
        'CitizenLanguage = Literal["nb", "fi", ',
    )
    project.replace(
        "texts/languages.py",
        "LANGUAGES = {\n",
        'LANGUAGES = {\n    "fi": Language(msgid("Finnish"), _NYNORSK, "d. MMMM y"),\n',
    )
    for language in ("nb", "nn"):
        project.add_message(language, "screen", "Finnish", "finsk")
    locales = project.package / "texts" / "locales"
    shutil.copytree(locales / "nn", locales / "fi", ignore=shutil.ignore_patterns("read_back.*"))
    catalogue = locales / "fi" / "LC_MESSAGES" / "citizen.po"
    catalogue.write_text(re.sub("Language: nn", "Language: fi", catalogue.read_text()))
    project.test(
        "tests/texts/test_catalogues.py",
        "tests/texts/test_citizen_texts.py",
        "tests/tui/test_citizen_pane.py::test_each_language_in_turn_and_round_again",
    )
