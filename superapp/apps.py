from django.apps import AppConfig, apps
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

# What Unfold says and does not translate itself: so that our catalogues hold it.
_UNFOLDS = [
    _("Add row"),
    _("All applications"),
    _("Apply Filters"),
    _("Choose file to upload"),
    _("Dark"),
    _("Light"),
    _("System"),
    _("Go back"),
    _("More actions"),
    _("No data"),
    _("No results found"),
    _("Reset filters"),
    _("Return to site"),
    _("Run"),
    _("Select all rows"),
    _("Submit"),
    _("This page yielded into no results. Create a new item or reset your filters."),
    _("Type to search"),
]


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
