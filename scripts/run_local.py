"""`make run`: the whole platform on this machine, from one Procfile, until Ctrl-C."""

import os
import shutil
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.setup_local import prepare  # noqa: E402

PROCESSES = {
    "redis": "carries hints, live positions and broadcasts between processes",
    "web": "answers HTTP and holds the websockets",
    "matching": "matches riders to drivers, zone by zone",
    "default": "relays domain events from the outbox",
    "io": "sends text messages and other slow calls",
    "render": "draws receipts as PDF",
    "beat": "sweeps every second for whatever a lost hint left behind",
    "city": "virtual riders and drivers, through the public doors only",
}


def main() -> None:
    environment = _environment()
    _refuse_taken_port(environment["HOST"], int(environment["PORT"]))
    os.environ.update(environment)
    prepare()
    started = [name for name in PROCESSES if name != "redis" or "REDIS_SERVER" in environment]
    _explain(environment, started)
    os.execvp(sys.executable, [sys.executable, "-m", "honcho", "start", *started])


def _environment() -> dict[str, str]:
    own = {
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "HOST": "127.0.0.1",
        "PORT": "8000",
        "CITY": "algiers",
        "DRIVERS": "150",
        "RIDERS": "60",
        "SPEED": "5",
        "LOG_FORMAT": "console",
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    environment = own | {name: os.environ[name] for name in own if os.environ.get(name) and name != "PATH"}
    return environment if os.environ.get("REDIS_URL") else environment | _embedded_redis()


def _embedded_redis() -> dict[str, str]:
    """A Redis of our own on a free port: the machine's server if there is one, else the one inside a wheel."""
    server = shutil.which("redis-server") or str(Path(sys.executable).parent / "redis-server")
    port = _free_port()
    return {"REDIS_SERVER": server, "REDIS_PORT": str(port), "REDIS_URL": f"redis://127.0.0.1:{port}/0"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sys.exit(f"Port {port} of {host} cannot be used ({error.strerror}). Try: make run PORT={port + 1}")


def _explain(environment: dict[str, str], started: list[str]) -> None:
    url = f"http://{environment['HOST']}:{environment['PORT']}"
    print("\nStarting:")
    for name in started:
        print(f"  {name:<9} {PROCESSES[name]}")
    print("\nOpen:")
    for path, what in {
        "/": "home, with every door",
        "/ops/map/": "the live map (staff)",
        "/admin/": "the admin (staff)",
        "/api/docs/": "the REST API",
        "/dev/inbox/": "text messages the platform sent",
        "/health/ready": "is it ready?",
    }.items():
        print(f"  {url}{path:<15} {what}")
    print("\nCtrl-C stops everything.\n", flush=True)


if __name__ == "__main__":
    main()
