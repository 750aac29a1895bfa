"""The project itself: what is shipped, what is locked, and that no picture has lost its test."""

import ast
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import fravaertui

ROOT = Path(__file__).parents[1]
SNAPSHOTS = ROOT / "snapshots"


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that must succeed, and answer what it printed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as an installer does from a source release: from the sdist alone."""
    folder = tmp_path_factory.mktemp("dist")
    build = (sys.executable, "-m", "hatchling", "build", "-d", folder, "-t")
    run(*build, "sdist", cwd=ROOT)
    with tarfile.open(next(folder.glob("*.tar.gz"))) as sdist:
        sdist.extractall(folder, filter="data")
    run(*build, "wheel", cwd=folder / f"fravaertui-{fravaertui.__version__}")
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_styles_and_catalogues(wheel: Path) -> None:
    styles = {f"fravaertui/{path.relative_to(ROOT)}" for path in ROOT.glob("styles/**/*.tcss")}
    catalogues = {
        str(path.relative_to(ROOT / "src").with_suffix(".mo"))
        for path in ROOT.glob("src/fravaertui/texts/locales/*/LC_MESSAGES/*.po")
    }
    shipped = set(zipfile.ZipFile(wheel).namelist())
    assert styles
    assert catalogues
    assert {name for name in shipped if name.endswith((".tcss", ".mo"))} == styles | catalogues


def test_the_wheel_works_where_the_repository_is_not(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    venv.create(place, symlinks=True)
    # The dependencies are lent from here. A .pth reached through another is not read, so this
    # does not lend the editable install of the project too.
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(place)}))
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib"))
    install = (sys.executable, "-m", "uv", "pip", "install", "--offline", "--no-deps")
    run(*install, "--python", place / "bin" / "python", wheel, cwd=tmp_path)

    assert fravaertui.__version__ in run(place / "bin" / "fravaertui", "--version", cwd=tmp_path)


def test_the_lock_names_versions_and_hashes_only() -> None:
    version = r"[a-z0-9-]+==[^ ]+( ; [^/:]+)? \\"
    digest = r"    --hash=sha256:[0-9a-f]{64}( \\)?"
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert [line for line in lines if not re.fullmatch(f"{version}|{digest}", line)] == []


def test_each_dependency_is_named_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for named in (project["project"]["dependencies"], *project["dependency-groups"].values()):
        names = [Requirement(requirement).name for requirement in named]
        assert len(names) == len(set(names))


def test_the_lock_was_made_from_the_project_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
    ]
    lock = (ROOT / "requirements.lock").read_text()
    locked = dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", lock, re.MULTILINE))
    for requirement in map(Requirement, wanted):
        assert locked[requirement.name] in requirement.specifier


def test_every_snapshot_has_its_test() -> None:
    """The snapshot plugin overlooks a deleted module's pictures and, under xdist, any orphan."""
    pictures = [path.relative_to(SNAPSHOTS) for path in SNAPSHOTS.rglob("*.svg")]
    modules = {f"tests/{path.parent}.py" for path in pictures}
    remaining = [module for module in sorted(modules) if (ROOT / module).exists()]
    collect = (sys.executable, "-m", "pytest", "--collect-only", "--quiet", *remaining)
    tests = set(run(*collect, cwd=ROOT).splitlines()) if remaining else set()

    def test_of(picture: Path) -> str:
        # A test's second picture is called after it, with .1 added.
        name = re.sub(r"\.\d+$", "", picture.stem)
        return f"tests/{picture.parent}.py::{name.replace('.', '::')}"

    assert [str(picture) for picture in pictures if test_of(picture) not in tests] == []


ALLOWED = {"fravaertui", "pydantic", *sys.stdlib_module_names}
"""What is true, and what both ends of the wire know, needs nothing more, and is tested so."""


def _imported(source: str) -> Iterator[str]:
    """Yield each package that is imported anywhere in a module, for type checkers too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "fravaertui").partition(".")[0]


@pytest.mark.parametrize("room", ["domain", "protocol"])
def test_domain_and_protocol_import_the_standard_library_and_pydantic_only(room: str) -> None:
    files = list((ROOT / "src" / "fravaertui" / room).rglob("*.py"))
    assert files
    foreign = {(path.name, name) for path in files for name in _imported(path.read_text())}
    assert {found for found in foreign if found[1] not in ALLOWED} == set()


@pytest.mark.parametrize(
    "planted", ["import segno", "from babel.dates import UTC", "def f(): import httpx._client"]
)
def test_a_planted_import_is_not_allowed(planted: str) -> None:
    assert not set(_imported(planted)) & ALLOWED


def test_the_documents_name_no_file_that_is_not_there() -> None:
    files = [
        str(path.relative_to(ROOT))
        for path in (*(ROOT / "src").glob("**/*.py"), *(ROOT / "tests").glob("**/*.py"))
    ]
    for document in ("architecture.md", "choices.md", "drift.md"):
        text = (ROOT / "docs" / document).read_text(encoding="utf-8")
        for name in re.findall(r"`([a-z_/]+\.py)`", text):
            assert any(f"/{file}".endswith(f"/{name}") for file in files), f"{document}: {name}"
