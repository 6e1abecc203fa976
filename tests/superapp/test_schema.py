"""The published schema and its page."""

import pytest
from django.urls import reverse


def test_the_schema_is_english_whoever_asks(client, db):
    answer = client.get("/api/schema/", HTTP_ACCEPT_LANGUAGE="fr")
    assert answer.status_code == 200
    document = answer.json()
    assert document["paths"]["/api/v1/rider/rides"]["post"]["summary"] == "Order a ride at a quoted price"
    assert "curseur" not in answer.content.decode()


def test_problems_are_one_component(client, db):
    document = client.get("/api/schema/").json()
    refused = document["paths"]["/api/v1/rider/quotes"]["post"]["responses"]["422"]["content"]
    assert refused["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_every_post_that_creates_asks_for_a_key(client, db):
    paths = client.get("/api/schema/").json()["paths"]
    creating = {path for path, item in paths.items() if "201" in item.get("post", {}).get("responses", {})}
    keyed = {
        path
        for path in creating
        if any(p["name"] == "Idempotency-Key" for p in paths[path]["post"].get("parameters", []))
    }
    assert creating - keyed == {"/api/v1/account/ticket"}, "a ticket is cheap, and used once anyway"


def test_the_page_loads_everything_from_here(client, db):
    page = client.get(reverse("api-docs")).content.decode()
    assert "/static/drf_spectacular_sidecar/" in page
    assert "https://" not in page


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("address", ["/api/docs/", "/api/schema/"])
def test_they_are_for_reading(client, db, address, method):
    answer = client.generic(method, address, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD"}
    assert answer.json() == {
        "type": "/problems/method-not-allowed",
        "title": "This address does not take that method.",
        "status": 405,
    }


@pytest.mark.parametrize("address", ["/api/docs/", "/api/schema/"])
def test_a_probe_may_ask_whether_they_are_there(client, db, address):
    assert client.head(address).status_code == 200


def test_a_refusal_is_json_whatever_the_caller_would_rather_have(client, db):
    answer = client.get("/api/docs/", headers={"Accept": "image/png"})
    assert (answer.status_code, answer["Content-Type"]) == (406, "application/problem+json")
    assert answer.json()["type"] == "/problems/not-acceptable"
