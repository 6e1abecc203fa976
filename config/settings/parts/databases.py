"""Relational stores. SQLite embedded by default, PostgreSQL by `DATABASE_URL`."""

from config.env import VAR, env

# "persistent" (a connection a thread: workers, and HTTP, which has a fixed number of threads), "pool" (PostgreSQL, many
# threads that seldom speak) or "" (a connection a request). Django refuses a pool and persistence at once.
DATABASE_CONNECTIONS = env.str("DATABASE_CONNECTIONS", default="persistent")
HTTP_THREADS = env.int("HTTP_THREADS", default=12)  # of the web process

VAR.mkdir(exist_ok=True)
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'superapp.sqlite3'}")}

_default = DATABASES["default"]
_default["ATOMIC_REQUESTS"] = False
_default["CONN_MAX_AGE"] = None if DATABASE_CONNECTIONS == "persistent" else 0

if _default["ENGINE"].endswith("sqlite3"):
    _default["ENGINE"] = "config.sqlite3"
    _default["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    }
else:
    _default["CONN_HEALTH_CHECKS"] = DATABASE_CONNECTIONS == "persistent"
    _default["DISABLE_SERVER_SIDE_CURSORS"] = True  # PgBouncer in transaction mode
    if DATABASE_CONNECTIONS == "pool":
        _pool = {"min_size": 2, "max_size": env.int("DATABASE_POOL_SIZE", default=16), "timeout": 10}
        _default["OPTIONS"] = {"pool": _pool}
