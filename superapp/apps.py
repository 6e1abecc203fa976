from django.apps import AppConfig, apps
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class SuperappConfig(AppConfig):
    """Makes the composition root an app, for its management commands, and gives what we did not write our words."""

    name = "superapp"

    def ready(self) -> None:
        for label, words in (("mfa", _("Second factors")), ("axes", _("Sign-in attempts"))):
            apps.get_app_config(label).verbose_name = words  # theirs are untranslated, or translated as a ministry's
        _name("mfa.Authenticator", _("second factor"), _("second factors"))
        for model in ("account.EmailAddress", "account.EmailConfirmation"):  # a person's e-mail is on the person
            if admin.site.is_registered(apps.get_model(model)):
                admin.site.unregister(apps.get_model(model))


def _name(model: str, one: object, many: object) -> None:
    """Only for people: migrations look at what the model itself says."""
    options = apps.get_model(model)._meta
    options.verbose_name, options.verbose_name_plural = one, many  # type: ignore[assignment]
