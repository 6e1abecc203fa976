"""What follows a commit: hints and caches. The work is done; nothing here may turn a success into an error."""

from collections.abc import Callable

import structlog
from django.db import transaction

log = structlog.get_logger(__name__)


def after_commit(function: Callable[..., object], *args: object, **kwargs: object) -> None:
    """Call `function` once the running transaction has committed. What it raises is logged and goes no further.

    Django's own `robust=True` is not enough: it asks the callback for its qualified name, which a partial lacks, and
    the error that follows takes the remaining callbacks with it.
    """

    def follow() -> None:
        try:
            function(*args, **kwargs)
        except Exception:
            log.exception("after_commit_failed", function=getattr(function, "__qualname__", repr(function)))

    transaction.on_commit(follow)
