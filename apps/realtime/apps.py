import importlib
import importlib.util

from django.apps import AppConfig, apps


class RealtimeConfig(AppConfig):
    name = "apps.realtime"
    verbose_name = "Realtime"

    def ready(self) -> None:
        from apps.realtime.services import retention  # noqa: F401  registers its daily job

        for config in apps.get_app_configs():
            if config.name.startswith("apps.") and importlib.util.find_spec(f"{config.name}.sockets"):
                importlib.import_module(f"{config.name}.sockets")
