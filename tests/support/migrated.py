"""A SQLite database with every migration: made when they change, copied by whoever needs one of their own."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "tests"
DEPENDS_ON = (
    "requirements.txt",
    "apps/*/migrations/*.py",
    "apps/*/fixtures/*.json",
    "apps/*/services/re*.py",  # what loads the fixtures
    "apps/geo/services/zones.py",
)


def copy_migrated(target: Path) -> None:
    """Raises CalledProcessError when the migrations fail; what they said is on stderr."""
    shutil.copy(_template(), target)


def _template() -> Path:
    """The first who asks makes it; others wait, whatever process they are."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    template = FOLDER / f"migrated-{_state()}.sqlite3"
    with (FOLDER / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            for old in FOLDER.glob("migrated-*"):
                old.unlink()
            unfinished = template.with_suffix(".unfinished")
            _migrate(unfinished)
            unfinished.rename(template)
    return template


def _state() -> str:
    said = hashlib.sha256()
    for path in sorted(path for pattern in DEPENDS_ON for path in ROOT.glob(pattern)):
        said.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return said.hexdigest()[:16]


def _migrate(path: Path) -> None:
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{path}", "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=environment, check=True)
