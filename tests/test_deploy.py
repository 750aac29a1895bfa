"""What `deploy/` gives whoever runs a desk fits the program, and the programs it is written for."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from packaging.requirements import Requirement

from fravaertui.backend.api.bodies import LARGEST_BODY, LARGEST_UPLOAD
from fravaertui.backend.app import create_app
from fravaertui.backend.middleware.front import front_of
from fravaertui.cli.commands import serve
from fravaertui.cli.parser import Parser
from fravaertui.cli.settings import Paths, Settings, load
from fravaertui.texts.catalogue import screen_words

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
OTHERS = {"FORWARDED_ALLOW_IPS", "PGPASSWORD"}
"""What the environment says to Uvicorn and libpq."""


def _text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def _values(name: str, *, also_off: bool = False) -> dict[str, str]:
    """Return what a file of the environment says, read as systemd does."""
    start = "#?" if also_off else ""
    return dict(re.findall(rf"^{start}([A-Z_]+)='([^'\\]*)'$", _text(name), re.MULTILINE))


def _paths(folder: Path) -> Paths:
    return Paths(folder / "settings.toml", folder, folder, folder / "log")


def _yaml(name: str) -> Any:
    return pytest.importorskip("yaml").safe_load(_text(name))


def test_the_guide_tells_of_each_file() -> None:
    guide = (ROOT / "docs" / "drift.md").read_text(encoding="utf-8")
    untold = {file.name for file in DEPLOY.iterdir() if f"deploy/{file.name}" not in guide}
    assert untold == {"Containerfile.dockerignore", "initdb.sh"}, "others of these files tell"


@pytest.mark.parametrize("name", ["fravaertui.env", "owner.env"])
def test_sh_reads_the_environment_as_systemd_does(name: str) -> None:
    lines = [line for line in _text(name).splitlines() if line and not line.startswith("#")]
    values = _values(name)
    assert len(values) == len(lines), "each line is a name and a value in single quotes"
    script = 'set -eua; . "$1"; exec "$2" -c "import json, os; print(json.dumps(dict(os.environ)))"'
    command = ("sh", "-c", script, "sh", DEPLOY / name, sys.executable)
    done = subprocess.run(command, capture_output=True, check=True, env={"LANG": "C.UTF-8"})
    assert {n: v for n, v in json.loads(done.stdout).items() if n in values} == values


@pytest.mark.parametrize("name", ["fravaertui.env", "owner.env"])
def test_what_the_environment_names_are_settings(name: str, tmp_path: Path) -> None:
    values = _values(name, also_off=True)
    given = {n: v for n, v in values.items() if n not in OTHERS}
    settings = load(_paths(tmp_path), given, {})
    assert settings.database_shared
    if name == "fravaertui.env":
        assert {role.value for role in settings.roles.values()} == {"supervisor", "agent"}


def test_the_sample_has_each_setting_of_serving() -> None:
    given = {
        n.removeprefix("FRAVAERTUI_").lower() for n in _values("fravaertui.env", also_off=True)
    }
    on_screens = {"backend", "theme", "keys", "demo", "mouse"}
    assert Settings.model_fields.keys() - on_screens <= given


def test_the_unit_starts_serve_with_options_it_has() -> None:
    [line] = re.findall("^ExecStart=(.*)$", _text("fravaertui@.service"), re.MULTILINE)
    program, command, *options = shlex.split(line.replace("%i", "8001"))
    assert (program, command) == ("/opt/fravaertui/bin/fravaertui", "serve")
    parser = Parser(screen_words("nb"), prog="fravaertui serve")
    serve.add_options(parser)
    parsed = parser.parse_args(options)
    assert (parsed.host, parsed.port) == ("127.0.0.1", "8001")


def test_the_unit_is_hardened(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("there is no systemd here")
    unit = shutil.copy(DEPLOY / "fravaertui@.service", tmp_path / "fravaertui@1.service")
    command = ("systemd-analyze", "security", "--offline=true", "--threshold=29", unit)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["fravaertui-admin", "initdb.sh"])
def test_the_scripts_can_be_read_and_run(name: str) -> None:
    assert (DEPLOY / name).stat().st_mode & 0o111
    subprocess.run(("sh", "-n", DEPLOY / name), check=True)


async def test_what_is_drawn_and_warned_of_is_measured(sqlite_front: httpx.AsyncClient) -> None:
    await sqlite_front.get("/healthz")
    measured = (await sqlite_front.get("/metrics")).text
    known = set(re.findall(r"^((?:fravaertui|process)_[a-z_]+)", measured, re.MULTILINE))
    routes = set((await sqlite_front.get("/api/v1/openapi.json")).json()["paths"])
    for name in ("grafana.json", "alerts.yml"):
        text = _text(name).replace('\\"', '"')
        used = set(re.findall(r"\b(?:fravaertui|process)_[a-z_]+", text))
        assert used
        assert used <= known, name
        assert set(re.findall('route="([^"]*)"', text)) <= routes, name


@pytest.fixture
def sqlite_front(tmp_path: Path) -> httpx.AsyncClient:
    """A server with what stands in front of it."""
    app = create_app(f"sqlite:///{tmp_path / 'desk.db'}")
    transport = httpx.ASGITransport(front_of(app, 0))
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


def test_five_things_are_warned_of() -> None:
    [group] = _yaml("alerts.yml")["groups"]
    assert len({rule["alert"] for rule in group["rules"]}) == 5
    assert all({"expr", "labels", "annotations"} <= rule.keys() for rule in group["rules"])


def test_each_panel_of_the_dashboard_has_its_place() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(_text("grafana.json"))["panels"]:
        place = panel["gridPos"]
        squares = {
            (place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])
        }
        assert not squares & taken, panel["title"]
        taken |= squares
    assert max(x for x, _ in taken) < 24


def test_the_composed_desk_has_what_it_needs(tmp_path: Path) -> None:
    composed = _yaml("compose.yaml")
    services = composed["services"]
    assert services.keys() == {"db", "migrate", "server-a", "server-b", "balancer"}
    made_by_the_desk = {"fravaertui.pem"}
    for service in services.values():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            if source.startswith("./") and Path(source).name not in made_by_the_desk:
                assert (DEPLOY / source).is_file()
    for name in ("migrate", "server-a", "server-b"):
        service = services[name]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        environment = {n: v for n, v in service["environment"].items() if n not in OTHERS}
        assert load(_paths(tmp_path), environment, {}).database_shared
    assert services["migrate"]["command"] == ["migrate", "--serve-as", "fravaertui"]


def test_the_image_is_built_of_what_is_there_and_without_root() -> None:
    text = _text("Containerfile")
    for sources in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE):
        for source in sources.split():
            assert (ROOT / source).exists(), source
            assert f"!{source}" in _text("Containerfile.dockerignore").splitlines()
    assert re.search("^USER [1-9]", text.rpartition("FROM")[2], re.MULTILINE)


def test_all_that_builds_the_wheel_is_named() -> None:
    [named] = re.findall(r"\^\(([a-z|-]+)\)==", _text("Containerfile"))
    assert set(named.split("|")) == _closure("hatchling", "babel")


def test_the_lock_of_the_program_alone_is_a_part_of_the_whole_one() -> None:
    whole, alone = (_locked(p / "requirements.lock") for p in (ROOT, DEPLOY))
    assert alone.items() <= whole.items()
    names = {line.partition("==")[0] for line in alone}
    assert _closure(*map(_named, _wanted("fravaertui"))) <= names
    assert "pytest" not in names


def _locked(file: Path) -> dict[str, str]:
    """Return the hashes of each version and marker in a lock."""
    found = re.findall(r"^(\S+==.*?) \\\n((?:    .*\n)+)", file.read_text(), re.MULTILINE)
    return dict(found)


def _wanted(package: str) -> list[Requirement]:
    found = map(Requirement, requires(package) or ())
    return [one for one in found if one.marker is None or one.marker.evaluate({"extra": ""})]


def _named(requirement: Requirement) -> str:
    return requirement.name.lower().replace("_", "-").replace(".", "-")


def _closure(*packages: str) -> set[str]:
    known: set[str] = set()
    coming = set(packages)
    while coming:
        known |= coming
        coming = {_named(one) for package in coming for one in _wanted(package)} - known
    return known


def _bytes(said: str) -> int:
    number, unit = re.fullmatch("([0-9]+)([km]?)", said).groups()  # type: ignore[union-attr]
    return int(number) * {"": 1, "k": 1024, "m": 1024**2}[unit]


def test_balancers_let_through_as_much_as_the_server_takes() -> None:
    limits = re.findall("client_max_body_size ([0-9]+[km]?);", _text("nginx.conf"))
    assert [_bytes(said) for said in limits] == [LARGEST_BODY, LARGEST_UPLOAD]
    limits = re.findall("req.body_size gt ([0-9]+)", _text("haproxy.cfg"))
    assert [int(said) for said in limits] == [LARGEST_BODY, LARGEST_UPLOAD]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """The folder of a certificate for this machine, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    chain = built.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "fullchain.pem").write_bytes(chain)
    (tmp_path / "privkey.pem").write_bytes(private)
    (tmp_path / "fravaertui.pem").write_bytes(chain + private)
    return tmp_path


def test_nginx_takes_its_configuration(certificate: Path) -> None:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin") or pytest.skip("there is no nginx")
    site = _text("nginx.conf").replace("/etc/fravaertui/tls", str(certificate))
    (certificate / "site.conf").write_text(site.replace(":443", ":18443").replace(" 443", " 18443"))
    whole = f"pid {certificate}/pid; events {{}} http {{ include {certificate}/site.conf; }}"
    (certificate / "whole.conf").write_text(whole)
    command = (nginx, "-t", "-q", "-e", "stderr", "-c", certificate / "whole.conf")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_haproxy_takes_its_configuration(certificate: Path) -> None:
    haproxy = shutil.which("haproxy", path="/usr/sbin:/usr/bin") or pytest.skip("no haproxy")
    whole = _text("haproxy.cfg").replace("/etc/haproxy", str(certificate))
    (certificate / "haproxy.cfg").write_text(whole)
    command = (haproxy, "-c", "-q", "-f", certificate / "haproxy.cfg")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
