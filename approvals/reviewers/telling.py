"""What reviewers and whoever asked them are mailed: that something waits, and where; never the text or the question."""

from django.conf import settings

from approvals.models import Reviewer
from approvals.reviewers.asking import ABOUT
from approvals.reviewers.commenting import over
from approvals.reviewers.links import address_of, token_for
from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.people import Person
from portal.councils.templatetags.words import day
from portal.drafts.access import is_barred, works_on
from portal.records.canonical import sha256_of


def _find(notice: Notice) -> Reviewer:
    rows = Reviewer.objects.select_related(
        "council", "communication__author", "revision", "asked_by__user", "member__user", "member__council"
    )
    return rows.get(pk=notice.object_id)


def about_reviewer(notice: Notice, person: Person) -> Words | None:
    """Write a notice to a member: that they are asked, or that somebody commented; None where it is over."""
    reviewer = _find(notice)
    item, council = reviewer.communication, reviewer.council
    desk = f"{settings.SITE_URL}/{council.slug}/desk/reviewers"
    if notice.what in {What.REVIEWER_COMMENTED, What.REVIEWER_FINISHED}:
        if reviewer.erased_at is not None or not works_on(person, item):
            return None
        did = "commented on" if notice.what == What.REVIEWER_COMMENTED else "has finished reading"
        body = (
            f"{reviewer.shown_name}, {did}:\n\n{item.title}\n\nRead what they said:\n{desk}/item/{item.pk}/\n"
        )
        return Words(f"{council.name}: a reviewer {did} {item.title}", body)
    if over(reviewer) or is_barred(person, item):
        return None
    asker = reviewer.asked_by
    body = (
        f"{asker.user.name}, {asker.display_title}, asks you to read {item.spec.one} and say what you think of it.\n\n"
        f"Read it and comment on the desk, until {day(reviewer.until)}:\n{desk}/{reviewer.pk}/\n"
    )
    return Words(f"{council.name}: a text waits for your comments", body)


def to_reviewer(notice: Notice) -> Words | None:
    """Write to a reviewer outside: their link, once; later that there is more time. None where it is over."""
    reviewer = _find(notice)
    if over(reviewer):
        return None
    asker, council = reviewer.asked_by, reviewer.council
    to = (reviewer.name, reviewer.email)
    who = f"{asker.user.name}, {asker.display_title} of {council.name},"
    if notice.what == What.REVIEWER_EXTENDED:
        body = (
            f"Dear {reviewer.name},\n\n{who} has given you until {day(reviewer.until)} to read the text that you were "
            "asked about. If it was changed, the page says so.\n\n"
            f"Your link is the one of our earlier mail:\n{_same_address(reviewer)}\n"
        )
        return Words(f"{council.name}: you have more time", body, to=to)
    token = token_for(notice.key)
    if reviewer.link_sha256 != sha256_of(token):
        return None
    body = (
        f"Dear {reviewer.name},\n\n{who} asks you to read a text before it goes out, and to say what you think of "
        "it.\n\n"
        f"Read it and comment here. You need no account:\n{address_of(council.slug, token)}\n\n"
        f"The link is yours alone: pass it to nobody. It works until {day(reviewer.until)}, or until you say that you "
        "have finished. If you did not expect this, do nothing.\n"
    )
    return Words(f"{council.name}: a text to read before it goes out", body, to=to)


def _same_address(reviewer: Reviewer) -> str:
    """Return the address that the first mail brought: it is made of that notice's key, and only its hash is kept."""
    rows = Notice.objects.filter(
        object_type=ABOUT, object_id=reviewer.pk, what=What.REVIEWER_ASKED, recipient__isnull=True
    )
    tokens = [token_for(key) for key in rows.values_list("key", flat=True)]
    return next(
        (
            address_of(reviewer.council.slug, token)
            for token in tokens
            if sha256_of(token) == reviewer.link_sha256
        ),
        "",
    )
