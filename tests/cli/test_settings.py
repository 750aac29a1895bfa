"""Settings: file under environment under command line, and what is said of mistakes."""

from pathlib import Path

import pytest

from fravaertui.cli.commands import serve
from fravaertui.cli.parser import Parser
from fravaertui.cli.settings import Origin, Paths, Settings, load, settings_in_force
from fravaertui.cli.settings_errors import (
    SettingsError,
    TwoPlaces,
    UnknownSetting,
    UnreadableFile,
    WrongValue,
)
from fravaertui.protocol.auth import Role
from fravaertui.texts.catalogue import screen_words

NB = screen_words("nb")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(
        settings_file=tmp_path / "settings.toml",
        data=tmp_path / "data",
        state=tmp_path / "state",
        log=tmp_path / "state" / "x.log",
    )


def test_nothing_set_up_works(paths: Paths) -> None:
    settings = load(paths, {}, {})
    assert settings.backend == ""
    assert str(settings.database) == f"sqlite:///{paths.data}/fravaertui.db"
    assert (settings.language, settings.theme, settings.demo) == ("nb", "dark", True)
    assert {settings.source_of(field).origin for field in Settings.model_fields} == {Origin.DEFAULT}


def test_environment_is_over_file_and_command_line_over_both(paths: Paths) -> None:
    paths.settings_file.write_text('language = "en"\ntheme = "light"\nbackend = "http://file"\n')
    settings = load(
        paths,
        {"FRAVAERTUI_THEME": "mono", "FRAVAERTUI_BACKEND": "http://environment", "HOME": "/x"},
        {"backend": "http://option"},
    )
    assert (settings.language, settings.theme, settings.backend) == ("en", "mono", "http://option")
    assert settings.source_of("language").origin is Origin.FILE
    assert settings.source_of("language").name == str(paths.settings_file)
    assert settings.source_of("theme").name == "FRAVAERTUI_THEME"
    assert settings.source_of("backend").name == "--backend"
    assert settings.source_of("mouse").origin is Origin.DEFAULT


def test_a_database_on_the_command_line_is_over_a_backend_that_is_set_up(paths: Paths) -> None:
    paths.settings_file.write_text('backend = "http://file"\n')
    environ, named = {"FRAVAERTUI_BACKEND": "http://environment"}, "sqlite:////tmp/test.db"
    settings = load(paths, environ, {"database": named})
    assert (settings.backend, str(settings.database)) == ("", named)
    assert settings.source_of("database").name == "--database"
    both = {"database": named, "backend": "http://option"}
    with pytest.raises(TwoPlaces) as error:
        load(paths, environ, both)
    assert error.value.sentence(NB) == (
        "Oppgi enten en tjener eller en database: --backend eller --database."
    )
    elsewhere = load(paths, environ | {"FRAVAERTUI_DATABASE": named}, {})
    assert elsewhere.backend == "http://environment"


def test_keys_are_one_or_more_to_a_command(paths: Paths) -> None:
    paths.settings_file.write_text('[keys]\nnew = "n"\nedit = ["e", "f2"]\nhelp = "f1, ?"\n')
    keys = load(paths, {}, {}).keys
    assert keys == {"new": ("n",), "edit": ("e", "f2"), "help": ("f1", "?")}
    assert load(paths, {"FRAVAERTUI_KEYS": '{new = "a"}'}, {}).keys == {"new": ("a",)}


@pytest.mark.parametrize(("text", "value"), [("true", True), ("false", False), ("0", False)])
def test_the_environment_writes_yes_and_no(paths: Paths, text: str, value: bool) -> None:
    assert load(paths, {"FRAVAERTUI_DEMO": text}, {}).demo is value


@pytest.mark.parametrize("origin", list(Origin)[1:])
def test_a_database_that_is_named_gets_nothing_invented_unless_it_is_asked_for(
    paths: Paths, origin: Origin
) -> None:
    named, environ, options = "sqlite:////tmp/test.db", dict[str, str](), dict[str, object]()
    match origin:
        case Origin.FILE:
            paths.settings_file.write_text(f'database = "{named}"\n')
        case Origin.ENVIRONMENT:
            environ["FRAVAERTUI_DATABASE"] = named
        case _:
            options["database"] = named
    settings = load(paths, environ, options)
    assert settings.source_of("database").origin is origin
    assert not settings.demo
    assert load(paths, environ | {"FRAVAERTUI_DEMO": "true"}, options).demo


def test_an_unknown_key_is_named_with_the_nearest_known_one(paths: Paths) -> None:
    paths.settings_file.write_text('langauge = "en"\n')
    with pytest.raises(UnknownSetting) as in_file:
        load(paths, {}, {})
    assert "langauge. Mente du language?" in in_file.value.sentence(NB)
    assert "settings.toml" in in_file.value.sentence(NB)
    paths.settings_file.unlink()
    with pytest.raises(UnknownSetting) as in_environment:
        load(paths, {"FRAVAERTUI_THEMES": "dark"}, {})
    assert "FRAVAERTUI_THEMES" in in_environment.value.sentence(NB)
    assert "theme" in in_environment.value.sentence(NB)


def test_an_unknown_key_unlike_all_others_gets_the_list_of_them(paths: Paths) -> None:
    paths.settings_file.write_text("xyzzy = 1\n")
    with pytest.raises(UnknownSetting) as error:
        load(paths, {}, {})
    assert "backend, database, connections" in error.value.sentence(NB)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('theme = "drak"', "dark, light, mono"),
        ("language = 1", "nb, nn, en"),
        ("mouse = true", "auto, on, off"),
        ('demo = "kanskje"', "true"),
        ('backend = "desk.example"', "https://"),
        ("backend = 8000", "https://"),
        ('database = "/tmp/x.db"', "sqlite:///"),
        ('database = "sqlite:///"', "sqlite:///"),
        ('database = "postgresql://"', "postgresql://"),
        ('database = "mysql://host/name"', "postgresql://"),
        ("connections = 0", "1 til 100"),
        ('keys = "n"', "n"),
        ("keys = {new = 1}", "taster"),
    ],
)
def test_a_wrong_value_gets_one_sentence_with_what_is_expected(
    paths: Paths, line: str, expected: str
) -> None:
    paths.settings_file.write_text(line)
    with pytest.raises(WrongValue) as error:
        load(paths, {}, {})
    sentence = error.value.sentence(NB)
    assert expected in sentence
    assert line.split(" ")[0] in sentence
    assert str(paths.settings_file)[:20] in sentence
    assert sentence.isprintable()


def test_a_password_is_never_said_back(paths: Paths) -> None:
    with pytest.raises(WrongValue) as error:
        load(paths, {"FRAVAERTUI_BACKEND": "http://kari:hemmelig@desk"}, {})
    assert "hemmelig" not in error.value.sentence(NB)
    assert "hemmelig" not in str(error.value)


@pytest.mark.parametrize(
    "content",
    [b"theme = ", b"\xff\xfe", b"theme = 'dark'\ntheme = 'light'", b"\x1b[2J = 1"],
)
def test_a_file_that_is_not_toml_gets_one_sentence(paths: Paths, content: bytes) -> None:
    paths.settings_file.write_bytes(content)
    with pytest.raises(UnreadableFile) as error:
        load(paths, {}, {})
    assert "settings.toml" in error.value.sentence(NB)
    assert error.value.sentence(NB).isprintable()


def test_a_folder_where_the_file_should_be_gets_one_sentence(paths: Paths) -> None:
    paths.settings_file.mkdir()
    with pytest.raises(UnreadableFile):
        load(paths, {}, {})


def test_hostile_text_in_a_mistake_is_tame(paths: Paths) -> None:
    with pytest.raises(SettingsError) as error:
        load(paths, {"FRAVAERTUI_THEME": "\x1b]52;c;x\x07" + "x" * 10_000}, {})
    sentence = error.value.sentence(NB)
    assert sentence.isprintable()
    assert len(sentence) < 600


def test_the_users_own_folders_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    paths = Paths.of_user()
    assert paths.settings_file == tmp_path / "XDG_CONFIG_HOME" / "fravaertui" / "settings.toml"
    assert paths.data == tmp_path / "XDG_DATA_HOME" / "fravaertui"
    assert paths.recent.parent == paths.log.parent == tmp_path / "XDG_STATE_HOME" / "fravaertui"


def test_a_database_is_shown_without_its_secrets(paths: Paths) -> None:
    address = "postgresql://me:secret@db.example:5433/desk"
    settings = load(paths, {"FRAVAERTUI_DATABASE": address}, {})
    assert settings.database.get_secret_value() == address
    assert str(settings.database) == "postgresql://me@db.example:5433/desk"
    assert settings.model_dump(mode="json")["database"] == str(settings.database)
    assert "secret" not in repr(settings)


def test_what_agents_sign_in_with_is_set_like_everything_else(paths: Paths) -> None:
    settings = load(
        paths,
        {
            "FRAVAERTUI_ISSUER": "https://id.test/realm",
            "FRAVAERTUI_ROLES": '{ "GG-Desk-Lead" = "supervisor" }',
        },
        {"client_id": "terminal", "scopes": "openid fravaer"},
    )
    assert settings.issuer == "https://id.test/realm"
    assert settings.roles == {"GG-Desk-Lead": Role.SUPERVISOR}
    assert settings.scopes == ("openid", "fravaer")
    assert settings.source_of("client_id").name == "--client-id"


def test_each_setting_that_is_an_option_of_serve_is_in_force() -> None:
    parser = Parser(screen_words("nb"), prog="fravaertui serve")
    serve.add_options(parser)
    given = {
        "--connections": "5",
        "--issuer": "https://id.example",
        "--audience": "a",
        "--client-id": "c",
        "--scopes": "s",
        "--agent-claim": "name",
        "--roles-claim": "groups",
        "--database": "sqlite:////desk.db",
    }
    words = [word for pair in given.items() for word in pair]
    settings, _, _ = settings_in_force(parser.parse_args([*words, "--behind-proxy"]))
    of_serve = {action.dest for action in parser._actions} & Settings.model_fields.keys() - {"demo"}
    assert {
        name for name in of_serve if settings.source_of(name).origin is not Origin.COMMAND_LINE
    } == set()
    assert settings.behind_proxy
