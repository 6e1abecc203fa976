"""Subscribing: permission first, then the stream or the topic's group."""

from django.utils.translation import gettext_lazy as _

from apps.kernel.problems import Problem
from apps.realtime.contracts import PERSONAL_TOPIC
from apps.realtime.live import metrics
from apps.realtime.live.hub import hub
from apps.realtime.live.session import Session
from apps.realtime.live.threads import in_thread
from apps.realtime.services import registry
from apps.realtime.services.streams import personal_stream

TOPICS_PER_SOCKET = 20
MAX_SEQ = 2**53


class UnknownTopic(Problem):
    status = 404
    slug = "unknown-topic"
    title = _("There is no such topic, or it is not for you.")


class TooManyTopics(Problem):
    status = 409
    slug = "too-many-topics"
    title = _("This connection follows too many topics already.")


class SubscriptionUnreadable(Problem):
    status = 400
    slug = "subscription-unreadable"
    title = _("A subscription has an id, a topic, and perhaps the number to resume from.")


async def subscribe(session: Session, message: dict) -> dict:
    """Let `session` follow message["topic"] and return the ack's data. The caller sends the ack, then calls `begin`."""
    name, resume_from = message.get("topic"), message.get("resume_from", 0)
    numbered = isinstance(resume_from, int) and 0 <= resume_from <= MAX_SEQ
    if not isinstance(name, str) or not numbered or isinstance(resume_from, bool):
        raise SubscriptionUnreadable()
    if name != PERSONAL_TOPIC:
        await hub().follow(session, name, await _permitted(session, name))
    return {"topic": name}


async def begin(session: Session, message: dict) -> None:
    """What follows the ack of a subscription: the stored messages, for the personal topic."""
    if message["topic"] != PERSONAL_TOPIC:
        return
    if "resume_from" in message:
        metrics.resumes.inc()
    await hub().read(session, _stream(session), after=message.get("resume_from", 0))


async def unsubscribe(session: Session, message: dict) -> dict:
    name = message.get("topic")
    if not isinstance(name, str):
        raise SubscriptionUnreadable()
    if name == PERSONAL_TOPIC:
        await hub().unread(session, _stream(session))
    elif name in session.topics:
        await hub().unfollow(session, name)
    return {"topic": name}


async def _permitted(session: Session, name: str) -> registry.Topic:
    prefix, _colon, key = name.partition(":")
    topic = registry.topics.get(prefix)
    if topic is None or not key or not await in_thread(topic.may_follow)(session.identity, key):
        raise UnknownTopic()
    if name not in session.topics and len(session.topics) >= TOPICS_PER_SOCKET:
        raise TooManyTopics()
    return topic


def _stream(session: Session) -> str:
    return personal_stream(session.identity.role, session.identity.person_id)
