"""What the agent has chosen is on disk when the program ends, and no key waits for the disk."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from fravaertui.session.choices import Choices, RememberedChoices


def test_choices_are_stored_beside_the_keys_and_the_latest_is_there_at_the_end() -> None:
    stored: list[str] = []
    slow, begun = Event(), Event()

    def store(choices: Choices) -> None:
        begun.set()
        assert slow.wait(60)
        stored.append(choices.theme)

    disk = ThreadPoolExecutor(1)
    chosen = RememberedChoices(Choices(), store, disk)
    chosen.choose_theme("light")
    assert begun.wait(60)
    for theme in ("mono", "dark"):
        chosen.choose_theme(theme)
    assert chosen.now.theme == "dark"
    assert stored == []
    slow.set()
    disk.shutdown()
    assert stored == ["light", "dark"]
