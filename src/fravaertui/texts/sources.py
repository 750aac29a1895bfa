"""Where a record was made, in words."""

from fravaertui.domain.model import Source
from fravaertui.texts.catalogue import Words, msgid

_SOURCES = {
    Source.DESK: msgid("this desk"),
    Source.PORTAL: msgid("the portal"),
    Source.EPJ: msgid("the EPJ"),
    Source.IMPORT: msgid("an import"),
}


def source_name(source: Source | str, words: Words) -> str:
    """Return what the source is called, as after «from»; an unknown one is shown as it is."""
    return words(_SOURCES[Source(source)]) if source in set(Source) else source
