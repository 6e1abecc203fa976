"""The environment, read once. Every setting that differs between machines comes through `env`.

What the process was started with wins over the file `.env` (`.env.example` says all names), and that over the defaults.
"""

import os
import re
import sys
from pathlib import Path
from typing import Any

import environ

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
FILE = Path(os.environ.get("ENV_FILE") or ROOT / ".env")

_LINE = re.compile(r"(export )?[A-Za-z_][A-Za-z_0-9]*=|#|\s*$")


class _Environment(environ.Env):
    """An empty value is as none at all."""

    def get_value(self, var: str, *args: Any, default: Any = environ.Env.NOTSET, **kwargs: Any) -> Any:
        """Ends the process, with a sentence, over a value that is not of its kind.

        Raises ImproperlyConfigured if there is neither a value nor a default.
        """
        if os.environ.get(var) == "":
            del os.environ[var]
        if var.endswith("_URL") and "://" not in os.environ.get(var, "://"):
            sys.exit(f"{var} is not a URL; .env.example says what it may be.")
        try:
            return super().get_value(var, *args, default=default, **kwargs)
        except ValueError as error:
            sys.exit(f"{var} cannot be used: {error}")


def _refuse_unusable_lines() -> None:
    """Of a line that is refused only the first word is said: the rest may be a secret."""
    for number, line in enumerate(FILE.read_text().splitlines(), start=1):
        if not _LINE.match(line):
            sys.exit(f"{FILE}, line {number}: expected NAME=value, without spaces around the sign: {line.split()[0]} …")


env = _Environment()
if FILE.exists():
    _refuse_unusable_lines()
    environ.Env.read_env(FILE)
