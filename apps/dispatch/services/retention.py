"""What dispatch may forget, every day."""

from datetime import timedelta

from apps.dispatch.models import MatchRound, MatchWindow
from apps.dispatch.states import WindowStatus
from apps.kernel import clock
from apps.kernel.slots import DAILY, scheduled

KEEP_ROUNDS = timedelta(days=30)
KEEP_WINDOWS = timedelta(days=1)


@scheduled("dispatch.forget", DAILY)
def forget(slot: str) -> None:
    """Delete windows that were run, and explanations nobody will ask for any more."""
    MatchWindow.objects.filter(status=WindowStatus.DONE, due_at__lt=clock.now() - KEEP_WINDOWS).delete()
    MatchRound.objects.filter(at__lt=clock.now() - KEEP_ROUNDS).delete()
