"""Staff sign in with e-mail and password; a second factor (TOTP) is available. Nobody signs up here."""

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "django.contrib.auth.backends.ModelBackend",
    "superapp.staff_roles.RolePermissions",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/admin/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "apps.accounts.staff.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Superapp"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # staff addresses are given by an administrator, not claimed by whoever signs up

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False

UNFOLD = {
    "SITE_TITLE": "Superapp",
    "SITE_HEADER": "Superapp",
    "SITE_URL": "/ops/map/",
    "SITE_ICON": lambda request: static("icon.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("icon.svg")}],
    "STYLES": [lambda request: static("css/admin.css")],
    "DASHBOARD_CALLBACK": "apps.portals.admin.dashboard",
    "SITE_DROPDOWN": [
        {"icon": "map", "title": _("Live map"), "link": "/ops/map/"},
        {"icon": "dashboard", "title": _("Administration"), "link": "/admin/"},
        {"icon": "home", "title": _("Start page"), "link": "/"},
    ],
    "SHOW_LANGUAGES": True,
    # The greens of static/css/tokens.css: 600 is --accent in the light, 400 in the dark.
    "COLORS": {
        "primary": {
            "50": "#f0f9f5",
            "100": "#dff1e9",
            "200": "#b9e2d1",
            "300": "#7be6c2",
            "400": "#4ad6a7",
            "500": "#0b9a73",
            "600": "#0a6b50",
            "700": "#07533e",
            "800": "#0b4434",
            "900": "#12352a",
            "950": "#05231a",
        }
    },
}

# Unfold asks for these and brings no translations of its own: named here, they are in our catalogues.
UNFOLDS_WORDS = (_("Select value"), _("Select action"), _("Select action to run"), _("Date"), _("Time"))
