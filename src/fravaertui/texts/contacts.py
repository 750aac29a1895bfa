"""Who does it, and whom to contact: the EPJ vendor first (rule S6, seed 000)."""

from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.substitute_setup import Owner
from fravaertui.texts.catalogue import Words, msgid

NHN_PHONE = "24 20 00 00"
NHN_EMAIL = "kundesenter@nhn.no"
CITIZEN_HELP_PHONE = "23 32 70 00"
"""Veiledning Helsenorge, for citizens."""
CHANGE_GP_PHONE = "800 43 573"

_OWNERS = {
    Owner.EPJ_VENDOR: msgid("the EPJ vendor"),
    Owner.CLINIC: msgid("the surgery"),
    Owner.NHN: msgid("NHN"),
    Owner.MUNICIPALITY: msgid("the municipality"),
    Owner.AGENT: msgid("you"),
}
_CONTACTS = {
    Owner.EPJ_VENDOR: msgid("Contact {vendor}; otherwise NHN's customer centre, {phone}, {email}."),
    Owner.CLINIC: msgid(
        "The surgery does it. Help with the EPJ: {vendor}, otherwise NHN's customer centre, "
        "{phone}, {email}."
    ),
    Owner.NHN: msgid("NHN does it: customer centre, {phone}, {email}."),
    Owner.MUNICIPALITY: msgid("The municipality reports it to Helfo."),
    Owner.AGENT: msgid("You do it here."),
}


def owner_word(owner: Owner, words: Words) -> str:
    """Return who can do something about it."""
    return words(_OWNERS[owner])


def vendor_name(file: ClinicFile, words: Words) -> str:
    """Return what the clinic's EPJ vendor is called; just «the EPJ vendor» when not known."""
    return file.vendor.name if file.vendor else words("the EPJ vendor")


def contact_sentence(owner: Owner, file: ClinicFile, words: Words) -> str:
    """Return who does it and whom to contact."""
    return words(
        _CONTACTS[owner], vendor=vendor_name(file, words), phone=NHN_PHONE, email=NHN_EMAIL
    )
