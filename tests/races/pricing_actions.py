"""What a worker of a race can be told to do with promotions, surge and tariffs."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from apps.accounts.services import register
from apps.geo import selectors as geo
from apps.geo import services as cells
from apps.geo.models import Market
from apps.kernel import clock
from apps.pricing import selectors, services
from apps.pricing.models import Promo, PromoUse, SurgeCell, TariffVersion
from tests.places import ALGIERS_CENTRE

__all__ = [
    "count_cells",
    "promo",
    "promo_state",
    "publish_tariff",
    "release_promo",
    "riders",
    "settle_promo",
    "stop_surge",
    "surge_state",
    "tariff_versions",
    "use_promo",
]

HERE = cells.cell(ALGIERS_CENTRE)


def riders(count: int) -> list[str]:
    marks = [uuid4().hex[:10] for _ in range(count)]
    return [str(register(email=f"{mark}@riders.example", full_name=f"Rider {mark}").id) for mark in marks]


def promo(budget: int, per_person: int = 1) -> str:
    row = Promo.objects.create(
        code=uuid4().hex[:12].upper(),
        market=Market.objects.get(code="DZ"),
        kind="amount",
        amount=1_000,
        starts_at=clock.now() - timedelta(hours=1),
        ends_at=clock.now() + timedelta(hours=1),
        budget=budget,
        per_person=per_person,
    )
    return row.code


def use_promo(code: str, person_id: str, ref: str) -> str:
    try:
        services.use_promo(code=code, person_id=UUID(person_id), ref=UUID(ref), amount_minor=1_000)
    except services.PromoRefused as refused:
        return str(refused.extra["reason"])
    return "ok"


def release_promo(ref: str) -> bool:
    return services.release_promo(ref=UUID(ref))


def settle_promo(ref: str, amount: int) -> bool:
    return services.settle_promo(ref=UUID(ref), amount_minor=amount)


def promo_state(code: str) -> dict:
    row = Promo.objects.get(code=code)
    uses = PromoUse.objects.filter(promo=row)
    return {"spent": row.spent, "uses": dict(Counter(uses.values_list("state", flat=True)))}


def count_cells(zone: str, at: str, riders: int) -> bool:
    zone_id = geo.zone(zone).id
    return services.observe_cells(zone_id=zone_id, at=datetime.fromisoformat(at), cells={HERE: (riders, 0)})


def stop_surge() -> int:
    return services.stop_surge(market_id=Market.objects.get(code="DZ").id).version


def surge_state(zone: str, at: str) -> dict:
    """How the cell of the centre will stand at a moment."""
    row = SurgeCell.objects.filter(zone_id=geo.zone(zone).id, cell=HERE).first()
    if row is None:
        return {"riders": 0, "level": 1.0}
    level = row.line.level_at(datetime.fromisoformat(at)) / 300_000_000
    return {"riders": row.riders, "level": round(level, 6), "target": row.target / 300_000_000}


def publish_tariff(base: int) -> int:
    ours = selectors.tariffs_in_force(geo.zone("algiers"), clock.now())["standard"]
    fields = {field.name: getattr(ours, field.name) for field in ours._meta.fields if field.name != "id"}
    row = TariffVersion(**{**fields, "base": base, "valid_from": clock.now()})
    return services.publish_tariff(row).version


def tariff_versions() -> list[int]:
    rows = TariffVersion.objects.filter(zone__slug="algiers", category="standard")
    return sorted(rows.values_list("version", flat=True))
