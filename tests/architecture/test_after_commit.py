"""Only the kernel touches Django's on_commit; everybody else goes through `after_commit`, which no error escapes."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_on_commit_is_the_kernels_business():
    users = [
        str(path.relative_to(ROOT))
        for folder in ("apps", "superapp")
        for path in (ROOT / folder).rglob("*.py")
        if "transaction.on_commit(" in path.read_text() and "kernel" not in path.parts
    ]
    assert users == []
