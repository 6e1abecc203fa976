"""One web process of its own, over the stores of the test."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from tests.support.platform import ROOT, SERVER_OPTIONS
from tests.support.redis import free_port


@contextmanager
def server(application: str, processes: dict[int, subprocess.Popen] | None = None, **environment: str) -> Iterator[int]:
    """A real uvicorn of `application`, on the test's stores; noted in `processes` by its port, which it yields."""
    port = free_port()
    ours = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": _database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "PYTHONPATH": str(ROOT),
        **environment,
    }
    command = [sys.executable, "-m", "uvicorn", application, "--port", str(port)]
    process = subprocess.Popen([*command, *SERVER_OPTIONS], env=ours, cwd=ROOT)
    if processes is not None:
        processes[port] = process
    try:
        _wait_until_listening(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=15)


def _database_url() -> str:
    name, vendor = connection.settings_dict, connection.vendor
    if vendor == "sqlite":
        return f"sqlite:///{name['NAME']}"
    who = f"{name['USER']}:{name['PASSWORD']}" if name["PASSWORD"] else name["USER"]
    return f"postgres://{who}@{name['HOST'] or '127.0.0.1'}:{name['PORT'] or 5432}/{name['NAME']}"


def _wait_until_listening(port: int, process: subprocess.Popen, timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("uvicorn did not start")
