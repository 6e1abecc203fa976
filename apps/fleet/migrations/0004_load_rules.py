import phonenumbers
from django.conf import settings
from django.db import migrations

from apps.fleet.services.requirements import load_requirements


def load(apps, schema_editor):
    load_requirements(apps)
    _place_drivers(apps)


def _place_drivers(apps):
    """Drivers of the first version belong where their phone does."""
    markets = {market.code: market for market in apps.get_model("geo", "Market").objects.all()}
    for driver in apps.get_model("fleet", "Driver").objects.select_related("person").filter(market=None):
        phone = driver.person.phone
        region = phonenumbers.region_code_for_number(phone) if phone else ""
        driver.market = markets.get(region) or markets[settings.HOME_MARKET]
        driver.save(update_fields=["market"])


class Migration(migrations.Migration):
    dependencies = [("fleet", "0003_documents_applications"), ("geo", "0002_load_zones")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
