"""Every error under /api/ is problem+json, in the caller's language, with a stable type."""

import pytest
from django.http import HttpResponse

from apps.kernel import redis
from apps.kernel.problems import CONTENT_TYPE, Problem, ProblemMiddleware, of_status


def assert_problem(response, status: int, slug: str) -> dict:
    assert response.status_code == status
    assert response["Content-Type"] == CONTENT_TYPE
    document = response.json()
    assert document["type"] == f"/problems/{slug}"
    assert document["status"] == status
    assert document["title"]
    return document


@pytest.mark.django_db
def test_an_unknown_address(anonymous):
    response = anonymous.get("/api/v1/auth/nothing-here")
    assert_problem(response, 404, "not-found")


@pytest.mark.django_db
def test_a_wrong_method_names_the_allowed_ones(anonymous):
    response = anonymous.get("/api/v1/auth/otp")
    assert_problem(response, 405, "method-not-allowed")
    assert "POST" in response["Allow"]


@pytest.mark.django_db
def test_a_body_that_is_not_json(anonymous):
    response = anonymous.generic("POST", "/api/v1/auth/otp", "{broken", content_type="application/json")
    assert_problem(response, 400, "bad-request")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    ["[" * 200_000, '{"phone": "\\ud800"}', '{"phone": "a\\u0000b"}', '{"phone": NaN}', '{"\\udfff": 1}', "\xff"],
)
def test_a_body_that_would_break_something_further_down(anonymous, body):
    response = anonymous.generic("POST", "/api/v1/auth/otp", body.encode("latin-1"), content_type="application/json")
    assert_problem(response, 400, "bad-request")


@pytest.mark.django_db
def test_a_body_in_another_format(anonymous):
    response = anonymous.generic("POST", "/api/v1/auth/otp", "<xml/>", content_type="text/xml")
    assert_problem(response, 415, "unsupported-media-type")


@pytest.mark.django_db
def test_a_body_too_large_is_refused_before_it_is_read(anonymous):
    response = anonymous.generic("POST", "/api/v1/auth/otp", "x" * 1_100_000, content_type="application/json")
    assert_problem(response, 413, "too-large")


@pytest.mark.django_db
def test_a_body_of_unknown_length_is_refused(anonymous):
    answer = anonymous.generic("POST", "/api/v1/auth/otp", "{}", HTTP_TRANSFER_ENCODING="chunked")
    assert_problem(answer, 411, "length-required")


@pytest.mark.django_db
def test_a_service_that_is_out_is_a_503_that_says_when_to_try_again_and_an_error_of_the_log(
    anonymous, monkeypatch, caplog
):
    def out(*args, **kwargs):
        raise redis.Unreachable("gone")

    monkeypatch.setattr("rest_framework.views.APIView.initial", out)
    answer = anonymous.post("/api/v1/auth/otp", {"phone": "+213550000001"})
    assert_problem(answer, 503, "unavailable")
    assert answer["Retry-After"] == "2"
    assert {line.name for line in caplog.records if line.levelname == "ERROR"} == {
        "django.request",
        "django_structlog.middlewares.request",
    }


@pytest.mark.django_db
def test_invalid_values_are_listed_field_by_field(anonymous):
    document = assert_problem(anonymous.post("/api/v1/auth/otp", {"phone": "12"}), 400, "invalid")
    assert [row["field"] for row in document["errors"]] == ["phone"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "There is nothing here."), ("fr", "Il n’y a rien ici."), ("ar", "لا يوجد شيء هنا.")],
)
def test_in_the_callers_language(anonymous, language, title):
    response = anonymous.get("/api/v1/auth/nothing-here", HTTP_ACCEPT_LANGUAGE=language)
    assert response.json()["title"] == title


@pytest.mark.django_db
def test_a_crash_is_a_500_that_tells_nothing(anonymous, monkeypatch):
    def crash(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("rest_framework.views.APIView.initial", crash)
    anonymous.raise_request_exception = False
    response = anonymous.post("/api/v1/auth/otp", {"phone": "+213550000001"})
    assert_problem(response, 500, "internal-error")
    assert "secret" not in response.content.decode()


def test_a_problem_carries_extra_members_and_leaves_out_an_empty_detail():
    class TooLate(Problem):
        status, slug, title = 409, "too-late", "Too late."

    assert TooLate(current="completed").as_dict() == {
        "type": "/problems/too-late",
        "title": "Too late.",
        "status": 409,
        "current": "completed",
    }


def test_a_status_without_a_text_of_its_own_still_makes_a_problem():
    assert of_status(418)["type"] == "/problems/error"


def test_a_service_that_is_out_before_the_endpoint_is_reached_says_when_to_try_again_too(rf):
    middleware = ProblemMiddleware(lambda request: HttpResponse())
    response = middleware.process_exception(rf.get("/api/v1/rider/rides"), redis.Unreachable("no answer"))
    assert (response.status_code, response["Retry-After"]) == (503, "2")
