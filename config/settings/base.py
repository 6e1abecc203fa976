"""Settings shared by every environment, assembled from one part a subject."""

from config.settings.parts.api import *  # noqa: F403
from config.settings.parts.applications import *  # noqa: F403
from config.settings.parts.celery import *  # noqa: F403
from config.settings.parts.databases import *  # noqa: F403
from config.settings.parts.files import *  # noqa: F403
from config.settings.parts.international import *  # noqa: F403
from config.settings.parts.logging import *  # noqa: F403
from config.settings.parts.maps import *  # noqa: F403
from config.settings.parts.product import *  # noqa: F403
from config.settings.parts.redis import *  # noqa: F403
from config.settings.parts.routing import *  # noqa: F403
from config.settings.parts.security import *  # noqa: F403
from config.settings.parts.staff import *  # noqa: F403
