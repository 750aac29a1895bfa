"""The screen paints before the HTTP library is imported."""

import subprocess
import sys


def test_importing_the_client_imports_no_http_library() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, fravaertui.client;print({'httpx', 'babel'} & set(sys.modules) or 'cheap')",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "cheap"
