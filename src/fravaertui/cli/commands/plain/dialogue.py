"""Questions and answers, a line at a time: the building blocks of the conversation."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from fravaertui.domain.date_input import DateReadings, Span
from fravaertui.session.clinic_search import found_by
from fravaertui.session.drafts.base import Problem, problem_sentence
from fravaertui.texts.catalogue import Words
from fravaertui.texts.readings import question_phrase, reading_phrase

T = TypeVar("T")

_YES = frozenset({"j", "ja", "y", "yes"})


class GoBack(Exception):
    """The agent gave an empty answer, which leads back to the commands."""


class EndOfInput(Exception):
    """The input has ended."""


@dataclass(frozen=True, slots=True)
class Line:
    """The terminal or pipe that the conversation uses.

    `ask` returns an answer without blanks around it, `read` a line as it was typed. Both raise
    EndOfInput.
    """

    say: Callable[[str], None]
    ask: Callable[[str], str]
    read: Callable[[], str]


class Dialogue:
    """Questions and answers in one language; a question that needs an answer raises GoBack."""

    def __init__(self, line: Line, words: Words) -> None:
        """Ask and print through `line`, in the language of `words`."""
        self._line = line
        self.words = words

    def say(self, *texts: str) -> None:
        """Print each text as a line."""
        for text in texts:
            self._line.say(text)

    def ask(self, prompt: str) -> str:
        """Return the answer, which may be empty."""
        return self._line.ask(prompt)

    def line(self) -> str:
        """Return a line as it was typed or pasted, with the blanks at its ends."""
        return self._line.read()

    def require(self, prompt: str) -> str:
        """Return the answer; an empty one raises GoBack."""
        answer = self._line.ask(prompt)
        if not answer:
            raise GoBack
        return answer

    def agrees(self, question: str) -> bool:
        """Return whether the answer is yes."""
        return self._line.ask(question).lower() in _YES

    def confirm(self, question: str) -> None:
        """Raise GoBack unless the answer is yes."""
        if not self.agrees(question):
            raise GoBack

    def command(self, prompt: str, commands: Sequence[str]) -> tuple[str | None, str]:
        """Return the command that is typed, and what follows it.

        The beginning of a word is enough; None for nothing, and for what is not understood.
        """
        name, _, rest = self.ask(prompt).partition(" ")
        typed = name.lower()
        found = [word for word in commands if self.words(word).startswith(typed)]
        if name and len(found) != 1:
            self.say(self.words("«{command}» is not understood. Type help.", command=name))
        return (found[0] if name and len(found) == 1 else None), rest.strip()

    def choose(
        self,
        question: str,
        options: Sequence[tuple[str, T]],
        answer: str = "",
        *,
        asks: bool = False,
        names: Sequence[str] = (),
        rare: int | None = None,
    ) -> T:
        """Return the option that the agent chooses by number; a single one without asking.

        With `asks` the agent is asked about a single one too. With `names`, one for each option,
        the beginning of a word of a name is enough, as in a form; if several match, they are
        listed, the `rare` option last.
        """
        if len(options) == 1 and not answer and not asks:
            self.say(options[0][0])
            return options[0][1]
        if not answer:
            self.say_numbered(text for text, _ in options)
        what = self.words("Number or name: ") if names else self.words("Number: ")
        while not is_number(answer, options):
            found = found_by(answer, names, rare)
            if len(found) == 1:
                self.say(options[found[0]][0])
                return options[found[0]][1]
            if found:
                again = [options[n] for n in found]
                return self.choose(question, again, names=[names[n] for n in found])
            if answer and names:
                self.say(self.words("no «{typed}»", typed=answer))
                self.say_numbered(text for text, _ in options)
            answer = self.require(f"{question} {what}")
        return options[int(answer) - 1][1]

    def say_numbered(self, texts: Iterable[str]) -> None:
        """Print a numbered list."""
        self.say(*(f"{number}. {text}" for number, text in enumerate(texts, start=1)))

    def choose_reading(self, readings: DateReadings) -> Span:
        """Return the reading that the agent chooses; nothing is assumed."""
        options = [(reading_phrase(one, self.words), one.span) for one in readings.readings]
        if len(options) > 1:
            return self.choose(question_phrase(readings, self.words), options)
        self.say(options[0][0])
        self.confirm(self.words("Is this right? yes or no: "))
        return options[0][1]

    def say_problems(self, problems: Iterable[Problem]) -> None:
        """Print what is wrong, a sentence each."""
        self.say(*(problem_sentence(problem, self.words) for problem in problems))


def is_number(answer: str, options: Sequence[object]) -> bool:
    """Return whether an answer is the number of one of the options."""
    return answer.isascii() and answer.isdecimal() and 0 < int(answer[:9]) <= len(options)
