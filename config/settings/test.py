"""The test suite. Stores are real and private to the run; the runner sets their addresses."""

from config.env import env
from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, LOGGING

ENVIRONMENT = "test"
DEBUG = False
ALLOWED_HOSTS = ["*"]

CLOCK_SCALING_ALLOWED = True
SMS_BACKEND = "apps.notifications.sms.LocalInbox"
PUSH_BACKEND = "apps.notifications.push.LocalInbox"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOCAL_INBOX_ENABLED = True
ETA_ENGINE = "builtin"  # whatever the developer's own .env says

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = True

# A file, not memory: the tests that race use threads and processes. It need not outlive the machine.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": env.str("TEST_DATABASE_FILE", default=None)}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

WHITENOISE_AUTOREFRESH = True  # each client of a test has a middleware of its own: none need list every file first

# Celery tasks are called by the tests that are about them; a hint needs no worker to be listening.
LOGGING = {**LOGGING, "root": {"handlers": ["console"], "level": "WARNING"}}
