"""Websocket routes: one door."""

from django.urls import path

from apps.realtime.consumer import Consumer

websocket_urlpatterns = [path("ws/", Consumer.as_asgi())]
