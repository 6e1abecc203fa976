from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from apps.geo.services import load_zones


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    load_zones(apps)


class Migration(migrations.Migration):
    """Every database has the markets and zones of the fixture. Going back leaves them: they go with their tables."""

    dependencies = [("geo", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
