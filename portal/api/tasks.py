"""What the background workers do for the API; safe to run twice."""

from celery import shared_task

from portal.api import repeating


@shared_task(name="portal.api.tasks.forget_requests")
def forget_requests() -> None:
    """Forget the names of requests that nobody sends again."""
    repeating.forget_requests()
