"""ASGI entry point: HTTP in a pool of threads, websockets by the one consumer.

HTTP is served through WSGI on purpose (decision 0007): our views and middleware are synchronous, and a request that
crosses between event loop and threads at every second middleware costs twice as much as one that stays in its thread.
"""

import superapp  # noqa: F401  isort: skip

from a2wsgi import WSGIMiddleware
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from superapp.answers import EndWithLastByte
from superapp.bodies import WholeBody

# A thread hands over its answer and is free: with a limit to the queue, who does not read a long answer would hold it.
wsgi = get_wsgi_application()
threads = WSGIMiddleware(wsgi, workers=settings.HTTP_THREADS, send_queue_size=0)  # type: ignore[arg-type]
http = WholeBody(EndWithLastByte(threads))  # type: ignore[arg-type]

from superapp.ws_urls import websocket_urlpatterns  # noqa: E402  after the app registry is ready

application = ProtocolTypeRouter({"http": http, "websocket": URLRouter(websocket_urlpatterns)})
