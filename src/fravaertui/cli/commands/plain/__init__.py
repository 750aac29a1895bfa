"""`--plain`: the main job as a conversation in lines, for screen readers and pipes.

The drafts, checks, changes and saving are those of the workbench, but with questions and answers a
line at a time. An empty answer goes back, and nothing is saved without a yes.
"""

import argparse
import sys

from fravaertui.cli.commands.plain.conversation import Conversation
from fravaertui.cli.commands.plain.dialogue import EndOfInput, Line
from fravaertui.cli.connection import Contact, agent_name, today
from fravaertui.cli.output import OK, orderly_end, say, write_out
from fravaertui.cli.settings import settings_in_force
from fravaertui.domain.safe_text import neutralise
from fravaertui.session.drafts.storage import DraftStore
from fravaertui.session.gateway import Gateway


def run(options: argparse.Namespace) -> int:
    """Run the conversation until the input ends."""
    settings, paths, words = settings_in_force(options)

    def read() -> str:
        answer = sys.stdin.readline()
        if not answer:
            raise EndOfInput
        if "\N{REPLACEMENT CHARACTER}" in answer:
            say(words("A letter came that can't be read. Set the terminal to UTF-8."))
        return answer.rstrip("\r\n")

    def ask(prompt: str) -> str:
        write_out(neutralise(prompt))
        return read().strip()

    backend = Contact(settings)
    with orderly_end():
        try:
            line, store = Line(say, ask, read), DraftStore(paths.drafts)
            gateway = Gateway(backend.connect)
            Conversation(gateway, today, line, words, store, agent_name()).run()
        finally:
            backend.close()
    return OK
