"""Every word for people exists in French and in Arabic."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CODE = [path for folder in ("apps", "superapp", "config") for path in (ROOT / folder).rglob("*.py")]
TEMPLATES = list((ROOT / "templates").rglob("*.html")) + list((ROOT / "templates").rglob("*.txt"))
MARKERS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
TAG = re.compile(r"""\{%\s*(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')(?:\s+context\s+"([^"]+)")?""")
BLOCK = re.compile(r"\{%\s*blocktrans(?:late)?\b([^%]*)%\}(.*?)(?:\{%\s*plural|\{%\s*endblocktrans)", re.DOTALL)
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


Word = tuple[str, str | None]  # and the context that tells it from another of the same spelling


def words_in_code() -> Iterator[Word]:
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS and node.args:
                context, message = node.args[:2] if node.func.id.startswith("p") else (None, node.args[0])
                if isinstance(message, ast.Constant):
                    yield message.value, context.value if isinstance(context, ast.Constant) else None


def words_in_templates() -> Iterator[Word]:
    for path in TEMPLATES:
        text = path.read_text()
        yield from ((double or single, context or None) for double, single, context in TAG.findall(text))
        for options, body in BLOCK.findall(text):
            body = VARIABLE.sub(r"%(\1)s", body)
            yield " ".join(body.split()) if "trimmed" in options else body, None


def catalog(language: str) -> Catalog:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_nothing_is_left_untranslated(language):
    known = catalog(language)
    missing = {word for word in (*words_in_code(), *words_in_templates()) if not _translated(known, *word)}
    assert missing == set()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_translation_keeps_the_placeholders(language):
    broken = [
        message.id
        for message in catalog(language)
        if message.id and isinstance(message.string, str) and _placeholders(message.id) != _placeholders(message.string)
    ]
    assert broken == []


def _translated(known: Catalog, word: str, context: str | None) -> bool:
    message = known.get(word, context)
    if message is None or message.fuzzy:
        return False
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|\{\w*\}", text))
