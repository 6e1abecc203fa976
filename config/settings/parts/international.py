"""Languages and time."""

from django.utils.translation import gettext_lazy as _

from config.env import ROOT

USE_TZ = True
TIME_ZONE = "UTC"  # storage; people see their market's time zone
USE_I18N = True
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("ar", _("Arabic")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
PHONENUMBER_DB_FORMAT = "E164"
PHONENUMBER_DEFAULT_FORMAT = "E164"
