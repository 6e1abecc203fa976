"""The countries we serve."""

from django.utils.translation import gettext_lazy as _

from apps.geo.contracts import MarketInfo
from apps.geo.models import Market
from apps.kernel.problems import Problem


class NoSuchMarket(Problem):
    status = 404
    slug = "no-such-market"
    title = _("There is no such market.")


def market(code: str) -> MarketInfo:
    """By its country code. Raises NoSuchMarket (404)."""
    row = Market.objects.filter(code=code).first()
    if row is None:
        raise NoSuchMarket()
    return MarketInfo(row.id, row.code, row.currency, row.time_zone)
