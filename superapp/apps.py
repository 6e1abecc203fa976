from django.apps import AppConfig


class SuperappConfig(AppConfig):
    """Makes the composition root an app, for its management commands."""

    name = "superapp"
