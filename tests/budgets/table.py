"""How often each address asks the database when it succeeds. To change a number here is a decision, not a repair.

By `METHOD /route` as the resolver has it, and for commands by `role command`; at its dearest in the journeys beside
this file, which must pass through every row. What opens and closes a transaction (BEGIN, SAVEPOINT, COMMIT) is not
counted. A call with a bearer token has one query for the token in its number.
"""

ACCOUNT = {
    "GET /api/v1/account/me": 2,
    "PATCH /api/v1/account/me": 3,
    "POST /api/v1/account/revoke-all": 5,
    "POST /api/v1/account/ticket": 1,
    "POST /api/v1/auth/otp": 2,
    "POST /api/v1/auth/otp/verify": 6,
    "POST /api/v1/auth/refresh": 2,
    "POST /api/v1/auth/sign-out": 2,
    "POST /api/v1/auth/web/refresh": 2,
    "POST /api/v1/auth/web/sign-out": 2,
    "POST /api/v1/auth/web/verify": 6,
}

RIDE = {
    "POST /api/v1/driver/commands": 15,
    "GET /api/v1/driver/heatmap": 2,
    "GET /api/v1/driver/me": 4,
    "GET /api/v1/driver/messages": 3,
    "POST /api/v1/driver/positions": 1,
    "GET /api/v1/driver/rides": 2,
    "POST /api/v1/driver/rides/<uuid:ride_id>/arrive": 12,
    "POST /api/v1/driver/rides/<uuid:ride_id>/cancel": 23,
    "POST /api/v1/driver/rides/<uuid:ride_id>/complete": 28,
    "POST /api/v1/driver/rides/<uuid:ride_id>/en-route": 12,
    "POST /api/v1/driver/rides/<uuid:ride_id>/start": 14,
    "GET /api/v1/driver/rides/current": 2,
    "POST /api/v1/driver/shift/end": 4,
    "POST /api/v1/driver/shift/start": 8,
    "GET /api/v1/public/zones": 0,
    "POST /api/v1/rider/commands": 26,
    "GET /api/v1/rider/messages": 3,
    "POST /api/v1/rider/quotes": 2,
    "GET /api/v1/rider/rides": 2,
    "POST /api/v1/rider/rides": 19,
    "GET /api/v1/rider/rides/<uuid:ride_id>": 2,
    "POST /api/v1/rider/rides/<uuid:ride_id>/cancel": 23,
    "GET /api/v1/rider/rides/<uuid:ride_id>/receipt": 2,
    "GET /api/v1/rider/rides/<uuid:ride_id>/receipt.pdf": 2,
    "GET /api/v1/rider/rides/current": 2,
}

PAGES = {
    "GET /": 0,
    "GET /accounts/2fa/": 4,
    "GET /accounts/2fa/authenticate/": 2,
    "GET /accounts/2fa/reauthenticate/": 8,
    "GET /accounts/2fa/recovery-codes/": 7,
    "GET /accounts/2fa/recovery-codes/download/": 6,
    "GET /accounts/2fa/recovery-codes/generate/": 6,
    "GET /accounts/2fa/totp/activate/": 7,
    "GET /accounts/2fa/totp/deactivate/": 7,
    "GET /accounts/confirm-email/": 2,
    r"GET /accounts/confirm-email/(?P<key>[-:\w]+)/$": 2,
    "GET /accounts/email/": 6,
    "GET /accounts/inactive/": 2,
    "GET /accounts/login/": 0,
    "POST /accounts/login/": 11,
    "GET /accounts/login/code/confirm/": 2,
    "GET /accounts/logout/": 2,
    "POST /accounts/logout/": 6,
    "GET /accounts/password/change/": 2,
    "GET /accounts/password/reset/": 2,
    "GET /accounts/password/reset/done/": 2,
    "GET /accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": 2,
    "GET /accounts/password/reset/key/done/": 2,
    "GET /accounts/password/set/": 2,
    "GET /accounts/reauthenticate/": 8,
    "POST /accounts/reauthenticate/": 10,
    "GET /accounts/signup/": 2,
    "GET /api/docs/": 0,
    "GET /api/schema/": 0,
    "GET /dev/inbox.json": 0,
    "GET /dev/inbox/": 0,
    "GET /health/live": 0,
    "GET /health/ready": 3,
    "POST /i18n/setlang/": 0,
    "GET /metrics": 0,
    "GET /ops/map/": 3,
    "POST /ops/ticket/": 3,
}

ADMIN = {
    "GET /admin/": 3,
    "GET /admin/pricing/tariffversion/<path:object_id>/new-version/": 3,
    "GET /admin/rides/receipt/<path:object_id>/render-again/": 3,
    "GET /admin/rides/ride/<path:object_id>/cancel/": 4,
    "POST /admin/rides/ride/<path:object_id>/cancel/": 27,
    "GET /admin/rides/ride/<path:object_id>/unlock-pin/": 4,
    "POST /admin/rides/ride/<path:object_id>/unlock-pin/": 6,
    "GET /admin/rides/ride/<uuid:ride_id>/receipt.pdf": 3,
    "GET /admin/search/": 2,
}

ENDPOINTS = ACCOUNT | RIDE | PAGES | ADMIN

COMMANDS = {
    "driver offer.accept": 14,
    "driver offer.decline": 11,
    "driver offer.seen": 5,
    "driver ride.arrive": 14,
    "driver ride.cancel": 25,
    "rider ride.cancel": 15,
    "driver ride.complete": 30,
    "driver ride.en_route": 14,
    "rider ride.request": 18,
    "driver ride.start": 16,
    "driver shift.end": 6,
    "driver shift.start": 10,
}
