"""Keys given to a screen when it is made.

Textual declares a screen's keys on its class, or changes them by a key map, which takes the key
from every other binding in every mode. Only an app can be given more of them.
"""

from typing import Any

from textual.screen import Screen


def bind_keys(screen: Screen[Any], keys: str, action: str, description: str) -> None:
    """Let keys, separated by commas, run an action on this screen; no footer shows them."""
    screen._bindings.bind(keys, action, description, show=False)
