"""The command line says what it does, refuses in plain words, and exits as promised."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.accounts.models import Account
from parvis.config.cli import Commands, main, messages

COMMANDS = ["admin", "check", "demo", "library", "migrate", "serve", "territory", "worker"]


def parvis(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "parvis.config.cli", *arguments],
        capture_output=True,
        text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "parvis.config.settings"} | variables,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_its_help(name: str) -> None:
    told = CliRunner().invoke(main, [name, "--help"])
    assert told.exit_code == 0
    assert "Usage: " in told.output


def test_the_list_of_commands_comes_from_the_modules() -> None:
    assert isinstance(main, Commands)
    told = CliRunner().invoke(main, ["--help"])
    assert all(name in told.output for name in COMMANDS)


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["serve", "--port", "0"], ["serve", "--port", "x"], ["db", "burn"]]
)
def test_what_is_wrongly_typed_exits_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, arguments).exit_code == 2


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"DATABASE_URL": "mysql://x/y"}, "must start with postgresql://"),
        ({"DATABASE_URL": "postgresql://h:port/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}, "The database does not answer"),
        ({"PARVIS_DEBUG": "", "PARVIS_DEMO": "perhaps"}, "PARVIS_DEMO='perhaps': write yes or no"),
        ({"PARVIS_UPLOAD_MAX_MB": "-1"}, "whole number"),
        ({"PARVIS_LOG_LEVEL": "LOUD"}, "one of DEBUG"),
    ],
)
def test_wrong_settings_are_refused_without_a_traceback(
    variables: dict[str, str], says: str
) -> None:
    told = parvis("migrate", **variables)
    assert told.returncode == 1
    assert says in told.stderr
    assert "Traceback" not in told.stderr


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        told = parvis("demo", "--port", port)
    assert told.returncode == 1
    assert f"Port {port} is taken" in told.stderr


def test_the_secret_is_drawn_once_and_kept_closed(tmp_path: Path) -> None:
    ask = "from parvis.config.secret import secret_key as s; from pathlib import Path; import sys"
    command = [sys.executable, "-c", f"{ask}; print(s(Path(sys.argv[1])))", str(tmp_path / "var")]
    unset = {k: v for k, v in os.environ.items() if k != "PARVIS_SECRET_KEY"}
    together = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=unset) for _ in range(4)
    ]
    told = {process.communicate()[0].strip() for process in together}
    [secret] = told
    assert len(secret) > 60
    kept = tmp_path / "var" / "secret"
    assert kept.read_text() == secret
    assert kept.stat().st_mode & 0o077 == 0
    assert [path.name for path in kept.parent.iterdir()] == ["secret"]


@pytest.mark.django_db
def test_an_administrator_is_added_once() -> None:
    add = ["admin", "add", "maya@pau.example", "--name", "Maya Larrouy"]
    told = CliRunner().invoke(main, add)
    assert told.exit_code == 0, told.output
    assert "second factor" in told.output
    assert Account.objects.get(email="maya@pau.example").is_administrator
    again = CliRunner().invoke(main, add)
    assert again.exit_code == 1
    assert "already has an account" in again.output
    assert CliRunner().invoke(main, ["admin", "add", "maya", "--name", "M"]).exit_code == 2


@pytest.mark.django_db
def test_check_answers_for_each_part() -> None:
    told = CliRunner().invoke(main, ["check"])
    assert "PostgreSQL" in told.output
    assert "Tables: up to date" in told.output


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="GNU gettext is not installed")
def test_extracting_texts_leaves_nothing_else_in_the_domain(tmp_path: Path) -> None:
    texts = tmp_path / "locale" / "fr" / "LC_MESSAGES"
    texts.mkdir(parents=True)
    (tmp_path / "words.py").write_text('_("A word")\n')
    messages._translate(tmp_path)
    assert 'msgid "A word"' in (texts / "django.po").read_text()
    assert {path.name for path in tmp_path.iterdir()} == {"locale", "words.py"}
