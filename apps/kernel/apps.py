from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "apps.kernel"
    verbose_name = "Kernel"

    def ready(self) -> None:
        from apps.kernel import events, retention  # noqa: F401  retention registers its daily job

        events.load_handlers()
