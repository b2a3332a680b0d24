"""Mailing somebody who left that what is kept of them was handed over, or erased: they may not be who asked for it."""

from moderation.leaving.seeing import ABOUT
from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.templatetags.words import moment

_SAID: dict[str, tuple[str, str]] = {
    What.LEFT_TAKEN: (
        "what is kept of you was taken out, to be handed to you",
        "The file of what the council keeps of you was taken out, as somebody asked for it in your name.",
    ),
    What.LEFT_ERASED: (
        "your own record was erased",
        "Your own record of what was done to you online was erased: somebody asked for it in your name.",
    ),
}


def tell_who_left(member: Membership, what: What) -> None:
    """Note that ``member``, who left, is mailed ``what`` was done; in the caller's transaction. Two queries.

    The address is that of their account, where it has one still.
    """
    before = Notice.objects.filter(recipient=member, what=what.value).count()
    if member.user.email:
        tell(
            council_id=member.council_id,
            what=what,
            about=(ABOUT, member.pk),
            recipients=[member.pk],
            occasion=before + 1,
        )


def to_left(notice: Notice) -> Words | None:
    """Write to somebody who left what was done, when, and what to do where they did not ask for it; names nothing."""
    rows = Membership.objects.filter(pk=notice.object_id, council=notice.council_id)
    member = rows.select_related("user", "council").first()
    if member is None or not member.user.email:
        return None
    subject, body = _SAID[notice.what]
    return Words(
        f"{member.council.name}: {subject}",
        f"Dear {member.shown_name},\n\n{body} It was done on {moment(notice.created_at)}.\n\n"
        "If you asked for it, there is nothing to do. If you did not, or it never reached you, tell the clerk and the "
        "chairman of the council at once: who asked, and how they were known, is kept. You can also complain to the "
        "Information Commissioner’s Office.\n",
        to=(member.shown_name, member.user.email),
    )


def about_left(notice: Notice, person: Person) -> Words | None:
    """Write the same to somebody who holds an office again by now; None for anybody else."""
    theirs = Membership.objects.filter(pk=notice.object_id, user=person.user_id)
    return to_left(notice) if theirs.exists() else None
