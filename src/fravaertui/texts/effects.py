"""What changes do for citizens, in plain lines."""

from datetime import date

from fravaertui.domain.effects import clinic_effects
from fravaertui.domain.model import ClinicFile
from fravaertui.texts.catalogue import CitizenLanguage, Words
from fravaertui.texts.citizen import service_card
from fravaertui.texts.days import full_day
from fravaertui.texts.services import service_name, state_word


def effect_text(
    before: ClinicFile, after: ClinicFile, today: date, language: CitizenLanguage, words: Words
) -> str:
    """Return, day by day, what citizens see before and after; the sentences of what is closed."""
    lines: list[str] = []
    heading: tuple[date, int] | None = None
    for effect in clinic_effects(before, after, today):
        if heading != (effect.on, effect.practitioner):
            heading = (effect.on, effect.practitioner)
            day = full_day(effect.on, words.language)
            who = after.practitioner(effect.practitioner).name
            lines.append(words("From {day} the citizens of {who} see:", day=day, who=who))
        was, becomes = effect.before, effect.after
        name = service_name(becomes.service, words)
        states = words(
            "{before} before, {after} after",
            before=state_word(was.state, words),
            after=state_word(becomes.state, words),
        )
        lines.append(f"{name}: {states}")
        for word, view in ((words("before: "), was), (words("after: "), becomes)):
            if view.reopens_on:
                lines.append(f"{word}«{service_card(view, language).text}»")
    return "\n".join(lines) or words("The citizen sees no difference.")
