"""A server on a unix socket: `python -m benchmarks.serving SOCKET [DATABASE]`.

Ours on a database; without one, the baseline: a bare ASGI application on the same uvicorn with
the same settings, which answers everything alike.
"""

import sys

import uvicorn
from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope

from fravaertui.backend.app import create_app
from fravaertui.backend.middleware.front import front_of

ANSWER = b'{"practitioner":{},"services":[]}' * 55
"""About as long as a citizen's page."""


async def bare(_: Scope, _receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Answer at once."""
    length = str(len(ANSWER)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", length)]
    await send(
        {"type": "http.response.start", "status": 200, "headers": headers, "trailers": False}
    )
    await send({"type": "http.response.body", "body": ANSWER, "more_body": False})


def main(socket: str, database: str = "") -> None:
    """Serve until terminated."""
    front = front_of(create_app(database), citizen_per_minute=0) if database else bare
    uvicorn.run(
        front,
        uds=socket,
        access_log=False,
        log_level="warning",
        server_header=False,
        ws="none",
        lifespan="on" if database else "off",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
