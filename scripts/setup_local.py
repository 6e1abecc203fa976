"""Prepare a local installation: translations, database, demo accounts. Safe to run again."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.compile_messages import compile_all  # noqa: E402


def prepare() -> None:
    os.chdir(ROOT)
    for folder in ("var", "var/redis", "staticfiles"):
        Path(folder).mkdir(exist_ok=True)
    compile_all()
    print("Preparing the database (a minute the first time)...", flush=True)
    _manage("migrate", "--verbosity", "0")
    _manage("seed_demo")


def _manage(*arguments: str) -> None:
    if subprocess.run([sys.executable, "manage.py", *arguments]).returncode:
        sys.exit(f"manage.py {arguments[0]} failed; what it said is above.")


if __name__ == "__main__":
    prepare()
    print("Ready. `make run` starts the platform.")
