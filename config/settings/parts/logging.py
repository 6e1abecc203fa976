"""Structured logs: JSON lines where machines read them, colours where people do."""

import logging
from typing import Any

import structlog

from config.env import env

LOG_FORMAT = env.str("LOG_FORMAT", default="json")
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
]
_RENDERER = (
    structlog.dev.ConsoleRenderer(colors=False) if LOG_FORMAT == "console" else structlog.processors.JSONRenderer()
)


DJANGO_STRUCTLOG_CELERY_ENABLED = True  # a task takes the request's id along; workers bind it (superapp/celery.py)
DJANGO_STRUCTLOG_CELERY_TASK_RETRY_LOG_LEVEL = logging.INFO  # and of one that expired: a sweep is sent again


def _is_unexpected(record: logging.LogRecord) -> bool:
    """An answer of 500 and more is an error, except one that apps/kernel/problems.py marked as expected."""
    return not (isinstance(record.msg, dict) and record.msg.get("expected"))


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"unexpected": {"()": "django.utils.log.CallbackFilter", "callback": _is_unexpected}},
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _RENDERER,
            ],
            "foreign_pre_chain": _SHARED,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "uvicorn.access": {"level": "WARNING"},
        "django_structlog.middlewares.request": {"filters": ["unexpected"]},
        "django_structlog": {"level": env.str("LOG_LEVEL_REQUESTS", default="WARNING")},
        "celery.app.trace": {"level": "CRITICAL"},  # a task that failed is said by django_structlog
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}

structlog.configure(
    processors=[
        *_SHARED,
        structlog.stdlib.filter_by_level,
        structlog.processors.StackInfoRenderer(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
