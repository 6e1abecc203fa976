"""Runs redis-server (its command line follows) and starts it again when it ends, unless told to stop."""

import signal
import subprocess
import sys
import time

STARTED_AFTER_S = 2.0  # one that ends sooner cannot run here: its port is taken, its file unreadable
AWAY_S = 1.0


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        began = time.monotonic()
        code = _run(command)
        if time.monotonic() - began < STARTED_AFTER_S:
            return code or 1
        print(f"redis-server ended ({code}); it is started again, and the platform goes on without it meanwhile.")
        time.sleep(AWAY_S)


def _run(command: list[str]) -> int:
    server = subprocess.Popen(command)
    try:
        return server.wait()
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
