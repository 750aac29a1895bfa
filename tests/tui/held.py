"""Responses held back until a test releases them, instead of a slow backend."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fravaertui.client import Client
from fravaertui.session.gateway import Gateway

_REAL = object()


class Held:
    """One kind of call to the backend, whose answers wait until they are released."""

    def __init__(self, real: Any, answer: object) -> None:
        self._real = real
        self._answer = answer
        self._gate = asyncio.Event()
        self.asked = asyncio.Event()

    async def __call__(self, *args: Any, **kwargs: Any) -> Any:
        answer = await self._real(*args, **kwargs) if self._answer is _REAL else self._answer
        self.asked.set()
        await self._gate.wait()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def release(self) -> None:
        """Release the responses, future ones too."""
        self._gate.set()


@contextmanager
def held(target: Gateway | Client, call: str, answer: object = _REAL) -> Iterator[Held]:
    """Hold back the responses to a call: the real ones, or `answer` instead, or an error."""
    one = Held(getattr(target, call), answer)
    setattr(target, call, one)
    try:
        yield one
    finally:
        one.release()
        delattr(target, call)
