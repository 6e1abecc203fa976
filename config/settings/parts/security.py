"""Secrets, cookies, content security policy."""

from csp.constants import NONE, SELF, UNSAFE_EVAL

from config.env import VAR, env
from config.settings.parts.maps import MAP_TILES_ORIGIN


def _development_key() -> str:
    """A key of this checkout's own, made once, so that no key is ever shared by being in the source."""
    from django.core.management.utils import get_random_secret_key

    path = VAR / "secret_key"
    VAR.mkdir(exist_ok=True)
    if not path.exists():
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or _development_key()

# Load balancers of our own in front of the web processes: how many entries of X-Forwarded-For are to be believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
# What the pages below a path need besides (superapp/content_policy.py).
_TILES = {"img-src": [MAP_TILES_ORIGIN], "connect-src": [MAP_TILES_ORIGIN]} if MAP_TILES_ORIGIN else {}
CONTENT_SECURITY_POLICY_ALSO = {
    "/admin/": {"script-src": [UNSAFE_EVAL]},  # Unfold's Alpine makes functions of its attributes; no script is inline
    **dict.fromkeys(("/ride/", "/drive/", "/t/", "/ops/map/"), _TILES),
}
