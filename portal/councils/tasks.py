"""What the background workers do for the councils; every task is safe to run twice."""

from celery import shared_task

from portal.councils import appointing
from portal.councils.accounts.resealing import reseal_all


@shared_task(name="portal.councils.tasks.end_terms")
def end_terms() -> None:
    """End the memberships whose term is over."""
    appointing.end_terms()


@shared_task(name="portal.councils.tasks.seal_second_steps")
def seal_second_steps() -> None:
    """Encrypt the secrets of second steps that are plain, or under an earlier key, under the key of now."""
    reseal_all()
