"""The virtual city is an outsider: of the product's code it knows the clock, how tables are read, and nothing else."""

import ast
from pathlib import Path

import simulator

PACKAGE = Path(simulator.__file__).parent


def _product_imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return {name for name in found if name.split(".")[0] in ("apps", "superapp", "config", "django")}


def test_the_simulator_imports_the_clock_and_the_reader_of_tables_and_nothing_else_of_the_product():
    imported = {name for path in PACKAGE.rglob("*.py") for name in _product_imports(path)}
    assert imported == {"apps.kernel.clock", "apps.kernel.tables"}
