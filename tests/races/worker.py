"""`python -m tests.races.worker FD…`: loads Django, migrates, forks a worker for each socket."""

import superapp  # noqa: F401  isort: skip

import json
import os
import socket
import sys
import time
import traceback

import django
from django.core.management import call_command
from django.db import connections


def main(descriptors: list[int]) -> None:
    django.setup()
    from tests.races import actions, beside, care, fleet, instant, riding  # noqa: F401  loaded once, before the fork

    call_command("migrate", verbosity=0)
    connections.close_all()
    workers = [_fork(descriptor, descriptors) for descriptor in descriptors]
    for descriptor in descriptors:
        os.close(descriptor)
    for worker in workers:
        os.waitpid(worker, 0)


def _fork(descriptor: int, descriptors: list[int]) -> int:
    worker = os.fork()
    if worker == 0:
        for other in descriptors:
            if other != descriptor:
                os.close(other)
        _serve(socket.socket(fileno=descriptor))
        os._exit(0)
    return worker


def _serve(line: socket.socket) -> None:
    stream = line.makefile("rw", encoding="utf-8")
    for text in stream:
        stream.write(json.dumps(_answer(json.loads(text)), default=str) + "\n")
        stream.flush()


def _answer(question: dict) -> dict:
    from tests.races import actions, beside, care, fleet, instant, riding

    module, _dot, action = question["action"].rpartition(".")
    while time.time() < question["at"]:
        pass  # a sleep would let the workers wake one after the other
    try:
        home = {"fleet": fleet, "beside": beside, "care": care, "riding": riding, "instant": instant}.get(
            module, actions
        )
        return {"result": getattr(home, action)(**question["arguments"])}
    except Exception:
        return {"crash": traceback.format_exc()}


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]])
