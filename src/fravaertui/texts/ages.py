"""How long ago something was, in words."""

from datetime import timedelta

from fravaertui.texts.catalogue import Words

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def age_phrase(age: timedelta, words: Words) -> str:
    """Return the age in its largest whole unit: «for 12 min siden»."""
    seconds = max(int(age.total_seconds()), 0)
    if seconds >= _DAY:
        return words.plural("{n} day ago", "{n} days ago", seconds // _DAY)
    if seconds >= _HOUR:
        return words.plural("{n} hour ago", "{n} hours ago", seconds // _HOUR)
    if seconds >= _MINUTE:
        return words.plural("{n} minute ago", "{n} minutes ago", seconds // _MINUTE)
    return words("just now")
