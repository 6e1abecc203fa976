"""The Celery application. Importing it first binds every `shared_task` to it, not to a default app.

Servers and workers run production settings unless told otherwise: a forgotten variable must not open a developer's
doors.
"""

import os

from celery import Celery, Task
from celery.signals import task_postrun
from django.dispatch import receiver
from django_structlog.celery.signals import bind_extra_task_metadata
from django_structlog.celery.steps import DjangoStructLogInitStep
from structlog.contextvars import bind_contextvars, clear_contextvars

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("superapp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()

# A worker's lines say which task they are of, and of which request or task that was asked to run.
app.steps["worker"].add(DjangoStructLogInitStep)


@receiver(bind_extra_task_metadata)
def _name_task(task: Task, **_said: object) -> None:
    bind_contextvars(task=task.name)


@task_postrun.connect
def _forget_task(**_said: object) -> None:
    """What a solo worker says between two tasks is of neither."""
    clear_contextvars()
