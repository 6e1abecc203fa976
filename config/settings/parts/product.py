"""Product limits. What varies by market is data in the database, not a setting."""

# One-time codes
OTP_LIFETIME_S = 300
OTP_TRIES = 5
OTP_LIMIT_PER_PHONE_PER_HOUR = 5
OTP_LIMIT_PER_IP_PER_HOUR = 30
SMS_TIMEOUT_S = 10
LOCAL_INBOX_ENABLED = False

# The one clock may run faster only where no real person is served.
CLOCK_SCALING_ALLOWED = False

# Live map: tiles are optional; with none the zones, routes and cars are still drawn.
MAP_TILE_URL = ""
