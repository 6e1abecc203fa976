"""The rules every database starts with: which documents a market asks for, and what a category's vehicles must be."""

import json
from pathlib import Path

from django.apps import apps as current_apps
from django.apps.registry import Apps

FIXTURE = Path(__file__).parent.parent / "fixtures" / "requirements.json"


def load_requirements(registry: Apps = current_apps) -> None:
    """The fixture's rules, for markets that have none of that kind yet. A migration gives its own `registry`."""
    document = json.loads(FIXTURE.read_text(encoding="utf-8"))
    markets = {market.code: market for market in registry.get_model("geo", "Market").objects.all()}
    required = registry.get_model("fleet", "DocumentRequirement").objects
    for kind, fields in document["documents"].items():
        for code in fields.pop("markets"):
            if code in markets:
                required.get_or_create(market=markets[code], kind=kind, defaults=fields)
    ruled = registry.get_model("fleet", "CategoryRule").objects
    for category, fields in document["categories"].items():
        for market in markets.values():
            ruled.get_or_create(market=market, category=category, defaults=fields)
