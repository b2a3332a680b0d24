"""The portal's own settings, with static files under the names they are written by: nothing has collected them."""

from portal import settings as portal
from portal.settings import *  # noqa: F403  all of them, as Django reads them

STORAGES = {
    **portal.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
