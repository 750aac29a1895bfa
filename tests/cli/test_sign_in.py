"""Signing in and out from the command line, against a certified provider and the real backend."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from fravaertui.cli import main
from tests.provider.backends import backend_with_sign_in
from tests.provider.running import Browser, provider


def test_the_commands_use_the_sign_in_until_it_is_ended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with provider() as issuer, backend_with_sign_in(issuer, tmp_path) as backend:
        assert main(["findings", "--backend", backend]) == 1
        assert "fravaertui sign-in" in capsys.readouterr().err

        command = (sys.executable, "-m", "fravaertui", "sign-in", "--backend", backend)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as signing_in:
            assert signing_in.stdout
            address = re.findall(r"http\S+", signing_in.stdout.readline())[0]
            code = re.findall(r"[A-Z]{4}-[A-Z]{4}", signing_in.stdout.readline())[0]
            browser = Browser()
            browser.sign_in(f"{address}?user_code={code}", "kari")
            browser.close()
            assert "kari, kundebehandler" in signing_in.stdout.read()
        assert signing_in.returncode == 0

        assert main(["findings", "--backend", backend]) == 0
        file = tmp_path / "katalog.json"
        file.write_bytes(b"[" + b" " * 5_000_000)
        capsys.readouterr()
        assert main(["directory", "plan", str(file), "--backend", backend]) == 1
        assert "Rollen din gir ikke tilgang til dette." in capsys.readouterr().err
        assert main(["citizen", "Astrid Info", "--backend", backend]) == 0
        capsys.readouterr()
        assert main(["sign-in", "--backend", backend]) == 0
        assert "kari" in capsys.readouterr().out
        assert main(["sign-out", "--backend", backend]) == 0
        assert main(["findings", "--backend", backend]) == 1


def test_the_backend_inside_the_program_wants_no_sign_in(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["sign-in"]) == 2
    assert "--backend" in capsys.readouterr().err
