"""Choosing services by their numbers."""

from collections.abc import Sequence

from fravaertui.cli.commands.plain.dialogue import Dialogue, is_number
from fravaertui.texts.services import service_list, service_name


def choose_services(talk: Dialogue, question: str, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the services that the agent chooses, asking until at least one is."""
    words = talk.words
    talk.say(question)
    talk.say_numbered(service_name(code, words) for code in codes)
    while True:
        answer = talk.require(words("Numbers with blanks between, or «all of them»: ")).lower()
        if answer == words("all of them"):
            return tuple(sorted(codes))
        numbers = answer.replace(",", " ").split()
        picked = {codes[int(n) - 1] for n in numbers if is_number(n, codes)}
        if picked and all(is_number(n, codes) for n in numbers):
            chosen = tuple(sorted(picked))
            talk.say(service_list(chosen, words))
            return chosen
        talk.say(words("Tick at least one service."))
