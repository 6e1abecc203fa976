"""A transaction that could not begin leaves nothing behind that another thread would have to clear away."""

import sqlite3
import traceback

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from config.settings.parts.databases import DATABASES


@pytest.fixture
def connect(tmp_path):
    opened = []

    def make() -> BaseDatabaseWrapper:
        options = {"transaction_mode": "IMMEDIATE", "timeout": 0.01}
        one = {"ENGINE": "config.sqlite3", "NAME": str(tmp_path / "one.sqlite3"), "OPTIONS": options}
        opened.append(ConnectionHandler({DEFAULT_DB_ALIAS: one})[DEFAULT_DB_ALIAS])
        return opened[-1]

    yield make
    for connection in opened:
        connection.close()


def begin(connection: BaseDatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


@pytest.mark.django_db
def test_the_cursor_that_could_not_begin_is_closed_though_the_error_is_kept(connect):
    writer, late = connect(), connect()
    begin(writer)
    with pytest.raises(OperationalError, match="locked") as refused:
        begin(late)

    frames = traceback.walk_tb(refused.value.__traceback__)
    kept = [value for frame, _line in frames for value in frame.f_locals.values() if isinstance(value, sqlite3.Cursor)]
    assert kept, "the error's traceback keeps the cursor"
    for cursor in kept:
        with pytest.raises(sqlite3.ProgrammingError, match="closed cursor"):
            sqlite3.Cursor.fetchone(cursor)
    writer.rollback()
    begin(late)
    late.rollback()


def test_every_sqlite_database_of_ours_is_opened_so():
    engine = DATABASES[DEFAULT_DB_ALIAS]["ENGINE"]
    assert engine == "config.sqlite3" or "sqlite" not in engine
