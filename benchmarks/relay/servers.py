"""The two doors under test. `ours` is the product's hub and writer; `naive` is Channels as its tutorial has it.

Both are opened without a ticket: `?topic=` says what to follow. Nothing else differs from a socket in production.
"""

import asyncio
import json
from urllib.parse import parse_qs
from uuid import UUID, uuid4

import superapp  # noqa: F401  isort: skip

import django

django.setup()

from django.conf import settings  # noqa: E402  after the app registry is ready

# Fair to the peer: by default redis-py 8 gives up reading after 5 s, just as long as the layer waits for a message, and
# refuses a process its 101st connection: without these options half of the naive sockets die unheard.
settings.CHANNEL_LAYERS["default"]["CONFIG"]["hosts"][0] |= {"socket_timeout": 30, "max_connections": 5_000}

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402  after the app registry is ready

from apps.accounts.contracts import Identity  # noqa: E402
from apps.realtime.consumer import Consumer  # noqa: E402
from apps.realtime.live import hub as hubs  # noqa: E402
from apps.realtime.services.registry import Topic  # noqa: E402

OPEN = Topic(lambda identity, key: True)
hubs.SWEEP_S = 3_600  # there is no database here


def _topic(scope: dict) -> str:
    return parse_qs(scope["query_string"].decode())["topic"][0]


class Ours(Consumer):
    async def _identity(self, offered: list[str]) -> Identity:
        return Identity(uuid4(), "rider", UUID(int=0), "fr")

    async def _welcome(self, identity: Identity) -> None:
        await super()._welcome(identity)
        await hubs.hub().follow(self.session, _topic(self.scope), OPEN)


class Naive(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.channel_layer.group_add(_topic(self.scope).replace(":", "."), self.channel_name)
        await self.accept()

    async def location(self, event: dict) -> None:
        await self.send(text_data=json.dumps(event["frame"]))


DOORS = {"/ours": Ours.as_asgi(), "/naive": Naive.as_asgi()}


async def application(scope: dict, receive, send) -> None:
    if scope["type"] == "websocket":
        await DOORS[scope["path"]](scope, receive, send)
    else:
        await asyncio.sleep(0)
