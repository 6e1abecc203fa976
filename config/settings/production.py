"""Production: everything from the environment, nothing that eases development."""

from config.env import env
from config.settings.base import *  # noqa: F403

ENVIRONMENT = "production"
DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
for _required in ("DATABASE_URL", "REDIS_URL", "PRIVATE_FILES"):
    env.str(_required)  # the embedded defaults are for one machine: processes apart must never each have their own
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
PUBLIC_ORIGIN = env.str("PUBLIC_ORIGIN", default=f"https://{ALLOWED_HOSTS[0].lstrip('.')}")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

CLOCK_SCALING_ALLOWED = False
LOCAL_INBOX_ENABLED = False
SMS_BACKEND = env.str("SMS_BACKEND", default="apps.notifications.sms.HttpGateway")
SMS_GATEWAY_URL = env.str("SMS_GATEWAY_URL")
SMS_GATEWAY_TOKEN = env.str("SMS_GATEWAY_TOKEN")
vars().update(env.email_url("EMAIL_URL"))  # smtp+tls://user:password@host:port
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL")

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
