"""What the notices about channels say: what was proposed or decided, is silent, is to be reviewed or closed."""

from django.conf import settings

from portal.channels.models import Access, Channel, Notice
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.channels.register.reading import Entry, channels_with, entry_of
from portal.councils.people import Person
from portal.councils.templatetags.words import day


def about_channel(notice: Notice, person: Person) -> Words | None:
    """Write a notice about a channel as things stand now; None where nothing is left of what it tells."""
    row = channels_with(Channel.objects.filter(council=person.council)).filter(pk=notice.object_id).first()
    if row is None:
        return None
    entry = entry_of(row)
    subject, body = _SAYS[notice.what](entry)
    if not subject:
        return None
    council = person.council
    page = f"{settings.SITE_URL}/{council.slug}/desk/channels/{row.pk}/"
    return Words(f"{council.name}: {subject}", f"{body}\n\n{page}\n")


def about_access(notice: Notice, person: Person) -> Words | None:
    """Write that somebody's part in a channel is to be handed over; None where it was."""
    rows = Access.objects.select_related("channel", "member__user")
    row = rows.filter(pk=notice.object_id, channel__council=person.council, ended_at__isnull=True).first()
    if row is None:
        return None
    ends = row.until or (row.member.term_ends_on if row.member else None)
    when = f" It ends on {day(ends)}." if ends else " They are not in office any more."
    page = f"{settings.SITE_URL}/{person.council.slug}/desk/channels/{row.channel_id}/"
    body = (
        f"{row.who} is noted for “{row.channel.name}”: {row.get_part_display().lower()}.{when}\n\n"
        "Say who has it from then on, change what they got in with, and note that on the page of the channel:\n"
        f"{page}\n"
    )
    return Words(f"{person.council.name}: to be handed over: {row.channel.name}", body)


def _proposed(entry: Entry) -> tuple[str, str]:
    channel = entry.channel
    if channel.approval != Channel.Approval.PROPOSED or channel.proposed_by is None:
        return "", ""
    purpose = entry.particulars.purpose if entry.particulars else ""
    return (
        f"a channel is proposed: {channel.name}",
        (
            f"{channel.proposed_by.shown_name} proposes “{channel.name}” ({entry.label}).\n{purpose}\n\n"
            "Put it on an agenda: the council decides, and its decision is entered on the page of the channel."
        ),
    )


def _decided(entry: Entry) -> tuple[str, str]:
    channel = entry.channel
    minute = f" (minute {channel.minute_reference})" if channel.minute_reference else ""
    if channel.speaks:
        return f"approved: {channel.name}", f"The council approved “{channel.name}”{minute}."
    if channel.approval == Channel.Approval.REFUSED:
        return f"refused: {channel.name}", f"The council refused “{channel.name}”{minute}: {channel.refusal}"
    return "", ""


def _silent(entry: Entry) -> tuple[str, str]:
    if entry.silent_for is None or entry.particulars is None:
        return "", ""
    name, limit = entry.channel.name, entry.particulars.speaks_every
    return (
        f"silent: {name}",
        (
            f"“{name}” has said nothing for {entry.silent_for} days. It should speak every {limit} days.\n\n"
            "Issue something on it, change how often it should speak, or have it closed."
        ),
    )


def _to_review(entry: Entry) -> tuple[str, str]:
    if not entry.to_review or entry.particulars is None or entry.particulars.review_on is None:
        return "", ""
    name = entry.channel.name
    return (
        f"to be reviewed: {name}",
        (
            f"“{name}” was to be reviewed by {day(entry.particulars.review_on)}: is this still where residents are?\n\n"
            "Its page has the paper for the meeting; the council’s decision is entered there."
        ),
    )


def _to_close(entry: Entry) -> tuple[str, str]:
    if entry.closure is None:
        return "", ""
    where = (
        entry.particulars.address
        if entry.particulars and entry.particulars.address
        else "no address is noted"
    )
    name = entry.channel.name
    return (
        f"still to be closed outside: {name}",
        (
            f"The clerk ordered that “{name}” is closed for good. Its page outside ({where}) is to be closed by "
            f"{day(entry.closure.due_on)}.\n\nWhen it is, say so with a link, a picture or the word of who looked."
        ),
    )


_SAYS = {
    What.CHANNEL_PROPOSED.value: _proposed,
    What.CHANNEL_DECIDED.value: _decided,
    What.CHANNEL_SILENT.value: _silent,
    What.CHANNEL_TO_REVIEW.value: _to_review,
    What.CHANNEL_TO_CLOSE.value: _to_close,
}
