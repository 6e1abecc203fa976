"""Tariff versions: publishing a new one, and the demonstration tariffs every database starts with."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from apps.kernel import clock
from apps.kernel.problems import Problem
from apps.pricing.models import TariffVersion

FIXTURE = Path(__file__).parent.parent / "fixtures" / "tariffs.json"
GRACE = timedelta(minutes=1)  # "from now on", typed a moment ago


class TariffBegun(Problem):
    """Prices already promised cite the versions of the past: a new one may not begin there."""

    status = 409
    slug = "tariff-begun"
    title = _("A tariff cannot begin in the past.")


def publish_tariff(version: TariffVersion) -> TariffVersion:
    """Save an unsaved `version` as the next one of its zone (or market) and category. Raises TariffBegun."""
    if version.valid_from < clock.now() - GRACE:
        raise TariffBegun()
    siblings = TariffVersion.objects.filter(zone=version.zone, market=version.market, category=version.category)
    version.version = (siblings.aggregate(last=Max("version"))["last"] or 0) + 1
    version.save(force_insert=True)
    return version


def load_tariffs(registry: Apps = current_apps) -> None:
    """The fixture's tariffs, as version 1 of the zone and of its market's default, where there is none yet."""
    document = json.loads(FIXTURE.read_text(encoding="utf-8"))
    valid_from = datetime.fromisoformat(document["valid_from"])
    zone_model, market_model = registry.get_model("geo", "Zone"), registry.get_model("geo", "Market")
    versions = registry.get_model("pricing", "TariffVersion").objects
    for fields in document["tariffs"]:
        zone = zone_model.objects.get(slug=fields.pop("zone"))
        market = market_model.objects.get(pk=zone.market_id)
        key = {"category": fields.pop("category"), "version": 1}
        for scope in ({"zone": zone}, {"market": market}):
            versions.get_or_create(**scope, **key, defaults={**fields, "valid_from": valid_from})
