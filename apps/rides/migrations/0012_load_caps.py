from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from apps.rides.services.cases import load_caps


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    load_caps(apps)


class Migration(migrations.Migration):
    """What each staff role may give back at first. Going back leaves them: they go with their table."""

    dependencies = [("rides", "0011_lost_items_and_cases")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
