"""GET /api/v1/public/zones"""


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
