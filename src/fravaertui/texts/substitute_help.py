"""The help about substitutes: what the solution is, when, what it needs, whom to contact.

Told in our own words after NHN's guide for substitutes of 03.12.2024.
"""

from fravaertui.texts.catalogue import Words
from fravaertui.texts.contacts import NHN_EMAIL, NHN_PHONE

Chapter = tuple[str, tuple[str, ...]]


def substitute_help(words: Words) -> tuple[Chapter, ...]:
    """Return the chapters of the help, each a heading and its paragraphs."""
    return (
        (
            words("What is it?"),
            (
                words(
                    "«Temporary absence» lets a substitute meet the absent doctor's patients on "
                    "Helsenorge. It is one of two solutions; the other is for lists without a GP."
                ),
                words(
                    "Everything runs through the doctor's own processes. The EPJ tells Helsenorge "
                    "who the substitute is, and patients meet the substitute by name."
                ),
                words(
                    "The substitute offers times from their own timebook, and needs no set-up of "
                    "their own in the Address Register. Some vendors still ask for it."
                ),
            ),
        ),
        (
            words("When is it used?"),
            (
                words("When the doctor is away for a time, on holiday or leave, and comes back."),
                words(
                    "Not together with absence: absence closes the service, also when a substitute "
                    "covers it. Absence is for what the substitute does not cover."
                ),
            ),
        ),
        (
            words("What must be in place?"),
            (
                words("The EPJ vendor offers the solution."),
                words("The doctor is set up with behandleroversikt."),
                words("The doctor's own processes last the whole period."),
                words("The substitute is registered in the EPJ, with dates and services."),
                words(
                    "A substitute with a list of their own can have processes of their own. They "
                    "are for those patients only, and the EPJ takes care of it."
                ),
            ),
        ),
        (
            words("Whom to contact?"),
            (
                words(
                    "The EPJ vendor first: to begin with the solution, and for help with the "
                    "set-up in the Address Register or in the EPJ."
                ),
                words(
                    "NHN's customer centre for the rest: {phone}, {email}.",
                    phone=NHN_PHONE,
                    email=NHN_EMAIL,
                ),
                words(
                    "Source: NHN's guide for substitutes in temporary absence on Helsenorge, of "
                    "03.12.2024."
                ),
            ),
        ),
    )
