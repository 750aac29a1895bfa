"""Choosing a clinic by what is typed of its name, of a practitioner's, or of a number."""

import asyncio

from fravaertui.cli.commands.plain.dialogue import Dialogue, GoBack
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.session.clinic_search import Hit, Index
from fravaertui.session.gateway import Gateway

MOST_CHOICES = 20


class Clinics:
    """The directory, fetched when it is first asked for."""

    def __init__(self, talk: Dialogue, gateway: Gateway, runner: asyncio.Runner) -> None:
        """Fetch through the `gateway`."""
        self._talk = talk
        self._gateway = gateway
        self._runner = runner
        self._index: Index | None = None

    @property
    def index(self) -> Index:
        """The directory, indexed for searching."""
        if self._index is None:
            self._index = self._runner.run(self._gateway.directory())
        return self._index

    def choose(self, typed: str) -> ClinicFile:
        """Return the clinic that the agent chooses. Raises GoBack when nothing is found."""
        talk, words = self._talk, self._talk.words
        text = typed or talk.require(words("Name or number: "))
        hits = self.index.search(text, MOST_CHOICES)
        near = () if hits else self.index.nearest(text)
        if not hits and not near:
            talk.say(words("No hits. Try fewer letters or a number."))
            raise GoBack
        if near:
            talk.say(words("No hits. Did you mean:"))
        options = [(_hit_text(hit), hit) for hit in hits or near]
        hit = talk.choose(words("Which one?"), options, asks=bool(near))
        return self.fetch(hit.clinic.her_id)

    def fetch(self, clinic: int) -> ClinicFile:
        """Return a clinic's file."""
        return self._runner.run(self._gateway.clinic(clinic))

    def elsewhere(self, practitioner: int | None) -> list[str]:
        """Return where else a practitioner works (rule A13), if the directory was asked for."""
        if self._index is None or practitioner is None:
            return []
        return [hit.clinic.name for hit in self._index.elsewhere(practitioner)]


def _hit_text(hit: Hit) -> str:
    names = (hit.practitioner.name if hit.practitioner else "", hit.clinic.name)
    return ", ".join(name for name in names if name)
