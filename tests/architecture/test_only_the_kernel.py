"""What only the kernel touches: Django's on_commit, and Celery's sending.

Everybody else goes through `after_commit`, which no error escapes, and `hint`, which knows when Redis is out.
"""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("call", ["transaction.on_commit(", ".apply_async(", ".delay("])
def test_is_the_kernels_business(call):
    users = [
        str(path.relative_to(ROOT))
        for folder in ("apps", "superapp")
        for path in (ROOT / folder).rglob("*.py")
        if call in path.read_text() and "kernel" not in path.parts
    ]
    assert users == []
