"""Telling clerks that something waits, and authors what was decided: by mail, with a link to that very item."""

import logging
from functools import partial

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from kombu.exceptions import OperationalError

from approvals.models import Review, ReviewState
from portal.councils.people import people_who_may
from portal.councils.powers import Power

log = logging.getLogger(__name__)

TELL_CLERKS = "approvals.tasks.mail_clerks"
TELL_AUTHOR = "approvals.tasks.mail_author"


def tell_clerks(review_id: int) -> None:
    """Ask a worker to mail whoever may decide; call it on commit. A lost nudge is logged: the queue shows it too."""
    _nudge(TELL_CLERKS, review_id)


def tell_author(review_id: int) -> None:
    """Ask a worker to mail the author what was decided; call it on commit."""
    _nudge(TELL_AUTHOR, review_id)


def _nudge(task: str, review_id: int) -> None:
    send = partial(current_app.send_task, task, args=[review_id], retry=False)
    try:
        send()
    except (OperationalError, OSError) as error:
        log.warning("the broker cannot be reached (%s); nobody was mailed about review %s", error, review_id)


def clerks_mail(review: Review) -> EmailMessage | None:
    """Return the mail to whoever may decide ``review``, or None where nobody may."""
    deciders = people_who_may(Power.DECIDE, review.council_id)
    if not deciders or review.state not in {ReviewState.WAITING, ReviewState.CLAIMED}:
        return None
    item = review.communication
    kind = item.spec.label
    body = (
        f"{review.submitted_by.user.name}, {review.submitted_by.display_title}, submitted a "
        f"{kind.lower()} for approval:\n\n{item.title}\n\n"
        f"{settings.SITE_URL}/{review.council.slug}/desk/queue/{review.pk}/\n"
    )
    if review.message:
        body += f"\nTheir message:\n{review.message}\n"
    recipients = [person.membership.user.email for person in deciders]
    return EmailMessage(f"{review.council.name}: {kind} to approve: {item.title}", body, to=recipients)


def authors_mail(review: Review) -> EmailMessage | None:
    """Return the mail that tells the submitter what was decided, or None where nothing was."""
    if review.decided_by is None or review.decided_by_id == review.submitted_by_id:
        return None
    item = review.communication
    body = (
        f"{review.decided_by.user.name} {review.get_state_display().lower()} your "
        f"{item.spec.label.lower()}:\n\n{item.title}\n\n"
        f"{settings.SITE_URL}/{review.council.slug}/desk/drafts/{item.pk}/\n"
    )
    if review.reason:
        body += f"\nReason:\n{review.reason}\n"
    subject = f"{review.council.name}: {review.get_state_display().lower()}: {item.title}"
    return EmailMessage(subject, body, to=[review.submitted_by.user.email])
