"""A developer's machine and `make run`: embedded stores, a local inbox, a clock that may be scaled."""

from config.settings.base import *  # noqa: F403

ENVIRONMENT = "local"
DEBUG = False  # errors look as they do in production; tracebacks are in the log
ALLOWED_HOSTS = ["*"]

CLOCK_SCALING_ALLOWED = True
SMS_BACKEND = "apps.notifications.sms.LocalInbox"
PUSH_BACKEND = "apps.notifications.push.LocalInbox"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
LOCAL_INBOX_ENABLED = True

# A living city signs in hundreds of people from one address.
OTP_LIMIT_PER_PHONE_PER_HOUR = 1_000
OTP_LIMIT_PER_IP_PER_HOUR = 100_000
OTP_LIMIT_PER_HOUR = 100_000
API_RATES = {"anonymous": (60_000, 60), "person": (6_000, 60)}
