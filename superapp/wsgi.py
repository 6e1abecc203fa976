"""WSGI entry point, for a REST-only process behind a proxy."""

import superapp  # noqa: F401  isort: skip

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
