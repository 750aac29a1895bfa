"""A client of the backend's API: calls are methods, responses are values, problems are errors.

Importing this package is cheap: the HTTP library is imported by the first call, off the event loop,
so that the screen can paint first.
"""

from fravaertui.client.api import Client
from fravaertui.client.errors import (
    AnswerLost,
    Busy,
    ClientError,
    Fault,
    ImportRefused,
    InvalidResponse,
    MarkRefused,
    NewerBackend,
    NotAllowed,
    NotFound,
    NotStarted,
    ReceivedViolation,
    Refused,
    SignInFailed,
    SignInNeeded,
    TooManyStreams,
    Unreachable,
    Unusable,
    VersionConflict,
)
from fravaertui.client.event_stream import Connected, Disconnected, Polled, StreamItem
from fravaertui.client.transport import Endpoint, Timeouts

__all__ = [
    "AnswerLost",
    "Busy",
    "Client",
    "ClientError",
    "Connected",
    "Disconnected",
    "Endpoint",
    "Fault",
    "ImportRefused",
    "InvalidResponse",
    "MarkRefused",
    "NewerBackend",
    "NotAllowed",
    "NotFound",
    "NotStarted",
    "Polled",
    "ReceivedViolation",
    "Refused",
    "SignInFailed",
    "SignInNeeded",
    "StreamItem",
    "Timeouts",
    "TooManyStreams",
    "Unreachable",
    "Unusable",
    "VersionConflict",
]
