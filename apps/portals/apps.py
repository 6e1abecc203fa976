from django.apps import AppConfig


class PortalsConfig(AppConfig):
    name = "apps.portals"
    verbose_name = "Portals"
