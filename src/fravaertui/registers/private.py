"""What no text that is taken in may tell (rule R4): identity numbers and addresses of mail."""

import re

_BETWEEN = "[ .\u2010-\u2015\u2212/-]"
_IDENTITY_NUMBER = re.compile(
    rf"(?<!\d)(?:\d{{2}}{_BETWEEN}?){{2}}\d{{2}}{_BETWEEN}{{0,3}}\d{{3}}{_BETWEEN}?\d{{2}}(?!\d)"
)
"""Eleven digits as people write them: not only those that add up, since one may be mistyped."""

_MAIL = re.compile(r"\S\s?[@\uff20]\s?\S")
_ABROAD = re.compile(r"\+[0-9 ]{4,20}")
"""A number to call in another country, which may have eleven digits too."""


def is_private(text: str) -> bool:
    """Tell whether an e-mail address or a national identity number stands in a text."""
    return bool(_MAIL.search(text) or has_identity_number(text))


def has_identity_number(text: str) -> bool:
    """Tell whether a national identity number, or a D-number, stands in a text."""
    text = " ".join(text.split())
    return bool(_IDENTITY_NUMBER.search(text)) and not _ABROAD.fullmatch(text)
