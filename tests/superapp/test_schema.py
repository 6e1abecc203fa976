"""The published schema and its page."""

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
