from django.urls import path

from apps.portals import pages
from apps.portals.api import acts, ops

urlpatterns = [
    path("", pages.home, name="home"),
    path("ride/", pages.ride, name="ride-app"),
    path("drive/", pages.drive, name="drive-app"),
    path("worker.js", pages.worker, name="worker"),
    path("map/zones/<slug:slug>.json", pages.zone_mesh, name="zone-mesh"),
    path("ops/map/", pages.ops_map, name="ops-map"),
    path("ops/ticket/", pages.ops_ticket, name="ops-ticket"),
    path("ops/heatmap/<slug:slug>.json", ops.heatmap, name="ops-heatmap"),
    path("ops/rides/<uuid:ride_id>/story.json", ops.story, name="ops-story"),
    path("ops/rides/<uuid:ride_id>/drivers.json", acts.drivers, name="ops-drivers"),
    path("ops/rides/<uuid:ride_id>/assign/", acts.assign, name="ops-assign"),
    path("ops/zones/<slug:slug>/pauses.json", acts.pauses, name="ops-pauses"),
    path("ops/zones/<slug:slug>/pause/", acts.pause, name="ops-pause"),
    path("ops/pauses/<uuid:pause_id>/resume/", acts.resume, name="ops-resume"),
]
