"""Mails of the approvals desk; a server that is away is tried again, and a mail twice does no harm here."""

from functools import partial

from celery import shared_task
from django.core.mail import EmailMessage

from approvals.models import Review
from approvals.telling import authors_mail, clerks_mail

again = partial(
    shared_task, autoretry_for=(OSError,), retry_backoff=30, retry_backoff_max=1800, max_retries=8
)


def _review(review_id: int) -> Review:
    query = Review.objects.select_related(
        "council", "communication", "submitted_by__user", "decided_by__user"
    )
    return query.get(pk=review_id)


def _send(mail: EmailMessage | None) -> None:
    if mail is not None:
        mail.send()


@again(name="approvals.tasks.mail_clerks")
def mail_clerks(review_id: int) -> None:
    """Mail whoever may decide that a review waits."""
    _send(clerks_mail(_review(review_id)))


@again(name="approvals.tasks.mail_author")
def mail_author(review_id: int) -> None:
    """Mail the submitter what was decided."""
    _send(authors_mail(_review(review_id)))
