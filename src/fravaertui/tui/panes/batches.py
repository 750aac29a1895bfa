"""What taking a batch back does, clinic by clinic."""

from fravaertui.protocol.batches import BatchReversal
from fravaertui.texts.batches import MOST_NAMED, reversal_sentences, staying_sentences
from fravaertui.texts.catalogue import Words
from fravaertui.tui.widgets.text_view import Line, line


def revert_question(reversal: BatchReversal, words: Words) -> list[Line]:
    """Return what becomes of the clinics, and where a batch can't be taken back and why."""
    return [*map(line, reversal_sentences(reversal, words)), *staying_lines(reversal, words)]


def staying_lines(reversal: BatchReversal, words: Words) -> list[Line]:
    """Return where a batch can't be taken back, and why."""
    staying = staying_sentences(reversal, words)
    return [
        *(line((sentence, "warning")) for sentence in staying[:1]),
        *(line(sentence, hang=2) for sentence in staying[1:]),
    ]


def named_lines(reversal: BatchReversal, words: Words) -> list[Line]:
    """Return the clinics at which a batch is taken back, by name."""
    back = [clinic.name for clinic in reversal.clinics if not clinic.refused]
    lines = [line(f"  {name}", hang=2) for name in back[:MOST_NAMED]]
    more = len(back) - MOST_NAMED
    return [*lines, line((words("… and {n} more", n=more), "dim"))] if more > 0 else lines
