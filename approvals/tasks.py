"""What the background workers do about the queue, reviews and the press; every task is safe to run twice."""

from celery import shared_task

from approvals.consulting.telling import remind_consulted
from approvals.expiring import expire_due
from approvals.letters.reminding import remind_of_letters
from approvals.press.reminding import remind_of_the_press as remind
from approvals.weighing import weigh_again


@shared_task(name="approvals.tasks.remind_of_the_press")
def remind_of_the_press() -> None:
    """Remind who handles the press, and letters to the council, of what is late or due soon."""
    remind()
    remind_of_letters()


@shared_task(name="approvals.tasks.remind_of_consultations")
def remind_of_consultations() -> None:
    """Remind those who were consulted before the clerk may decide without them."""
    remind_consulted()


@shared_task(name="approvals.tasks.expire_reviews")
def expire_reviews() -> None:
    """Note which items were not decided in time, and tell author and clerk."""
    expire_due()


@shared_task(name="approvals.tasks.weigh_reviews")
def weigh_reviews() -> None:
    """Note anew what open reviews weigh whose circumstances moved on."""
    weigh_again()
