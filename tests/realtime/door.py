"""The platform's ASGI application, with one more topic that anybody may follow."""

from superapp.asgi import application  # isort: skip  sets Django up

from apps.realtime.services import topic

__all__ = ["application"]


@topic("test")
def may_follow(identity: object, key: str) -> bool:
    return True
