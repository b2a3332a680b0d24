"""Who is told of every step of a delivery: logs and measurements. What they do cannot stop it."""

import logging
from collections.abc import Callable
from functools import cache
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

log = logging.getLogger("portal.delivery")

Observer = Callable[[str, UUID], None]


@cache
def _observers(paths: tuple[str, ...]) -> tuple[Observer, ...]:
    return tuple(import_string(path) for path in paths)


def reached(step: str, key: UUID) -> None:
    """Tell the observers that the outbox row ``key`` reached ``step``."""
    for observer in _observers(tuple(settings.DELIVERY_OBSERVERS)):
        observer(step, key)


def log_step(step: str, key: UUID) -> None:
    """Write the step to the log, by key only."""
    log.debug("%s %s", step, key)
