"""What the background workers do about reviews and the press; safe to run twice."""

from celery import shared_task

from approvals.consulting.telling import remind_consulted
from approvals.press.reminding import remind_of_the_press as remind


@shared_task(name="approvals.tasks.remind_of_the_press")
def remind_of_the_press() -> None:
    """Remind who handles the press of what is late or due soon."""
    remind()


@shared_task(name="approvals.tasks.remind_of_consultations")
def remind_of_consultations() -> None:
    """Remind those who were consulted before the clerk may decide without them."""
    remind_consulted()
