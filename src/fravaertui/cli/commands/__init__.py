"""The subcommands of `fravaertui`, a module each.

A command's module has `add_options(parser)` and `run(options)`, which returns the exit status. It
is only imported when its command runs, so it may import whatever it needs.
"""

from fravaertui.texts.catalogue import msgid

COMMANDS = {
    "citizen": msgid("what a citizen on a practitioner's list sees on a day"),
    "findings": msgid("what an agent should act on, at all clinics or at one"),
    "history": msgid("what has happened to a clinic: who did what, when and for which case"),
    "info": msgid("versions, settings and where they come from, files, contact with the backend"),
    "sign-in": msgid("sign in to a backend; the commands and the workbench use it"),
    "sign-out": msgid("sign out of a backend"),
    "serve": msgid("serve the API to other programs; to other machines with sign-in"),
    "migrate": msgid("make the tables of a database on a server, or bring them up to date"),
    "directory": msgid("clinics and practitioners from register files: plan, then apply"),
    "setup-facts": msgid("what profiles and agreements say is set up: plan, then apply"),
    "batch": msgid("what many clinics were changed by at once: look at it, take it back"),
    "list": msgid("lists of absences: what a list would change, and a table to fill in"),
    "export": msgid("the clinics and practitioners as a table, which can be imported again"),
    "demo-data": msgid("put invented clinics into a database"),
}
"""The commands in the order of the help, with what each does; `demo-data` is `demo_data.py`."""

ANSWERING_2 = frozenset({"directory", "list", "setup-facts", "batch"})
"""Commands for which the exit status 2 says that there is something to do, and 1 all errors."""
