"""What the notices about jobs say: what is to be done where and by when, and the page on which it is proved."""

from django.conf import settings

from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.channels.printing.reading import Row, jobs_read_by
from portal.councils.people import Person
from portal.councils.templatetags.words import moment

_ASKS: dict[str, str] = {
    What.JOB_TO_DO: "something waits for you: {place}",
    What.JOB_DUE: "due soon: {place}",
    What.JOB_OVERDUE: "overdue: {place}",
    What.JOB_TO_TAKE_DOWN: "please take something down: {place}",
    What.JOB_STOPPED: "leave it: {place}",
    What.JOB_UNPROVED: "no proof yet: {place}",
    What.JOB_PROVED: "proved: {place}",
}


def about_job(notice: Notice, person: Person) -> Words | None:
    """Write a notice about a job; None where there is nothing to do any more, or it is somebody else's now."""
    job = jobs_read_by(person).filter(pk=notice.object_id).first()
    if job is None:
        return None
    row = Row(job)
    if notice.what not in {What.JOB_PROVED, What.JOB_STOPPED} and not row.is_open:
        return None
    place = job.delivery.channel.name
    address = getattr(getattr(job.delivery.channel, "place", None), "address", "")
    due = f"\nBy: {moment(row.due)}" if row.due else ""
    who = row.who.shown_name if row.who else "nobody yet: please say who does it"
    body = (
        f"“{job.delivery.publication.communication}” ({job.delivery.publication.communication.reference})\n"
        f"Where: {place}{f', {address}' if address else ''}\nHow it stands: {row.where.value}\nWith: {who}{due}\n\n"
        "Take a photograph when it is done, and add it on this page:\n"
        f"{settings.SITE_URL}/{person.council.slug}/desk/jobs/{job.pk}/\n"
    )
    return Words(f"{person.council.name}: {_ASKS[notice.what].format(place=place)}", body)
