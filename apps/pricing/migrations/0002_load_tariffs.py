from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from apps.pricing.services.reference import load_tariffs


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    load_tariffs(apps)


class Migration(migrations.Migration):
    """Every database has a price for every zone of geo's fixture. Going back leaves them: they go with their table."""

    dependencies = [("pricing", "0001_initial"), ("geo", "0002_load_zones")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
