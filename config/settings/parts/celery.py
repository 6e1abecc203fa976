"""Celery: the queue only hints, the database decides (decision 0002)."""

from config.env import env
from config.settings.parts.redis import REDIS_KEY_PREFIX, REDIS_SOCKET_TIMEOUT_S, REDIS_URL

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": f"{REDIS_KEY_PREFIX}:celery:",
    # Tasks are short. A task of a killed worker is found again after this long, and its orphan looked for often.
    "visibility_timeout": 120,
    "unacked_restore_interval": 5,
    # A half-open connection must not make a publish hang for ever.
    "socket_timeout": REDIS_SOCKET_TIMEOUT_S,
    "socket_connect_timeout": REDIS_SOCKET_TIMEOUT_S,
    "socket_keepalive": True,
    "health_check_interval": 15,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A task at work ends its work when the connection is lost: sent again, it finds its work done (decision 0002).
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_TASK_IGNORE_RESULT = True
CELERY_DB_REUSE_MAX = 1_000  # tasks a database connection serves; by default Celery opens one for every task
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = "UTC"

CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "apps.dispatch.tasks.match_*": {"queue": "matching"},
    # Slow now and then, and nobody waits for them: not in the way of the relay.
    "apps.kernel.tasks.run_due_slots": {"queue": "io"},
    "apps.fleet.tasks.*": {"queue": "io"},
    "apps.dispatch.tasks.count_*": {"queue": "io"},
    "apps.notifications.tasks.*": {"queue": "io"},
    "apps.*.tasks.render_*": {"queue": "render"},
}

# Sweepers: they find what a lost hint left behind. `expires` keeps a stopped worker from waking to a pile of them, and
# is long enough that a busy worker, or one whose clock is a little ahead, still runs some.
_EVERY_SECOND = {"schedule": 1.0, "options": {"expires": 15.0}}
_EVERY_TEN_SECONDS = {"schedule": 10.0, "options": {"expires": 30.0}}
CELERY_BEAT_SCHEDULER = "apps.kernel.beat:Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(env.str("CELERY_BEAT_FILE", default="var/celerybeat-schedule"))
CELERY_BEAT_SCHEDULE = {
    "relay-outbox": {"task": "apps.kernel.tasks.relay_outbox", **_EVERY_SECOND},
    "run-due-slots": {"task": "apps.kernel.tasks.run_due_slots", "schedule": 60.0, "options": {"expires": 60.0}},
    "sweep-match-windows": {"task": "apps.dispatch.tasks.match_due_windows", **_EVERY_SECOND},
    "sweep-offers": {"task": "apps.dispatch.tasks.match_expired_offers", **_EVERY_SECOND},
    "sweep-jobs": {"task": "apps.dispatch.tasks.match_exhausted_jobs", **_EVERY_SECOND},
    "restore-online": {"task": "apps.fleet.tasks.restore_online", **_EVERY_TEN_SECONDS},
    "count-demand": {"task": "apps.dispatch.tasks.count_demand", **_EVERY_SECOND},
    "sweep-next-rides": {"task": "apps.dispatch.tasks.match_next_of_silent", **_EVERY_TEN_SECONDS},
    "restore-routes": {"task": "apps.dispatch.tasks.match_routes", **_EVERY_TEN_SECONDS},
    "sweep-messages": {
        "task": "apps.notifications.tasks.send_due_messages",
        "schedule": 5.0,
        "options": {"expires": 15.0},
    },
    "restore-bound-for": {"task": "apps.rides.tasks.restore_bound_for", **_EVERY_TEN_SECONDS},
    "sweep-announcements": {"task": "apps.notifications.tasks.send_due_announcements", **_EVERY_TEN_SECONDS},
    "remind-riders": {"task": "apps.rides.tasks.remind_due", **_EVERY_TEN_SECONDS},
    "see-arrivals": {"task": "apps.rides.tasks.see_arrivals", **_EVERY_TEN_SECONDS},
    "watch-standing-cars": {
        "task": "apps.rides.tasks.watch_standing_cars",
        "schedule": 20.0,
        "options": {"expires": 30.0},
    },
    "sweep-receipts": {"task": "apps.rides.tasks.render_due_receipts", **_EVERY_TEN_SECONDS},
}
