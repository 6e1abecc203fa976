"""Redis: broker, channel layer, position index, throttles. One server by default, apart by URL."""

from config.env import VAR, env

# `make run` starts a Redis on a free port and notes its address, so that a command in another shell finds it.
_noted = VAR / "redis" / "url"
REDIS_URL = env.str("REDIS_URL", default=_noted.read_text() if _noted.exists() else "redis://127.0.0.1:6379/0")
REDIS_KEY_PREFIX = env.str("REDIS_KEY_PREFIX", default="superapp")
REDIS_SOCKET_TIMEOUT_S = 5
REDIS_CALL_TIMEOUT_S = 2  # of a request that waits for the answer
REDIS_MAX_CONNECTIONS = env.int("REDIS_MAX_CONNECTIONS", default=500)  # a client pool

CACHES = {"default": {"BACKEND": "apps.kernel.cache.Cache", "LOCATION": REDIS_URL, "KEY_PREFIX": REDIS_KEY_PREFIX}}

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            "hosts": [
                {
                    "address": env.str("CHANNELS_URL", default=REDIS_URL),
                    "socket_connect_timeout": REDIS_SOCKET_TIMEOUT_S,
                    # Longer than the layer's own blocking read of 5 s, or every quiet spell would count as a failure.
                    "socket_timeout": 15,
                    "max_connections": REDIS_MAX_CONNECTIONS,
                    "socket_keepalive": True,
                    "health_check_interval": 15,
                }
            ],
            "prefix": f"{REDIS_KEY_PREFIX}:channels",
            "expiry": 30,
            "capacity": 1_000,
        },
    }
}
