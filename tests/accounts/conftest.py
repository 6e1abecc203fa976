from collections.abc import Callable
from uuid import UUID

import pytest

from apps.accounts.services import TokenPair, issue_tokens, one_time_code


@pytest.fixture
def ask(anonymous, db) -> Callable[..., str]:
    """`ask("+213550000001")`: asks for a code by REST and gives the challenge's id."""

    def ask_for_code(phone: str, **more: str) -> str:
        answer = anonymous.post("/api/v1/auth/otp", {"phone": phone, **more})
        assert answer.status_code == 202, answer.content
        return answer.json()["challenge_id"]

    return ask_for_code


@pytest.fixture
def verify(anonymous, db) -> Callable:
    """`verify(challenge_id)`: answers it by REST, with the right code unless another is given."""

    def answer(challenge_id: str, code: str = "", role: str = "rider"):
        code = code or one_time_code(UUID(challenge_id))
        return anonymous.post("/api/v1/auth/otp/verify", {"challenge_id": challenge_id, "code": code, "role": role})

    return answer


@pytest.fixture
def amina_tokens(amina) -> TokenPair:
    return issue_tokens(amina, "rider")
