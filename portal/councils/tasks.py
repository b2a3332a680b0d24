"""What the background workers do for the councils; every task is safe to run twice."""

from celery import shared_task

from portal.councils import appointing


@shared_task(name="portal.councils.tasks.end_terms")
def end_terms() -> None:
    """End the memberships whose term is over."""
    appointing.end_terms()
