"""The job of one delivery: made once with its sheet, whoever of two workers comes first."""

import hashlib
import logging
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.channels.connectors.base import Transient
from portal.channels.models import Delivery, Job
from portal.channels.models.printing import name_of_sheet
from portal.channels.post import Post
from portal.channels.printing.issues import issue_for
from portal.channels.printing.places import place_of
from portal.storage import write_anew

log = logging.getLogger(__name__)


def keep_job(post: Post, pdf: bytes) -> Job:
    """Store the job of ``post``: its row first, whose delivery lets one worker write at a time, then the file.

    A worker that dies in between leaves no row, and a file under the very name that the next attempt writes over.
    The worker that comes second takes the job that is there. Raises Transient where the disk does not take the sheet.
    """
    place = place_of(post.channel)
    now = timezone.now()
    issue = issue_for(post)
    row = Job(
        council=post.council,
        delivery=Delivery.objects.get(key=post.key),
        sheet=place.sheet if pdf else "",
        pdf=name_of_sheet(post.key, post.publication.ordered_at) if pdf else "",
        sha256=hashlib.sha256(pdf).hexdigest() if pdf else "",
        assignee=place.keeper,
        magazine=issue,
        due_at=issue.copy_by if issue else now + timedelta(days=place.days),
        made_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            if pdf:
                write_anew(row.pdf, pdf)
    except IntegrityError:
        return Job.objects.get(delivery__key=post.key)
    except OSError as error:
        log.exception("the sheet of delivery %s could not be stored", post.key)
        raise Transient("The sheet could not be stored: the disk is full or cannot be written.") from error
    return row
