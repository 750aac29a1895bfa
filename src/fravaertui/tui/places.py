"""Where the keys of the terminal may be."""

from enum import Flag, auto


class Place(Flag):
    """Where the keys may be, each place alone; and what several of them have in common.

    A command belongs to one of them, and is in force while the keys are there.
    """

    TODAY = auto()
    """No clinic is open: what is to be done today over all of them."""
    ABSENCES = auto()
    SUBSTITUTES = auto()
    INFORMATION = auto()
    HISTORY = auto()
    FINDINGS = auto()
    PAST = auto()
    """The clinic as it was known at a moment."""
    FORM = auto()
    PROMPT = auto()
    """The line at the bottom in which one thing is asked for."""
    READING = auto()
    QUESTION = auto()
    WAYS = auto()
    CHOOSING = auto()
    TRIAGE = auto()
    VENDORS = auto()
    IMPORT = auto()
    LIST = auto()
    """The rows of a list of absences."""
    LIST_TEXT = auto()
    """The field that it is pasted into."""
    DRAFTS = auto()
    SIGN_IN = auto()

    CLINIC = ABSENCES | SUBSTITUTES | INFORMATION | HISTORY | FINDINGS
    TABS = TODAY | CLINIC
    OVERVIEW = ABSENCES | PAST
    VIEWS = CLINIC | PAST
    BROWSING = VIEWS | READING
    DECIDING = QUESTION | WAYS
    """What an agent is asked to decide; the keys are held against it first (rule W6)."""
    DIALOGS = QUESTION | READING | CHOOSING
    """What may be laid over any screen."""
    OPENED = READING | TRIAGE | VENDORS | IMPORT | DRAFTS | SIGN_IN | LIST | LIST_TEXT
    """What is opened over the workbench, and left by the key of the clinic search too."""
    LISTING = LIST | LIST_TEXT
    WORKING = TODAY | BROWSING | FORM | TRIAGE | VENDORS | IMPORT | LISTING
    TYPING = FORM | PROMPT | CHOOSING | DRAFTS | LIST_TEXT
    """Where letters are typed into a field, so that none can be a command."""


NOWHERE = Place(0)
