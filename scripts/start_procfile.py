"""honcho, for `make run`: a closed terminal stops everything as Ctrl-C does, and Redis is the last to go."""

import os
import signal
import sys
from typing import Any

from honcho import command, manager

LAST = "redis.1"
manager.KILL_WAIT = 15  # seconds: a worker ends the task at hand, which a busy machine does in its own time


class Platform(manager.Manager):
    """Every process has a session of its own: no signal of the terminal reaches them, only what is told here."""

    _processes: dict[str, Any]

    def _start(self) -> None:
        heeded = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # what is started inherits that
        super()._start()
        if heeded is not signal.SIG_IGN:  # under nohup it stays ignored
            signal.signal(signal.SIGHUP, _hang_up)

    def _killall(self, force: bool = False) -> None:
        """Workers hand back what they hold; without Redis they would try to reach it until they are killed."""
        everything = self._processes
        self._processes = everything if force else {name: it for name, it in everything.items() if name != LAST}
        super()._killall(force)
        self._processes = everything

    def _all_stopped(self) -> bool:
        """Asked at every turn of the loop."""
        last, others = self._processes.get(LAST), [it for name, it in self._processes.items() if name != LAST]
        if last and self._terminating and "told" not in last and all("returncode" in it for it in others):
            last["told"] = True
            self._procmgr.terminate(last["pid"])
        return super()._all_stopped()


def _hang_up(_number: int, _frame: object) -> None:
    """The terminal is gone, and writing to it an error that would end us before the others."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    signal.raise_signal(signal.SIGTERM)


if __name__ == "__main__":
    command.Manager = Platform
    command.main()
