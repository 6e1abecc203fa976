"""GET /api/v1/public/zones"""

from datetime import datetime, timedelta

from django.utils import translation

from apps.geo import services
from apps.kernel import clock
from apps.kernel.markup import on_clock


def test_anybody_may_see_where_we_serve(db, anonymous):
    answer = anonymous.get("/api/v1/public/zones", HTTP_ACCEPT_LANGUAGE="ar")

    assert answer.status_code == 200
    zones = {zone["slug"]: zone for zone in answer.json()["zones"]}
    assert list(zones) == ["tunis", "casablanca", "algiers", "paris"]
    algiers = zones["algiers"]
    assert set(algiers) == {
        "id", "slug", "name", "market", "currency", "time_zone", "centre", "bounds", "polygon",
        "demonstration", "paused", "pauses",
    }  # fmt: skip
    assert (algiers["name"], algiers["currency"], algiers["market"]) == ("الجزائر العاصمة", "DZD", "DZ")
    assert algiers["polygon"]["type"] == "Polygon"
    assert algiers["polygon"]["coordinates"][0][0] == algiers["polygon"]["coordinates"][0][-1]
    assert algiers["bounds"] == [2.834, 36.622, 3.372, 36.819]


def test_people_see_what_is_paused_before_they_ask(db, anonymous, algiers):
    now = clock.now()
    services.pause_service(zone_id=algiers.id, category="van", reason_code="weather", note="Flood in Bab El Oued")
    services.pause_service(
        zone_id=algiers.id, reason_code="event", starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=3)
    )

    zones = anonymous.get("/api/v1/public/zones", HTTP_ACCEPT_LANGUAGE="fr").json()["zones"]

    with translation.override("fr"):
        until = on_clock("Africa/Algiers", now + timedelta(hours=3))
    [shown] = [zone for zone in zones if zone["slug"] == "algiers"]
    assert shown["paused"] == ["van"]
    for pause in shown["pauses"]:
        pause["starts_in_s"] = round((datetime.fromisoformat(pause.pop("starts_at")) - now).total_seconds(), -1)
    assert shown["pauses"] == [
        {
            "categories": ["van"],
            "reason_code": "weather",
            "reason": "Intempéries",
            "starts_in_s": 0,
            "ends_at": None,
            "detail": "En pause jusqu’à nouvel ordre : Intempéries",
        },
        {
            "categories": ["comfort", "standard", "van"],
            "reason_code": "event",
            "reason": "Routes fermées pour un événement",
            "starts_in_s": 3_600,
            "ends_at": (now + timedelta(hours=3)).isoformat(),
            "detail": f"En pause jusqu’au {until} : Routes fermées pour un événement",
        },
    ]
    assert all(zone["paused"] == zone["pauses"] == [] for zone in zones if zone["slug"] != "algiers")
    assert "Bab El Oued" not in str(zones)  # the note is the staff's
