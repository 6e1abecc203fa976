from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from apps.pricing.services.reference import load_policies, load_rules


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    load_rules(apps)
    load_policies(apps)


class Migration(migrations.Migration):
    """Every market has rules, policies and holidays. Going back leaves them: they go with their tables."""

    dependencies = [("pricing", "0003_rules_surge_promos")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
