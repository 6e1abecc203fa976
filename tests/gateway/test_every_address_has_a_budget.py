"""The budgets and the addresses: whoever adds an address or a command must say what it asks of the database."""

from collections.abc import Iterator

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

from apps.realtime.services import registry
from tests.budgets.table import COMMANDS, ENDPOINTS

METHODS = ("get", "post", "put", "patch", "delete")
WHAT_TO_DO = "add the row to tests/budgets/table.py and the call to a journey beside it"
BUILT_IN = ("changelist", "add", "change", "delete", "history")


def routes(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLPattern):
            yield route, entry
        else:
            yield from routes(entry, route)


def of_the_admin_itself() -> set[str]:
    """Its lists and forms, whose counts are compared in `tests/budgets/test_admin.py`."""
    names = [f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry]
    return {f"{name}_{page}" for name in names for page in BUILT_IN}


SHUT = {"/accounts/email/"}  # nobody comes in (superapp/urls.py)


def expected() -> Iterator[str]:
    """`METHOD /route` for the API, where each method is an endpoint; ` /route` for pages."""
    for route, pattern in routes(get_resolver()):
        view = getattr(pattern.callback, "view_class", None)
        if route.startswith("/api/v1/"):
            yield from (f"{method.upper()} {route}" for method in METHODS if hasattr(view, method))
        elif route not in SHUT and (not route.startswith("/admin/") or _is_ours(pattern)):
            yield f" {route}"


def _is_ours(pattern: URLPattern) -> bool:
    return pattern.callback.__module__.startswith("apps.") and pattern.name not in of_the_admin_itself()


def test_the_walk_sees_methods_and_pages():
    seen = set(expected())
    assert {"PATCH /api/v1/account/me", " /ops/map/", " /admin/rides/ride/<path:object_id>/cancel/"} <= seen
    assert " /admin/rides/ride/" not in seen


def test_every_address_has_a_row():
    assert [name for name in expected() if not any(row.endswith(name) for row in ENDPOINTS)] == [], WHAT_TO_DO


def test_every_command_has_a_row():
    known = {f"{role} {name}" for name, by_role in registry.commands.items() for role in by_role}
    assert known == set(COMMANDS), WHAT_TO_DO
