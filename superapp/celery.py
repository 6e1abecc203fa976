"""The Celery application. Importing it first binds every `shared_task` to it, not to a default app.

Servers and workers run production settings unless told otherwise: a forgotten variable must not open a developer's
doors.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("superapp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()
