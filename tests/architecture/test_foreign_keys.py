"""Foreign keys follow the layers: downwards, protected, and without a name on the other side."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.models import PROTECT, ForeignKey

PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


def layers() -> dict[str, int]:
    """Each app's height, from the same table that import-linter reads: 0 is the lowest."""
    contracts = tomllib.loads(PYPROJECT.read_text())["tool"]["importlinter"]["contracts"]
    rows = next(contract["layers"] for contract in contracts if contract["id"] == "layers-of-apps")
    return {app.strip(): height for height, row in enumerate(reversed(rows)) for app in row.split("|")}


HEIGHT = layers()
OUR_MODELS = [model for model in apps.get_models() if model.__module__.startswith("apps.")]


def faults(model: type[models.Model]) -> list[str]:
    keys = [field for field in model._meta.get_fields() if isinstance(field, ForeignKey)]
    return [fault for key in keys if (fault := fault_of(model, key))]


def fault_of(model: type[models.Model], key: ForeignKey) -> str:
    here, there = model._meta.app_label, key.related_model._meta.app_label
    if here == there or there not in HEIGHT:
        return ""
    if HEIGHT[there] >= HEIGHT[here]:
        return f"{model.__name__}.{key.name} points up or sideways, to {there}"
    if key.remote_field.on_delete is not PROTECT:
        return f"{model.__name__}.{key.name} does not protect what it points to"
    if key.remote_field.related_name != "+":
        return f"{model.__name__}.{key.name} puts a name on {there}"
    return ""


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down_and_protect(model):
    assert faults(model) == []


def test_every_product_app_has_a_layer():
    assert {config.label for config in apps.get_app_configs() if config.name.startswith("apps.")} == set(HEIGHT)


@pytest.mark.parametrize(
    ("target", "options", "fault"),
    [
        ("rides.Ride", {"on_delete": PROTECT, "related_name": "+"}, "points up or sideways"),
        ("accounts.Person", {"on_delete": models.CASCADE, "related_name": "+"}, "does not protect"),
        ("accounts.Person", {"on_delete": PROTECT}, "puts a name on"),
    ],
)
def test_a_planted_fault_is_caught(target, options, fault):
    class Planted(models.Model):
        other = ForeignKey(target, **options)

        class Meta:
            app_label = "geo"
            managed = False

    try:
        assert fault in faults(Planted)[0]
    finally:
        del apps.all_models["geo"]["planted"]
        apps.clear_cache()
