"""What the background workers do about the circumstances; safe to run twice."""

from celery import shared_task

from policies.periods.telling import warn


@shared_task(name="policies.tasks.warn_of_polls")
def warn_of_polls() -> None:
    """Tell members of polls that are two weeks away from their notice."""
    warn()
