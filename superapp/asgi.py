"""ASGI entry point: HTTP by Django, websockets by the one consumer."""

import superapp  # noqa: F401  isort: skip

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

http = get_asgi_application()

from superapp.ws_urls import websocket_urlpatterns  # noqa: E402  after the app registry is ready

application = ProtocolTypeRouter({"http": http, "websocket": URLRouter(websocket_urlpatterns)})
