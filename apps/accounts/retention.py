"""What accounts may forget, every day."""

from datetime import timedelta

from apps.accounts.models import OtpChallenge, TokenFamily
from apps.kernel import clock
from apps.kernel.slots import DAILY, scheduled

KEEP_CHALLENGES = timedelta(days=1)
KEEP_FAMILIES = timedelta(days=30)


@scheduled("accounts.forget", DAILY)
def forget(slot: str) -> None:
    """Delete challenges and sign-ins that nobody can use any more."""
    now = clock.wall()
    OtpChallenge.objects.filter(expires_at__lt=now - KEEP_CHALLENGES).delete()
    TokenFamily.objects.filter(expires_at__lt=now - KEEP_FAMILIES).delete()
