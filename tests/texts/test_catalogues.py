"""The catalogues and the code agree: every sentence is there, filled in, and used.

The code is read, not run: a sentence is whatever stands literally in `words("…")`,
`words.plural("…", "…", n)` or `msgid("…")`, whoever owns the `words`.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import fravaertui
from fravaertui.protocol.citizen_page import CITIZEN_LANGUAGES
from fravaertui.texts import catalogue
from fravaertui.texts.catalogue import (
    LOCALES,
    READ_BACK_LANGUAGES,
    SCREEN_LANGUAGES,
    CatalogueMissing,
    Words,
    citizen_words,
    read_back_words,
    screen_words,
)
from fravaertui.texts.languages import LANGUAGES
from fravaertui.texts.services import SERVICE_NAMES, service_name

SOURCE = LOCALES.parents[1]

LEFT_TO_BOKMAL = {
    "emergency.with_phone",
    "emergency.without_phone",
    *(f"description.{service}" for service in SERVICE_NAMES),
}
"""What North Sami lacks on purpose; the reason stands at the head of its catalogue."""


@dataclass(frozen=True)
class Use:
    """One place in the code that names a sentence."""

    where: str
    ids: tuple[str, ...]
    facts: frozenset[str] | None
    """Names of the facts given there; None where the sentence is only marked."""


def uses() -> Iterator[Use]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from _use(node, f"{path.relative_to(SOURCE)}:{node.lineno}")


def _use(call: ast.Call, where: str) -> Iterator[Use]:
    called = _name(call.func)
    sentences = 1
    if isinstance(call.func, ast.Attribute) and called == "plural":
        called, sentences = _name(call.func.value), 2
    if called not in ("words", "_words", "msgid"):
        return
    given = call.args[:sentences]
    assert not any(isinstance(a, ast.JoinedStr) for a in given), f"{where}: put together in code"
    ids = tuple(text for text in map(_text, given) if text)
    if ids:
        facts = {keyword.arg or "**" for keyword in call.keywords}
        yield Use(where, ids, None if called == "msgid" else frozenset(facts))


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def read(domain: str, language: str) -> Catalog:
    path = LOCALES / language / "LC_MESSAGES" / f"{domain}.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(domain: str, language: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the forms of each message by its one or two ids."""
    return {_forms(m.id): _forms(m.string) for m in read(domain, language) if m.id}


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, *_ in Formatter().parse(sentence) if name is not None}


LOADERS = {"screen": screen_words, "citizen": citizen_words, "read_back": read_back_words}
CATALOGUES = [
    *(("screen", language) for language in SCREEN_LANGUAGES),
    *(("citizen", language) for language in CITIZEN_LANGUAGES),
    *(("read_back", language) for language in READ_BACK_LANGUAGES),
]
TRANSLATED = [language for language in SCREEN_LANGUAGES if language != "en"]
"""The languages of the screens with words of their own: English is the sentence itself."""


def test_every_sentence_in_the_code_is_in_the_main_catalogue() -> None:
    have = messages("screen", "nb").keys()
    missing = [f"{use.where}: {' | '.join(use.ids)}" for use in uses() if use.ids not in have]
    assert not missing, "\n".join(["missing in nb/screen.po:", *missing])


@pytest.mark.parametrize("language", SCREEN_LANGUAGES)
def test_every_sentence_in_the_catalogue_is_used_in_the_code(language: str) -> None:
    unused = messages("screen", language).keys() - {use.ids for use in uses()}
    assert not unused, f"no longer used, in {language}/screen.po: {sorted(unused)}"


def test_every_sentence_is_given_the_facts_it_names() -> None:
    for use in uses():
        if use.facts is not None and "**" not in use.facts:
            named = set().union(*map(placeholders, use.ids))
            counted = {"n"} if len(use.ids) > 1 else set()
            assert named - counted == use.facts, f"{use.where}: {use.ids}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_with_the_same_facts(language: str) -> None:
    translated = messages("screen", language)
    assert translated.keys() == messages("screen", "nb").keys()
    for ids, forms in translated.items():
        assert len(forms) == len(ids), f"forms: {ids}"
        assert all(forms), f"empty: {ids}"
        assert all(form[:1].isspace() == ids[0][:1].isspace() for form in forms), ids
        assert all(form[-1:].isspace() == ids[0][-1:].isspace() for form in forms), ids
        assert placeholders(forms[-1]) == placeholders(ids[-1]), ids
        assert placeholders(forms[0]) <= placeholders(ids[-1]), ids


@pytest.mark.parametrize("language", CITIZEN_LANGUAGES)
def test_every_language_has_every_message_of_the_citizens_page(language: str) -> None:
    main, own = messages("citizen", "nb"), messages("citizen", language)
    assert own.keys() == main.keys()
    empty = {ids[0] for ids, forms in own.items() if not all(forms)}
    assert empty == (LEFT_TO_BOKMAL if language == "se" else set())
    for ids, (text,) in own.items():
        if text:
            assert placeholders(text) == placeholders(main[ids][0]), ids


def test_every_language_has_a_name_and_writes_days() -> None:
    assert LANGUAGES.keys() == {*CITIZEN_LANGUAGES, *SCREEN_LANGUAGES, *READ_BACK_LANGUAGES}


def test_the_citizens_page_has_the_messages_it_needs_and_no_more() -> None:
    of_services = {
        f"{kind}.{service}"
        for kind in ("name", "description", "closed")
        for service in SERVICE_NAMES
    }
    of_page = {"title", "information.heading", "services.heading", "substitute"}
    of_page |= {"closed", "emergency.with_phone", "emergency.without_phone"}
    assert {ids[0] for ids in messages("citizen", "nb")} == of_services | of_page


def test_the_read_back_has_the_same_messages_with_the_same_facts_in_both_languages() -> None:
    bokmal, nynorsk = messages("read_back", "nb"), messages("read_back", "nn")
    assert bokmal.keys() == nynorsk.keys()
    for ids, (text,) in bokmal.items():
        assert text
        assert placeholders(text) == placeholders(nynorsk[ids][0]), ids


def test_the_read_back_has_the_messages_it_needs_and_no_more() -> None:
    sources = [
        (SOURCE / "texts" / name).read_text(encoding="utf-8")
        for name in ("read_back.py", "list_read_back.py")
    ]
    said = {
        _text(node.args[0])
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and _name(node.func) == "say"
    }
    services = {f"service.{service}" for service in SERVICE_NAMES}
    assert {ids[0] for ids in messages("read_back", "nb")} == services | (said - {""})


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_compiled_catalogues_are_as_their_sources(domain: str, language: str) -> None:
    words = LOADERS[domain](language)
    for ids, forms in messages(domain, language).items():
        if all(forms):
            facts = {name: name.upper() for name in placeholders(forms[-1])}
            many = words.plural(ids[0], ids[-1], 2, **facts)
            said = many if len(ids) > 1 else words(ids[0], **facts)
            assert said == forms[-1].format_map({"n": 2, **facts}), "stale: run `make catalogues`"


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_no_catalogue_has_a_fuzzy_message_or_control_characters(domain: str, language: str) -> None:
    for message in read(domain, language):
        assert not message.id or not message.fuzzy, message.id
        if message.id:
            assert all(form.isprintable() for form in _forms(message.string)), message.id


NOT_OUR_WORDS = re.compile(
    r"\b(skru(r|s|dd)? (av|på)|skrudd|trinn(ene|et)?|supervisor)\b|\bnå (stengt|åpen)"
    r"|\b(er|slutter|har|ligger|finnes|står) alt\b(?! (som|det|vi|dette|annet))",
    re.IGNORECASE,
)
"""One word for one thing: slå av, steg, fagansvarlig; «allerede» and not «alt»."""


@pytest.mark.parametrize("domain", ["screen", "read_back"])
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_one_thing_has_one_word(domain: str, language: str) -> None:
    if (domain, language) in CATALOGUES:
        said = [form for forms in messages(domain, language).values() for form in forms]
        # The names of the roles in a setting are not said to anybody.
        assert [s for s in said if NOT_OUR_WORDS.search(s) and "viewer" not in s] == []


ONLY_BOKMAL = re.compile(
    r"(?<![\w-])(ikke|jeg|hva|hvem|hvor|hvordan|hvorfor|hvilke[nt]?|hvis|noen?|bare|fra|nå|også|ennå|mer"
    r"|en|et|én|ett|dem|være|vært|ble|hver|hvert|selv|senere|allerede|fortsatt"
    r"|kommer|gjør|velg|sier|leser|finnes|mangler|trenger|krever|gjelder|dekker|åpn\w+|åpen"
    r"|uke[nr]?|uka|ukene|dager|dagene|måned\w*|datoer|navn\w*|tegn\w*|tall|hele|egen|egne|eget"
    r"|tjeneste\w*|fravær\w*|virksomhet\w*|behandler\w*|innbygger\w*|leverandører|vikarer"
    r"|tjener\w*|veiled\w+|løsning\w*|midlertidig|fagansvarlig"
    r"|lagret|endret|slettet|avsluttet|angret|lørdag|mandag|tirsdag)\b",
    re.IGNORECASE,
)
"""Words that nynorsk writes otherwise."""


NOT_ONE_NOUN = {
    *[("enda", "enden"), ("grafana", "fanen"), ("fila", "profilen"), ("kollega", "legen")],
    *[("avslutta", "slutten"), ("slutta", "slutten"), ("eiga", "eigen")],
}
NO_NOUNS = {"egen", "ingen", "uten"}


@pytest.mark.parametrize(
    ("language", "guides"), [("nb", ("brukerveiledning.md", "drift.md")), ("nn", ())]
)
def test_a_noun_has_the_same_gender_wherever_it_stands(
    language: str, guides: tuple[str, ...]
) -> None:
    """«Fila» here and «filen» there; «innstillingsfila» is the same noun."""
    texts = [
        form
        for domain in ("screen", "citizen", "read_back")
        for forms in messages(domain, language).values()
        for form in forms
    ]
    texts += [(SOURCE.parents[1] / "docs" / name).read_text(encoding="utf-8") for name in guides]
    words = {word for text in texts for word in re.findall(r"[^\W\d_]{4,}", text.lower())}
    mixed = {
        (one, other)
        for one in words
        for other in words - NO_NOUNS
        if (one[-1], other[-2:]) == ("a", "en")
        and (one[:-1].endswith(other[:-2]) or other[:-2].endswith(one[:-1]))
    }
    assert mixed - NOT_ONE_NOUN == set()
    files = {word for word in words if word.endswith(("fila", "filen")) and word != "profilen"}
    assert files
    assert {word[-2:] for word in files} == {"en" if language == "nb" else "la"}


NEVER_ONE = (
    "More than {n} hits",
    "all {n} practitioners",
    "{n} of {all} practitioners",
    "while the surgery is away, at {n} of {all} practitioners",
    "and is here {n} times",
    "{n} of {all} clinics and {m} of {people} practitioners",
    "part of a batch at {n} clinics",
    "{done} of {total} clinics saved",
    "{n} clinics",
    "The text has {n} characters; at most 200",
    "{n} of {most} characters",
    "A name has from 1 to {n} characters.",
    "The list is too long: at most {n} characters.",
)
"""What is counted in one form, since there are always several of it."""


def test_what_is_counted_has_a_form_for_one() -> None:
    """«1 ny», and not «1 nye»."""
    counted = re.compile(r"\{(n|all|total|most|people)\} (?!as\b|ms\b|has\b|was\b)(new|\w+s)\b")
    alone = [ids[0] for ids in messages("screen", "nb") if len(ids) == 1]
    found = [text for text in alone if counted.search(text)]
    assert [text for text in found if not any(known in text for known in NEVER_ONE)] == []


@pytest.mark.parametrize("domain", ["screen", "citizen", "read_back"])
def test_nynorsk_is_not_bokmal(domain: str) -> None:
    bokmal = messages(domain, "nb")
    for ids, forms in messages(domain, "nn").items():
        # What NHN and the portal have named in bokmål stays so: «Legg til fravær».
        for name in (*re.findall("«[^»]*»", " ".join(bokmal[ids])), "Veiledning Helsenorge"):
            forms = tuple(form.replace(name, "") for form in forms)
        assert [form for form in forms if ONLY_BOKMAL.search(form)] == []


def test_a_service_is_called_the_same_on_the_screen_as_read_to_the_caller() -> None:
    for language in READ_BACK_LANGUAGES:
        say, words = read_back_words(language), screen_words(language)
        for service in SERVICE_NAMES:
            assert service_name(service, words) == say(f"service.{service}")


@pytest.mark.parametrize("guide", ["brukerveiledning.md", "drift.md"])
def test_the_guides_say_it_with_the_same_words(guide: str) -> None:
    lines = (SOURCE.parents[1] / "docs" / guide).read_text(encoding="utf-8").splitlines()
    text = [line for line in lines if "`supervisor`" not in line and '"supervisor"' not in line]
    assert [line for line in text if NOT_OUR_WORDS.search(line)] == []


def test_facts_are_values_and_never_sentences() -> None:
    """Rule W5: braces and percent signs from outside mean nothing."""
    words = screen_words("nb")
    hostile = "{ends} {0.__class__} {{}} %s %(x)s"
    assert words("from {starts}", starts=hostile) == f"fra {hostile}"


def test_an_unknown_screen_language_is_bokmal_and_english_is_the_sentence_itself() -> None:
    assert screen_words("tlh")("running") == "pågår"
    assert screen_words("en")("running") == "running"


def test_nynorsk_has_words_of_its_own() -> None:
    assert screen_words("nn")("ended") == "avslutta"
    assert screen_words("nn")("What the citizen sees") == "Slik ser innbyggjar det"


@pytest.mark.parametrize(("n", "said"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_plurals_follow_the_number(n: int, said: str) -> None:
    words = screen_words("en")
    assert words.plural("{n} day", "{n} days", n) == said


def test_a_catalogue_that_is_not_compiled_says_how_to_make_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "LOCALES", tmp_path)
    with pytest.raises(CatalogueMissing, match=r"nb/screen\.mo .* `make catalogues`"):
        screen_words.__wrapped__("nb")


def test_words_know_which_keys_they_have() -> None:
    words: Words = citizen_words("se")
    assert "name.timebestilling" in words
    assert "description.timebestilling" in words
    assert "name.influensavaksine" not in words


def test_no_words_and_no_dates_need_babel() -> None:
    """It compiles the catalogues and checks our dates; an agent's machine is spared its 31 MB."""
    folder = Path(fravaertui.__file__).parent
    sources = {path.name: path.read_text(encoding="utf-8") for path in folder.rglob("*.py")}
    assert "dates.py" in sources
    assert [name for name, source in sources.items() if "import babel" in source] == []
    assert [name for name, source in sources.items() if "from babel" in source] == []
