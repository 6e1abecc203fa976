"""`.env`: what the example says is what the settings read; a line or a value that is no good is told in a sentence."""

import ast
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from runpy import run_path

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from scripts.run_local import CHOICES

ROOT = Path(__file__).resolve().parents[2]
NOT_FOR_PEOPLE = {"TEST_DATABASE_FILE"}


def read_by_settings() -> dict[str, str | None]:
    """Each name with its default as it would be written; None where the default depends."""
    found: dict[str, str | None] = {}
    for path in (ROOT / "config").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("env."):
                default = next((said.value for said in node.keywords if said.arg == "default"), None)
                known = str(default.value) if isinstance(default, ast.Constant) else None
                for name in node.args:
                    if isinstance(name, ast.Constant):
                        found[name.value] = found.get(name.value) or known
    return {name: default for name, default in found.items() if name not in NOT_FOR_PEOPLE}


def said_by_example() -> dict[str, str]:
    return dict(re.findall(r"^#([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.M))


@pytest.fixture
def reading(tmp_path, monkeypatch) -> Iterator[Callable[[str], environ.Env]]:
    """`reading("PORT=8001")`: what config/env.py makes of a `.env` with this line."""
    before = dict(os.environ)

    def read(line: str) -> environ.Env:
        (tmp_path / "env").write_text(f"# a comment\n\n{line}\n")
        os.environ["ENV_FILE"] = str(tmp_path / "env")
        return run_path(str(ROOT / "config/env.py"))["env"]

    yield read
    os.environ.clear()
    os.environ.update(before)


def test_the_example_names_all_that_is_read_and_nothing_else():
    choices = CHOICES.keys() - {"DJANGO_SETTINGS_MODULE"}
    assert said_by_example().keys() == read_by_settings().keys() | choices


def test_the_example_tells_the_defaults_as_they_are():
    defaults = CHOICES | {name: default for name, default in read_by_settings().items() if default is not None}
    said = said_by_example()
    assert {name: said.get(name) for name in defaults if name != "DJANGO_SETTINGS_MODULE"} == {
        name: default for name, default in defaults.items() if name != "DJANGO_SETTINGS_MODULE"
    }


def test_copied_as_it_is_it_changes_nothing():
    assert all(line.startswith("#") or not line for line in (ROOT / ".env.example").read_text().splitlines())


@pytest.mark.parametrize("line", ["HTTP_THREADS=5", "export HTTP_THREADS='5'", 'HTTP_THREADS="5"'])
def test_a_value_of_the_file_counts(reading, line):
    assert reading(line).int("HTTP_THREADS", default=12) == 5


def test_the_environment_wins_over_the_file(reading):
    os.environ["HTTP_THREADS"] = "7"
    assert reading("HTTP_THREADS=5").int("HTTP_THREADS", default=12) == 7


def test_an_empty_value_is_as_none(reading):
    assert reading("HTTP_THREADS=").int("HTTP_THREADS", default=12) == 12
    with pytest.raises(ImproperlyConfigured):
        reading("EMAIL_URL=").email_url("EMAIL_URL")


def test_a_line_that_is_none_is_told_without_its_secret(reading):
    with pytest.raises(SystemExit, match=r"env, line 3: expected NAME=value.*: SECRET_KEY …$"):
        reading("SECRET_KEY = hunter2")


def test_a_value_of_another_kind_is_told(reading):
    with pytest.raises(
        SystemExit, match=r"HTTP_THREADS cannot be used: invalid literal for int.. with base 10: 'many'"
    ):
        reading("HTTP_THREADS=many").int("HTTP_THREADS", default=12)


def test_an_address_without_a_scheme_is_told(reading):
    del os.environ["REDIS_URL"]
    with pytest.raises(SystemExit, match="REDIS_URL is not a URL"):
        reading("REDIS_URL=localhost:6379").str("REDIS_URL", default="redis://")
