"""The live map's topic: one picture of a zone a second, asked once a process however many people watch."""

from apps.accounts.contracts import Identity
from apps.portals import selectors
from apps.portals.staff import WATCHERS
from apps.realtime.services import snapshot

EVERY_S = 1.0


def may_watch(identity: Identity, slug: str) -> bool:
    return identity.role in WATCHERS and selectors.zone_exists(slug)


@snapshot("zone", may_follow=may_watch, every_s=EVERY_S)
def zone(slug: str) -> dict:
    return selectors.zone_snapshot(slug)
