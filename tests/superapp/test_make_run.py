"""`make run`: one command brings up the platform on its port, and all of it ends as its terminal closes."""

import os
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest

from scripts.say_ready import is_ready
from tests.support.migrated import copy_migrated
from tests.support.platform import ROOT
from tests.support.redis import free_port

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("make-run")]


def start(tmp_path, **chosen: str) -> subprocess.Popen:
    """`make run` with these in the environment, and stores of its own in `.env`, where PORT is nonsense."""
    file = {"DATABASE_URL": f"sqlite:///{tmp_path}/run.sqlite3", "CELERY_BEAT_FILE": f"'{tmp_path}/beat'", "PORT": "x"}
    file |= {"DRIVERS": "2", "RIDERS": "1"}
    (tmp_path / "env").write_text("".join(f"{name}={value}\n" for name, value in file.items()))
    own = {name: value for name, value in os.environ.items() if name not in (*file, "REDIS_URL")}
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.local", "ENV_FILE": str(tmp_path / "env")}
    environment = {**own, **settings, **chosen}
    with (tmp_path / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "scripts/run_local.py"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def ready(tmp_path, port: int, within_s: float = 120) -> bool:
    """The web answers, and beat, the last to come up, has a schedule."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if is_ready(f"http://127.0.0.1:{port}") and list(tmp_path.glob("beat*")):
            return True
        time.sleep(0.5)
    return False


def kill_redis(started: list[psutil.Process]) -> None:
    next(process for process in started if process.name() == "redis-server").kill()


def runs_again(pid: int, killed: set[int], within_s: float = 20) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        now = psutil.Process(pid).children(recursive=True)
        if any(process.pid not in killed and process.name() == "redis-server" for process in now):
            return True
        time.sleep(0.1)
    return False


def test_it_answers_on_its_port_gets_redis_back_and_leaves_nothing_behind_when_the_terminal_closes(tmp_path):
    port = free_port()
    copy_migrated(tmp_path / "run.sqlite3")
    running = start(tmp_path, PORT=str(port))
    try:
        assert ready(tmp_path, port), (tmp_path / "log").read_text()[-5_000:]
        started = psutil.Process(running.pid).children(recursive=True)
        assert len(started) >= 8
        assert "Traceback" not in (tmp_path / "log").read_text()
        kill_redis(started)
        assert runs_again(running.pid, {process.pid for process in started})
        assert ready(tmp_path, port), (tmp_path / "log").read_text()[-5_000:]
        started = psutil.Process(running.pid).children(recursive=True)
    finally:
        os.killpg(running.pid, signal.SIGHUP)
        running.wait(timeout=30)
    _gone, alive = psutil.wait_procs(started, timeout=10)
    assert alive == []
    said = (tmp_path / "log").read_text()
    assert "Preparing the database (a minute the first time)..." in said
    assert "redis-server ended (-9)" in said
    assert "SchedulingError" not in said


def test_a_taken_port_is_said_before_anything_starts(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = start(tmp_path, PORT=str(port))
        assert refused.wait(timeout=30) == 1
    assert f"Try: make run PORT={port + 1}" in (tmp_path / "log").read_text()


@pytest.mark.parametrize("port", ["abc", "0", "99999"])
def test_a_port_that_is_none_is_refused(tmp_path, port):
    refused = start(tmp_path, PORT=port)
    assert refused.wait(timeout=30) == 1
    assert f"PORT must be a number from 1 to 65535, not '{port}'" in (tmp_path / "log").read_text()


def test_what_env_says_is_asked_for_where_the_command_line_says_nothing(tmp_path):
    assert start(tmp_path).wait(timeout=30) == 1
    assert "PORT must be a number from 1 to 65535, not 'x'" in (tmp_path / "log").read_text()
