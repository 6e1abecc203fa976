"""Signing in through the public doors of a running platform, as an app does."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request


def call(url: str, body: dict | None = None, *, access: str = "", method: str = "", key: str = "") -> tuple[int, dict]:
    """One JSON request; returns (status, body). A body makes it a POST unless `method` says otherwise."""
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    headers |= {"Authorization": f"Bearer {access}"} if access else {}
    headers |= {"Idempotency-Key": key} if key else {}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method or None)  # noqa: S310  a server of our own
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return answer.status, json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read() or b"{}")


def sign_in(url: str, phone: str, role: str) -> dict:
    """Tokens of `phone` in `role`: asks for a code, reads it in the local inbox, verifies it."""
    status, challenge = call(f"{url}/api/v1/auth/otp", {"phone": phone, "language": "en"})
    assert status == 202, challenge
    status, tokens = call(
        f"{url}/api/v1/auth/otp/verify",
        {"challenge_id": challenge["challenge_id"], "code": _code_sent_to(url, phone), "role": role},
    )
    assert status == 200, tokens
    return tokens


def _code_sent_to(url: str, phone: str, within_s: float = 15) -> str:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        _, inbox = call(f"{url}/dev/inbox.json?to={urllib.parse.quote(phone)}")
        if inbox["messages"]:
            return "".join(filter(str.isdigit, inbox["messages"][0]["text"].split(":")[-1]))[:6]
        time.sleep(0.1)
    raise AssertionError(f"no message reached {phone}")
