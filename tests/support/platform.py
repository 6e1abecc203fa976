"""The real platform for a test: Redis, web processes, workers and beat on free ports, over a database of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts.say_ready import is_ready
from tests.support.migrated import copy_migrated
from tests.support.redis import free_port, private_redis

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "platform.sqlite3"
READY_WITHIN_S = 90
STOPPED_WITHIN_S = 10

_CELERY = ("-m", "celery", "-A", "superapp")
WORKERS: dict[str, tuple[str, ...]] = {
    "matching": (*_CELERY, "worker", "-Q", "matching", "-P", "solo", "--loglevel", "WARNING"),
    "default": (*_CELERY, "worker", "-Q", "default", "-P", "solo", "--loglevel", "WARNING"),
    "io": (*_CELERY, "worker", "-Q", "io", "-P", "threads", "-c", "8", "--loglevel", "WARNING"),
    "render": (*_CELERY, "worker", "-Q", "render", "-P", "prefork", "-c", "1", "--loglevel", "WARNING"),
    "beat": (*_CELERY, "beat", "--loglevel", "WARNING"),
}


# As in the Procfile. Frames are small, so deflate costs CPU and some 100 KB a socket and saves next to nothing.
SERVER_OPTIONS = (
    *("--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "3"),
    *("--ws-max-size", "65536", "--ws-per-message-deflate", "false"),
)


@dataclass
class Platform:
    """Running processes. `urls` are the web processes; what each process said is in `log(name)`."""

    folder: Path
    environment: dict[str, str]
    urls: list[str] = field(default_factory=list)
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.urls[0]

    @property
    def redis_url(self) -> str:
        return self.environment["REDIS_URL"]

    def manage(self, *arguments: str, timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a management command against this platform; raises CalledProcessError with what it said."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout_s,
        )
        if done.returncode:
            raise AssertionError(f"manage.py {' '.join(arguments)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def start(self, name: str, arguments: Sequence[str], **extra: str) -> None:
        """Start `python <arguments>` as process `name`, in a group of its own, with `extra` in its environment."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env={**self.environment, **extra},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def start_web(self) -> str:
        """One more web process; returns its URL once it is ready."""
        port, name = free_port(), f"web{len(self.urls) + 1}"
        server = ("-m", "uvicorn", "superapp.asgi:application", "--host", "127.0.0.1", "--port", str(port))
        self.start(name, (*server, *SERVER_OPTIONS))
        url = f"http://127.0.0.1:{port}"
        self._wait_until_ready(name, url)
        self.urls.append(url)
        return url

    def stop(self, name: str) -> None:
        """End a process in good order; one that does not listen is killed."""
        process = self.processes.pop(name)
        _signal_group(process, signal.SIGTERM)
        try:
            process.wait(STOPPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            _signal_group(process, signal.SIGKILL)
            process.wait(STOPPED_WITHIN_S)

    def kill(self, name: str) -> None:
        """kill -9, children included."""
        process = self.processes.pop(name)
        _signal_group(process, signal.SIGKILL)
        process.wait(STOPPED_WITHIN_S)

    def stop_all(self) -> None:
        for process in self.processes.values():
            _signal_group(process, signal.SIGTERM)
        for name in list(self.processes):
            self.stop(name)

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def logs(self) -> str:
        return "\n".join(f"== {path.stem}\n{self.log(path.stem)}" for path in sorted(self.folder.glob("*.log")))

    def _wait_until_ready(self, name: str, url: str) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            if self.processes[name].poll() is not None:
                break
            if is_ready(url):
                return
            time.sleep(0.2)
        raise RuntimeError(f"{name} is not ready:\n{self.log(name)}")


@contextmanager
def platform(
    folder: Path, *, webs: int = 1, workers: Sequence[str] = tuple(WORKERS), extra: Mapping[str, str] | None = None
) -> Iterator[Platform]:
    """Start it all, with `webs` web processes; everything stops when the block ends.

    `folder` (a test's tmp_path) takes the logs, the beat file and the SQLite database. `extra` is added to the
    environment.
    """
    with ExitStack() as stack:
        environment = _environment(folder, stack.enter_context(private_redis()), extra or {})
        running = Platform(folder, environment)
        copy_migrated(folder / DATABASE)
        stack.callback(running.stop_all)
        for name in workers:
            running.start(name, (*WORKERS[name], *_node_name(name)), DATABASE_CONNECTIONS="persistent")
        for _ in range(webs):
            running.start_web()
        yield running


def _environment(folder: Path, redis_url: str, extra: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "CHANNELS_URL"}
    own = {
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "REDIS_URL": redis_url,
        "CELERY_BEAT_FILE": str(folder / "beat"),
        "PYTHONUNBUFFERED": "1",
    }
    return {**kept, **own, **extra}


def _node_name(name: str) -> tuple[str, ...]:
    return () if name == "beat" else ("--hostname", f"{name}-{free_port()}@%h")


def _signal_group(process: subprocess.Popen, number: signal.Signals) -> None:
    if process.poll() is None:
        os.killpg(process.pid, number)
