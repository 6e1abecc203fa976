"""A pytest plugin (`-p tests.support.stores`): private stores, up before Django reads its settings.

Each xdist worker has a Redis of its own. The database is SQLite in a file, in which threads and processes can meet,
unless DATABASE_URL names another.
"""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.support.redis import private_redis

_stores = ExitStack()
os.environ["ENV_FILE"] = os.devnull  # the developer's own choices are not the suite's
os.environ["REDIS_URL"] = _stores.enter_context(private_redis())
_folder = Path(_stores.enter_context(tempfile.TemporaryDirectory(prefix="superapp-tests-", ignore_cleanup_errors=True)))
os.environ.setdefault("DATABASE_URL", f"sqlite:///{_folder / 'development.sqlite3'}")
os.environ["TEST_DATABASE_FILE"] = str(_folder / "test.sqlite3")
os.environ["CELERY_BEAT_FILE"] = str(_folder / "beat")
os.environ["PRIVATE_FILES"] = str(_folder / "private")


def pytest_unconfigure() -> None:
    _stores.close()
