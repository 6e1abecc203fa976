"""The import contracts hold, and catch a planted trespass."""

import subprocess
import sys

import grimp
import pytest

from tests.architecture.public_files import PublicFilesContract


def test_contracts_are_kept():
    """In a process of its own: the linter switches off every logger that is there already."""
    lint = "import sys; from importlinter import cli; sys.exit(cli.lint_imports(no_cache=True))"
    said = subprocess.run([sys.executable, "-c", lint], capture_output=True, text=True)
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.fixture
def contract():
    return PublicFilesContract(
        name="public files", session_options={}, contract_options={"public": ["services"], "open_apps": ["kernel"]}
    )


def graph_with(importer: str, imported: str) -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    graph.add_import(importer=importer, imported=imported)
    return graph


@pytest.mark.parametrize(
    ("importer", "imported", "kept"),
    [
        ("apps.rides.services", "apps.dispatch.services", True),
        ("apps.rides.services", "apps.dispatch.services.offers", True),
        ("apps.rides.services", "apps.dispatch.models", False),
        ("apps.rides.api.views", "apps.dispatch.tasks", False),
        ("apps.rides.services", "apps.rides.models", True),
        ("apps.rides.services", "apps.kernel.models", True),
    ],
)
def test_only_public_files_of_another_app_are_seen(contract, importer, imported, kept):
    assert contract.check(graph_with(importer, imported), verbose=False).kept is kept
