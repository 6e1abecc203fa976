"""Races between real processes on a real database: copies of a migrated one, and a crew of workers on each.

The crew is one `python -m tests.races.worker`, which loads Django and migrates once, and forks; each worker has
connections of its own and answers one JSON line with another. Workers told to start together wait for the same moment.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import psycopg

from tests.support.migrated import copy_migrated
from tests.support.postgres import private_postgres

ROOT = Path(__file__).resolve().parent.parent.parent
CREW = 8
HEAD_START_S = 0.03
TEMPLATE = "template_superapp"

_numbers = count(1)


class Crew:
    """Worker processes. `call(3, "accept", …)` asks one; `together([…])` many at the same moment."""

    def __init__(self, lines: list[socket.socket]) -> None:
        self._lines = [line.makefile("rw", encoding="utf-8") for line in lines]
        self._pool = ThreadPoolExecutor(len(lines))

    def use(self, database: str) -> None:
        """Every worker leaves its database for another copy."""
        for number in range(len(self._lines)):
            self.call(number, "use", database=database)

    def call(self, worker: int, action: str, **arguments: object) -> object:
        return self._ask(worker, {"action": action, "arguments": arguments, "at": 0})

    def together(self, calls: list[tuple[str, dict]]) -> list:
        """The n-th call goes to the n-th worker; all start at once."""
        at = time.time() + HEAD_START_S
        asked = [{"action": action, "arguments": arguments, "at": at} for action, arguments in calls]
        return list(self._pool.map(self._ask, range(len(asked)), asked))

    def _ask(self, worker: int, question: dict) -> object:
        line = self._lines[worker]
        line.write(json.dumps(question, default=str) + "\n")
        line.flush()
        answer = json.loads(line.readline())
        if "crash" in answer:
            raise AssertionError(f"worker {worker}, {question['action']}:\n{answer['crash']}")
        return answer["result"]


@contextmanager
def sqlite_copies() -> Iterator[tuple[str, Callable[[], str]]]:
    """(URL of a database for `crew` to migrate, function that makes a copy and returns its name)."""
    with tempfile.TemporaryDirectory(prefix="superapp-races-", ignore_cleanup_errors=True) as folder:
        template = Path(folder) / f"{TEMPLATE}.sqlite3"
        copy_migrated(template)

        def copy() -> str:
            path = Path(folder) / f"race{next(_numbers)}.sqlite3"
            shutil.copy(template, path)
            return str(path)

        yield f"sqlite:///{template}", copy


@contextmanager
def postgresql_copies() -> Iterator[tuple[str, Callable[[], str]]]:
    """The same for PostgreSQL, on a server of our own."""
    with private_postgres() as server:
        _execute(server, f"CREATE DATABASE {TEMPLATE}")

        def copy() -> str:
            name = f"race{next(_numbers)}"
            _execute(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
            return name

        yield server + TEMPLATE, copy


@contextmanager
def crew(database_url: str) -> Iterator[Crew]:
    """Migrate the database and start workers; they hold no connection to it until they are told which copy to use."""
    with ExitStack() as stack:
        pairs = [socket.socketpair() for _ in range(CREW)]
        ours, theirs = zip(*pairs, strict=True)
        numbers = [line.fileno() for line in theirs]
        command = [sys.executable, "-m", "tests.races.worker", *map(str, numbers)]
        process = subprocess.Popen(command, cwd=ROOT, env=_environment(database_url), pass_fds=numbers)
        stack.callback(process.wait, timeout=20)
        for line in ours:
            stack.callback(line.close)
            stack.callback(line.shutdown, socket.SHUT_RDWR)  # the worker reads the end, and ends
        for line in theirs:
            line.close()
        workers = Crew(list(ours))
        workers.call(0, "ready")
        yield workers


def _environment(database_url: str) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(server + "postgres", autocommit=True) as connection:
        connection.execute(statement)
