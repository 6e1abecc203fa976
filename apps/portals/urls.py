from django.urls import path

from apps.portals import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("ride/", pages.ride, name="ride-app"),
    path("map/zones/<slug:slug>.json", pages.zone_mesh, name="zone-mesh"),
    path("ops/map/", pages.ops_map, name="ops-map"),
    path("ops/ticket/", pages.ops_ticket, name="ops-ticket"),
]
