"""Keys as they are printed on a keyboard."""

_SIGNS = frozenset(
    {"slash", "colon", "minus", "plus", "question_mark", "exclamation_mark", "comma", "full_stop"}
    | {"left_square_bracket", "right_square_bracket", "less_than_sign", "greater_than_sign"}
)

_KEY_NAMES = {
    "slash": "/",
    "colon": ":",
    "minus": "-",
    "plus": "+",
    "question_mark": "?",
    "exclamation_mark": "!",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "escape": "Esc",
    "delete": "Del",
    "enter": "Enter",
    "space": "Space",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "comma": ",",
    "full_stop": ".",
}


def is_sign(key: str) -> bool:
    """Tell whether a field would take the key: a letter, a digit or a sign."""
    return len(key) == 1 or key in _SIGNS


def key_name(key: str) -> str:
    """Return a key as it is printed on a keyboard: `^s` for ctrl+s."""
    if key.startswith("ctrl+"):
        return f"^{key.removeprefix('ctrl+')}"
    return _KEY_NAMES.get(key, key.upper() if key.startswith("f") and len(key) > 1 else key)
