from django.urls import path

from apps.fleet.api import applications, documents, pairs, vehicles, views, work

urlpatterns = [
    path("account/driver-application", applications.Application.as_view()),
    path("account/driver-application/submit", applications.SubmitApplication.as_view()),
    path("account/driver-application/withdraw", applications.WithdrawApplication.as_view()),
    path("account/driver-application/documents", documents.ApplicationDocuments.as_view()),
    path("account/driver-application/documents/<uuid:document_id>/file", documents.ApplicationDocumentFile.as_view()),
    path("driver/me", views.Me.as_view()),
    path("driver/shift/start", views.ShiftStart.as_view()),
    path("driver/shift/end", views.ShiftEnd.as_view()),
    path("driver/positions", views.Positions.as_view()),
    path("driver/documents", documents.Documents.as_view()),
    path("driver/documents/<uuid:document_id>/file", documents.DocumentFile.as_view()),
    path("driver/vehicles", vehicles.Vehicles.as_view()),
    path("driver/vehicles/<uuid:vehicle_id>/activate", vehicles.ActivateVehicle.as_view()),
    path("driver/vehicles/<uuid:vehicle_id>/retire", vehicles.RetireVehicle.as_view()),
    path("driver/vehicles/<uuid:vehicle_id>/categories", vehicles.VehicleCategories.as_view()),
    path("driver/home", work.Home.as_view()),
    path("driver/last-trip", work.LastTrip.as_view()),
    path("driver/queue", work.Queue.as_view()),
    path("driver/hotspots", work.Hotspots.as_view()),
    path("driver/incentives", work.Incentives.as_view()),
    path("driver/appeals", work.Appeals.as_view()),
    path("driver/blocked-riders", pairs.BlockedRiders.as_view()),
    path("driver/blocked-riders/<uuid:rider_id>", pairs.BlockedRider.as_view()),
    path("rider/favourite-drivers", pairs.FavouriteDrivers.as_view()),
    path("rider/favourite-drivers/<uuid:driver_id>", pairs.FavouriteDriver.as_view()),
    path("rider/blocked-drivers", pairs.BlockedDrivers.as_view()),
    path("rider/blocked-drivers/<uuid:driver_id>", pairs.BlockedDriver.as_view()),
]
