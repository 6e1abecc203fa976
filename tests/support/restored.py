"""What a test with real commits left behind, undone.

On SQLite every page of the database is put back as the migrations left it: 2 MB, some 5 ms of CPU. Django's own way,
which PostgreSQL keeps, deletes the rows of every table and tells every app that it was migrated; then zones and tariffs
must be loaded again. That is some 300 ms.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import TransactionTestCase


@contextmanager
def restored_after_commits(kept: sqlite3.Connection) -> Iterator[None]:
    """In here, tests with real commits leave the database as it is in `kept`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: kept.backup(_opened()))
        yield


def copy_in_memory() -> sqlite3.Connection:
    kept = sqlite3.connect(":memory:")
    _opened().backup(kept)
    return kept


def _opened() -> sqlite3.Connection:
    connection.ensure_connection()
    return connection.connection
