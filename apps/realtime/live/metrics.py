"""What a process tells Prometheus about its sockets."""

from prometheus_client import Counter, Gauge

open_sockets = Gauge("superapp_sockets_open", "Open websockets.", multiprocess_mode="livesum")
frames_in = Counter("superapp_socket_frames_in_total", "Frames from clients, by type.", ["type"])
frames_out = Counter("superapp_socket_frames_out_total", "Frames to clients.", ["kind"])
ordered_out = frames_out.labels("ordered")
latest_out = frames_out.labels("latest")
locations_dropped = Counter(
    "superapp_locations_dropped_total", "Positions and snapshots replaced by newer ones before a slow reader got them."
)
resumes = Counter("superapp_socket_resumes_total", "Subscriptions that resumed after a number.")
closes = Counter("superapp_socket_closes_total", "Sockets we closed, by code.", ["code"])
gaps = Counter("superapp_stream_gaps_total", "Times a socket read its stream back, because a hint was missing.")
losses = Counter("superapp_realtime_redis_losses_total", "Times this process lost its lines to Redis.")
