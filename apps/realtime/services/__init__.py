"""What other apps may ask of realtime: publish, register, relay.

publish / invalidate / personal_stream    ordered, stored events for one person
topic / snapshot                          what may be followed, latest-only
command / frame                           what a socket may ask
acted_at                                  when the person gave the command that is being run
relay_locations                           positions to followers in every process
"""

from apps.realtime.services.commands import acted_at
from apps.realtime.services.registry import command, frame, snapshot, topic
from apps.realtime.services.relay import relay_locations
from apps.realtime.services.streams import invalidate, personal_stream, publish

__all__ = [
    "acted_at",
    "command",
    "frame",
    "invalidate",
    "personal_stream",
    "publish",
    "relay_locations",
    "snapshot",
    "topic",
]
