"""`make run`: the whole platform on this machine, from one Procfile, until Ctrl-C."""

import os
import shutil
import socket
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config.env import env  # noqa: E402
from scripts.setup_local import prepare  # noqa: E402

PROCESSES = {
    "redis": "carries hints, live positions and broadcasts between processes",
    "web": "answers HTTP and holds the websockets",
    "matching": "matches riders to drivers, zone by zone",
    "default": "relays domain events from the outbox",
    "io": "sends text messages, does what nobody waits for",
    "render": "draws receipts as PDF",
    "beat": "sweeps every second for whatever a lost hint left behind",
    "city": "virtual riders and drivers, through the public doors only",
    "ready": "says when the platform answers",
}

# What may be chosen: `make run PORT=8001 CITY=tunis`, or in `.env`.
CHOICES = {
    "DJANGO_SETTINGS_MODULE": "config.settings.local",
    "HOST": "127.0.0.1",
    "PORT": "8000",
    "CITY": "algiers",
    "DRIVERS": "150",
    "RIDERS": "60",
    "SPEED": "5",
    "SCENARIO": "everyday",
    "LOG_FORMAT": "console",
    "LOG_LEVEL": "WARNING",
}


def main() -> None:
    environment = _environment()
    _refuse_unusable_port(environment["HOST"], environment["WEB_PORT"])
    os.environ.update(environment)
    prepare()
    _note_redis(environment)
    started = [name for name in PROCESSES if name not in _left_out(environment)]
    _explain(environment, started)
    # honcho reads no .env of its own: it has other rules, and its reading would win over the command line.
    os.execvp(sys.executable, [sys.executable, "scripts/start_procfile.py", "start", "--env", os.devnull, *started])


def _note_redis(environment: dict[str, str]) -> None:
    """For other shells, where our own Redis is. Somebody else's address may hold a password: it is not written down."""
    noted = Path("var/redis/url")
    if "REDIS_SERVER" in environment:
        noted.write_text(environment["REDIS_URL"])
    else:
        noted.unlink(missing_ok=True)


def _left_out(environment: dict[str, str]) -> set[str]:
    """A Redis of one's own needs none of ours; `CITY=none` is a platform without virtual people."""
    redis = set() if "REDIS_SERVER" in environment else {"redis"}
    return redis | ({"city"} if environment["CITY"] == "none" else set())


def _environment() -> dict[str, str]:
    chosen = {name: env.str(name, default=default) for name, default in CHOICES.items()}
    environment = {
        **chosen,
        # The process manager gives each process a PORT of its own; ours must have another name.
        "WEB_PORT": chosen["PORT"],
        "PUBLIC_ORIGIN": env.str("PUBLIC_ORIGIN", default=f"http://localhost:{chosen['PORT']}"),
        "VAPID_PRIVATE_KEY": env.str("VAPID_PRIVATE_KEY", default="") or _push_key(),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    return environment if env.str("REDIS_URL", default="") else environment | _embedded_redis()


def _embedded_redis() -> dict[str, str]:
    """A Redis of our own on a free port: the machine's server if there is one, else the one inside a wheel."""
    server = shutil.which("redis-server") or str(Path(sys.executable).parent / "redis-server")
    port = _free_port()
    return {"REDIS_SERVER": server, "REDIS_PORT": str(port), "REDIS_URL": f"redis://127.0.0.1:{port}/0"}


def _push_key() -> str:
    """This machine's own key for Web Push, made once: browsers subscribe with it, and a new one would lose them."""
    kept = ROOT / "var" / "push.key"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        secret = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        kept.touch(mode=0o600)
        kept.write_text(urlsafe_b64encode(secret.to_bytes(32, "big")).decode().rstrip("="))
    return kept.read_text()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _refuse_unusable_port(host: str, port: str) -> None:
    if not port.isdigit() or not 0 < int(port) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {port!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            sys.exit(f"Port {port} of {host} cannot be used ({error.strerror}). Try: make run PORT={int(port) + 1}")


def _explain(environment: dict[str, str], started: list[str]) -> None:
    print("\nStarting:")
    for name in started:
        print(f"  {name:<9} {PROCESSES[name]}")
    print("\nIt takes some seconds. Ctrl-C stops everything. To set the staff password anew:")
    print("  .venv/bin/python manage.py changepassword operations@superapp.example\n", flush=True)


if __name__ == "__main__":
    main()
