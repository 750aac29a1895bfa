"""Why a change may not be made, as a value that screens and the API put into words."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime
from pydantic import Field as Bounds

from fravaertui.domain.fields import Value, Version
from fravaertui.domain.model import Absence, Substitute

Field = Literal[
    "practitioner", "name", "starts", "ends", "services", "absence", "substitute", "text"
]
"""The input a violation belongs to, or the record that it is about."""

Confirmation = Literal["long_absence", "far_ahead", "overlap_outside", "closed_knowingly"]
"""What an agent may go through with after being asked: the doubts of rule A6, an overlap with a
record that came from outside, which the union takes care of (rule A4), and an absence on a
service that a substitute covers (rule A5)."""

EVERYTHING: tuple[Confirmation, ...] = get_args(Confirmation)


class Made(Value):
    """Who made a version of a clinic's file, and when."""

    version: Version
    agent: Annotated[str, Bounds(max_length=200)]
    at: AwareDatetime


@dataclass(frozen=True, slots=True)
class Violation:
    """Why a change may not be made: a code with words in the catalogue, and the input it is about.

    `field` names the input it belongs to. `absence` and `substitute` are the records it collides
    with. When `confirmation` is set the change may be sent again with that in `confirmed`. `made`
    is the later change that prevents reverting an earlier one.
    """

    code: str
    field: Field
    days: tuple[date, ...] = ()
    absence: Absence | None = None
    services: tuple[str, ...] = ()
    confirmation: Confirmation | None = None
    substitute: Substitute | None = None
    made: Made | None = None
