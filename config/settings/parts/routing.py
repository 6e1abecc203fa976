"""Distance and time of travel: the built-in estimator, or a road-routing engine in front of it."""

from config.env import env
from config.settings.parts.databases import HTTP_THREADS

ETA_ENGINE = env.str("ETA_ENGINE", default="builtin")  # builtin, valhalla or osrm
ETA_ENGINE_URL = env.str("ETA_ENGINE_URL", default="")

# A person waits for a quote: an engine that takes longer is not waited for.
ETA_ENGINE_TIMEOUT_S = env.float("ETA_ENGINE_TIMEOUT_S", default=1.0)
ETA_ENGINE_CONNECT_TIMEOUT_S = env.float("ETA_ENGINE_CONNECT_TIMEOUT_S", default=0.3)
ETA_ENGINE_CONNECTIONS = HTTP_THREADS

# After so many failures in a row a process leaves the engine alone for so long.
ETA_ENGINE_FAILURES = env.int("ETA_ENGINE_FAILURES", default=5)
ETA_ENGINE_PAUSE_S = env.float("ETA_ENGINE_PAUSE_S", default=15.0)
