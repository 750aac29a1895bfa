"""The OpenID provider of the tests, and the agent who signs in there with a browser."""

import html
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest

HERE = Path(__file__).parent
CLIENT_ID = "fravaertui"


def node() -> str:
    """Return the path of Node: the machine's own, or the one that `make provider` installed."""
    beside = Path(sys.executable).parent
    found = shutil.which("node") or shutil.which("node", path=str(beside))
    return found or pytest.skip("there is no node: make provider")


@contextmanager
def provider(**options: Any) -> Iterator[str]:
    """Run a provider and yield its address; `options` are those of `server.mjs`."""
    if not (HERE / "node_modules").is_dir():
        pytest.skip("the OpenID provider is not installed: make provider")
    command = (node(), str(HERE / "server.mjs"), json.dumps(options))
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait(10)
            process.stdout.close()


class Browser:
    """An agent with a browser on another machine: opens an address and fills in what it shows."""

    def __init__(self) -> None:
        """Open a browser without cookies."""
        self._http = httpx.Client(follow_redirects=True, trust_env=False)
        self._page = ""
        self._at = ""

    def sign_in(self, address: str, name: str) -> None:
        """Enter the code at the address, log in, and allow the terminal."""
        self._open(address)
        self._submit()
        self._submit(confirm="yes")
        self._submit(login=name, password="any")
        self._submit()
        assert "Sign-in Success" in self._page

    def refuse(self, address: str) -> None:
        """Enter the code at the address, and refuse."""
        self._open(address)
        self._submit()
        self._submit(abort="yes")

    def close(self) -> None:
        """Close the browser."""
        self._http.close()

    def _open(self, address: str) -> None:
        self._show(self._http.get(address))

    def _submit(self, **typed: str) -> None:
        form = re.search(r"<form[^>]*action=\"([^\"]*)\"", self._page)
        assert form, self._page
        hidden = re.findall(r"<input type=\"hidden\" name=\"(\w+)\" value=\"([^\"]*)\"", self._page)
        filled = {name: html.unescape(value) for name, value in hidden} | typed
        self._show(self._http.post(urljoin(self._at, html.unescape(form[1])), data=filled))

    def _show(self, response: httpx.Response) -> None:
        self._at, self._page = str(response.url), response.text
