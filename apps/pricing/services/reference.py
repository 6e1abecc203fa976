"""The demonstration prices, policies and holidays that every database starts with."""

import json
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from django.apps import apps as current_apps
from django.apps.registry import Apps

FIXTURES = Path(__file__).parent.parent / "fixtures"


def load_tariffs(registry: Apps = current_apps) -> None:
    """The fixture's tariffs, as version 1 of the zone and of its market's default, where there is none yet."""
    document = _read("tariffs.json")
    for fields in document["tariffs"]:
        _load_tariff(registry, 1, document["valid_from"], fields)


def load_rules(registry: Apps = current_apps) -> None:
    """Version 2 of the same tariffs: with waiting, stops, night and holidays."""
    document = _read("rules.json")
    first = {(row["zone"], row["category"]): row for row in _read("tariffs.json")["tariffs"]}
    for rules in document["rules"]:
        rules = {**rules, "night_from": _time(rules["night_from"]), "night_until": _time(rules["night_until"])}
        for name in ("night_multiplier", "holiday_multiplier"):
            rules[name] = Decimal(rules[name])
        _load_tariff(registry, 2, document["valid_from"], {**first[rules["zone"], rules["category"]], **rules})


def load_policies(registry: Apps = current_apps) -> None:
    """Version 1 of each market's surge, cancellation and commission, and its holidays, where there are none yet."""
    document = _read("policies.json")
    valid_from = datetime.fromisoformat(document["valid_from"])
    models = {name: registry.get_model("pricing", name).objects for name in _POLICIES}
    for code, fields in document["markets"].items():
        market = registry.get_model("geo", "Market").objects.get(code=code)
        key = {"market": market, "version": 1}
        surge = {**fields["surge"], "cap": Decimal(fields["surge"]["cap"])}
        models["SurgePolicy"].get_or_create(**key, defaults=surge)
        models["CancellationPolicy"].get_or_create(
            **key, category="", defaults={**fields["cancellation"], "valid_from": valid_from}
        )
        percent = Decimal(fields["commission"]["percent"])
        models["CommissionPolicy"].get_or_create(**key, defaults={"percent": percent, "valid_from": valid_from})
        for holiday in fields["holidays"]:
            day = date.fromisoformat(holiday["date"])
            names = {f"name_{language}": holiday[language] for language in ("fr", "ar", "en")}
            models["Holiday"].get_or_create(market=market, date=day, defaults={**names, "every_year": True})


_POLICIES = ("SurgePolicy", "CancellationPolicy", "CommissionPolicy", "Holiday")


def _load_tariff(registry: Apps, version: int, valid_from: str, row: dict) -> None:
    fields = {name: value for name, value in row.items() if name not in {"zone", "category"}}
    zone = registry.get_model("geo", "Zone").objects.get(slug=row["zone"])
    market = registry.get_model("geo", "Market").objects.get(pk=zone.market_id)
    for scope in ({"zone": zone}, {"market": market}):
        registry.get_model("pricing", "TariffVersion").objects.get_or_create(
            **scope,
            category=row["category"],
            version=version,
            defaults={**fields, "valid_from": datetime.fromisoformat(valid_from)},
        )


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _read(name: str) -> dict:
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))
