from django.urls import path

from apps.rides.api import chat, driver, earnings, places, ratings, rider, safety, sharing

urlpatterns = [
    path("rider/rides", rider.Rides.as_view(), name="rider-rides"),
    path("rider/rides/current", rider.Current.as_view(), name="rider-ride-current"),
    path("rider/rides/<uuid:ride_id>", rider.OneRide.as_view(), name="rider-ride"),
    path("rider/rides/<uuid:ride_id>/cancellation", rider.Cancellation.as_view(), name="rider-ride-cancellation"),
    path("rider/rides/<uuid:ride_id>/cancel", rider.Cancel.as_view(), name="rider-ride-cancel"),
    path("rider/rides/<uuid:ride_id>/receipt", rider.Receipt.as_view(), name="rider-ride-receipt"),
    path("rider/rides/<uuid:ride_id>/receipt.pdf", rider.ReceiptPdf.as_view(), name="rider-ride-receipt-pdf"),
    path("driver/rides", driver.Rides.as_view(), name="driver-rides"),
    path("driver/rides/current", driver.Current.as_view(), name="driver-ride-current"),
    path("driver/rides/next", driver.Next.as_view(), name="driver-ride-next"),
    path("driver/rides/<uuid:ride_id>/en-route", driver.EnRoute.as_view(), name="driver-ride-en-route"),
    path("driver/rides/<uuid:ride_id>/arrive", driver.Arrive.as_view(), name="driver-ride-arrive"),
    path("driver/rides/<uuid:ride_id>/start", driver.Start.as_view(), name="driver-ride-start"),
    path("driver/rides/<uuid:ride_id>/complete", driver.Complete.as_view(), name="driver-ride-complete"),
    path("driver/rides/<uuid:ride_id>/cancel", driver.Cancel.as_view(), name="driver-ride-cancel"),
    path("rider/rides/<uuid:ride_id>/share", sharing.Share.as_view(), name="rider-ride-share"),
    path("public/trips/<str:token>", sharing.PublicTrip.as_view(), name="public-trip"),
    path("rider/rides/<uuid:ride_id>/sos", safety.RiderSos.as_view(), name="rider-ride-sos"),
    path("driver/rides/<uuid:ride_id>/sos", safety.DriverSos.as_view(), name="driver-ride-sos"),
    path("rider/rides/<uuid:ride_id>/messages", chat.RiderMessages.as_view(), name="rider-ride-messages"),
    path("driver/rides/<uuid:ride_id>/messages", chat.DriverMessages.as_view(), name="driver-ride-messages"),
    path("rider/rides/<uuid:ride_id>/rating", ratings.RiderRating.as_view(), name="rider-ride-rating"),
    path("driver/rides/<uuid:ride_id>/rating", ratings.DriverRating.as_view(), name="driver-ride-rating"),
    path("rider/rides/<uuid:ride_id>/tip", ratings.Tip.as_view(), name="rider-ride-tip"),
    path("rider/places", places.Places.as_view(), name="rider-places"),
    path("rider/places/<uuid:place_id>", places.OnePlace.as_view(), name="rider-place"),
    path("driver/earnings", earnings.Earnings.as_view(), name="driver-earnings"),
    path("driver/rides/<uuid:ride_id>/navigation", earnings.Navigation.as_view(), name="driver-ride-navigation"),
]
