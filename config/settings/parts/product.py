"""Product limits. What varies by market is data in the database, not a setting."""

from config.env import env

# One-time codes
OTP_LIFETIME_S = 300
OTP_TRIES = 5
OTP_LIMIT_PER_PHONE_PER_HOUR = 5
OTP_LIMIT_PER_IP_PER_HOUR = 30
OTP_LIMIT_PER_HOUR = 20_000  # of the whole product: what a flood may cost at most
OTP_COUNTRIES = ["DZ", "MA", "TN", "FR"]  # where our markets are; premium numbers of the world get no message
SMS_TIMEOUT_S = 10
SMS_GATEWAY_URL = env.str("SMS_GATEWAY_URL", default="")
SMS_GATEWAY_TOKEN = env.str("SMS_GATEWAY_TOKEN", default="")
LOCAL_INBOX_ENABLED = False

# Web Push. Keys are made by `vapid --gen` (one pair for all processes); without them browsers are not asked.
PUSH_BACKEND = "apps.notifications.push.WebPush"
PUSH_TIMEOUT_S = 10
PUSH_SERVICES = ["googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com"]
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", default="")
VAPID_CONTACT = env.str("VAPID_CONTACT", default="mailto:operations@example.com")

# Where our pages are, for links in text messages.
PUBLIC_ORIGIN = env.str("PUBLIC_ORIGIN", default="http://localhost:8000")

# Rides reserved ahead (decision 0018); city seconds before the pickup.
RESERVE_SOONEST_S = 30 * 60
RESERVE_LATEST_S = 7 * 24 * 3600
RESERVATIONS_PER_RIDER = 5
RESERVATIONS_APART_S = 30 * 60
RESERVATION_REMINDER_S = 30 * 60
RESERVATION_MATCH_FROM_S = 15 * 60
RESERVATION_PATIENCE_S = 8 * 60  # of the search: who gets no driver is told while there is time for something else
RESERVATION_WAITS_S = 15 * 60  # after the pickup's time, for a rider whose ride before it is not over

# The one clock may run faster only where no real person is served.
CLOCK_SCALING_ALLOWED = False

# The market (country code) of a driver whose phone number names none of our countries.
HOME_MARKET = env.str("HOME_MARKET", default="DZ")

# Who may read /metrics from another machine; without it, only this machine may.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
