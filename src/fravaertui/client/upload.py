"""Files as the body of a request, read from the disk while they are sent."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from fravaertui.protocol.upload import END, header, padding
from fravaertui.system.regular_files import status_of_file

_CHUNK = 1 << 18


class Upload:
    """An archive of some files, which can be sent again when contact fails."""

    def __init__(self, files: Sequence[Path], progress: Callable[[int], object]) -> None:
        """`progress` gets how many bytes have been sent so far. Raises OSError."""
        self._files = [(file, status_of_file(file)) for file in files]
        self._progress = progress
        headers = sum(len(header("", 0, 0)) + padding(s.st_size) for _, s in self._files)
        self.size = headers + sum(status.st_size for _, status in self._files) + len(END)
        """How many bytes it has."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the archive piece by piece. Raises OSError."""
        sent = 0
        async for piece in self._pieces():
            yield piece
            sent += len(piece)
            self._progress(sent)

    async def _pieces(self) -> AsyncIterator[bytes]:
        for file, status in self._files:
            yield header(file.name, status.st_size, status.st_mtime)
            with await asyncio.to_thread(file.open, "rb") as stream:
                left = status.st_size
                while left:
                    piece = await asyncio.to_thread(stream.read, min(left, _CHUNK))
                    if not piece:  # it has been cut since; it will be refused as that
                        piece = bytes(left)
                    left -= len(piece)
                    yield piece
            yield bytes(padding(status.st_size))
        yield END
