from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from apps.accounts import retention  # noqa: F401  registers its daily job
        from apps.accounts.api import schema  # noqa: F401  registers the bearer scheme
