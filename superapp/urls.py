"""Every HTTP address. Who may enter which is the policy table in `superapp.gateway`."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerSplitView

from superapp import api_schema, health

API = ["accounts", "realtime", "notifications", "geo", "pricing", "fleet", "rides"]


def not_here(request: HttpRequest) -> HttpResponse:
    raise Http404


docs = SpectacularSwaggerSplitView.as_view(url_name="schema", http_method_names=["get", "head"])

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("", include("django_prometheus.urls")),
    path("api/schema/", api_schema.schema, name="schema"),
    path("api/docs/", docs, name="api-docs"),
    *[path("api/v1/", include(f"apps.{app}.api.urls")) for app in API],
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/email/", not_here),  # an administrator gives staff their address (settings/parts/staff.py)
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("apps.notifications.urls")),
    path("", include("apps.rides.urls")),
    path("", include("apps.portals.urls")),
]
