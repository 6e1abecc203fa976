from collections.abc import Callable

import pytest

from apps.accounts import services
from apps.accounts.contracts import Code
from apps.kernel import outbox
from apps.notifications import tasks


@pytest.fixture(autouse=True)
def no_broker(monkeypatch) -> list:
    """What would be handed to a worker, so that a test can do a worker's work when it likes."""
    handed: list = []
    monkeypatch.setattr(tasks.send_message, "apply_async", lambda args, **options: handed.append((args, options)))
    return handed


@pytest.fixture
def ask(db) -> Callable[..., Code]:
    """A code is asked for, and the relay has told notifications."""

    def ask_for_code(phone: str = "+213550000001", language: str = "fr") -> Code:
        asked = services.request_code(phone=phone, language=language, address="203.0.113.1")
        outbox.relay()
        return asked

    return ask_for_code
