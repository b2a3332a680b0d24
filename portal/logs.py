"""Where the processes write what they have to say: to standard error, a line each, and nowhere else."""

from typing import Any


def logging_at(level: str) -> dict[str, Any]:
    """Return Django's LOGGING for messages of ``level`` and above.

    Django's own handlers go: they would mail each error to ADMINS with all that was in hand (portal/error_reports.py).
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"django": {"handlers": [], "level": "INFO"}, "django.request": {"level": "ERROR"}},
    }
