"""The REST API: authentication by signed token, problem+json errors, cursor pages, OpenAPI."""

from datetime import timedelta

from config.env import env

API_RATES = {"anonymous": (60, 60), "person": (600, 60)}  # (requests, seconds)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
_A_FILE = 11 * 1_048_576  # 10 MB and what a form puts around it
API_UPLOADS = {"/api/v1/driver/documents": _A_FILE, "/api/v1/account/driver-application/documents": _A_FILE}
BODY_PATIENCE_S = env.float("BODY_PATIENCE_S", default=10.0)  # for each 80 KB of a body to arrive (decision 0023)
BODIES_ON_DISK_BYTES = 512 * 1_048_576  # of what is arriving at a web process and longer than 64 KB

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["apps.accounts.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["apps.kernel.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "apps.kernel.pagination.CursorPages",
    "DEFAULT_THROTTLE_CLASSES": ["apps.kernel.throttling.RequestRate"],
    "DEFAULT_SCHEMA_CLASS": "apps.kernel.schema.ProblemAwareSchema",
    "EXCEPTION_HANDLER": "apps.kernel.problems.exception_handler",
    "PAGE_SIZE": 20,
    "UNAUTHENTICATED_USER": None,
}

ACCESS_TOKEN_LIFETIME = timedelta(minutes=10)
REFRESH_TOKEN_LIFETIME = timedelta(days=30)
TICKET_LIFETIME = timedelta(seconds=30)
SIMPLE_JWT = {
    "ALGORITHM": "HS256",
    "SIGNING_KEY": env.str("JWT_SIGNING_KEY", default="") or None,
    "ISSUER": "superapp",
    "AUDIENCE": "superapp-api",
    "ACCESS_TOKEN_LIFETIME": ACCESS_TOKEN_LIFETIME,
    "REFRESH_TOKEN_LIFETIME": REFRESH_TOKEN_LIFETIME,
    "USER_ID_CLAIM": "sub",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Superapp API",
    "DESCRIPTION": (
        "Rides from request to receipt. Errors are RFC 9457 problem+json; "
        "every POST that creates something takes an Idempotency-Key."
    ),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",  # whose schemas are JSON Schema: docs/api/asyncapi.yaml refers to them
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "Role": "apps.accounts.contracts.Role",
        "AppealStatus": "apps.accounts.contracts.AppealStatus",
        "Category": "apps.geo.contracts.Category",
        "DocumentKind": "apps.fleet.states.DocumentKind",
        "RideStatus": "apps.rides.states.RideStatus",
        "PlaceKind": "apps.rides.states.PlaceKind",
        "CaseKind": "apps.rides.states.CaseKind",
        "CaseStatus": "apps.rides.states.CaseStatus",
        "LostItemStatus": "apps.rides.states.LostItemStatus",
        "LostItemAnswer": "apps.rides.states.LostItemAnswer",
        "AlertKind": "apps.rides.states.AlertKind",
        "FareLineCode": "apps.pricing.contracts.LINE_LABELS",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
}
