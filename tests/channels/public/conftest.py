"""Pages are rendered without a manifest of static files: no collectstatic has run before the tests."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test.utils import override_settings


@pytest.fixture(autouse=True)
def _plain_static_files() -> Iterator[None]:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield
