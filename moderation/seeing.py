"""Who reads what the public says, who enters it, and who rules on it; another council's comments do not exist."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404
from django.utils import timezone

from moderation.models import Comment, DefamationNotice, Reply, Ruling
from moderation.states import Handling
from portal.channels.models import Access
from portal.councils.models import Membership
from portal.councils.models.authority import barred
from portal.councils.people import Person, in_office
from portal.councils.powers import STAFF, Power
from portal.drafts.content import LONDON
from portal.refusals import NotYours

ALERT = 3
"""The risk of what speaks of danger to life or safety: seen by few (moderation.intake.assessing.Risk)."""


def may_enter(person: Person) -> bool:
    """Return whether ``person`` enters what reached the council by hand, and opens comments: clerk and officers."""
    return person.membership.role in STAFF and person.may(Power.DRAFT)


def require_entering(person: Person) -> None:
    """Raise NotYours for anybody but the clerk and the officers."""
    if not may_enter(person):
        raise NotYours("The clerk and the officers look after what the public says: pass it on to them.")


def may_rule(person: Person) -> bool:
    """Return whether ``person`` rules on comments: the clerk, and to whom deciding is delegated."""
    return person.may(Power.DECIDE)


def require_ruling(person: Person) -> None:
    """Raise NotYours for who rules on no comments."""
    if not may_rule(person):
        raise NotYours("The clerk, or an officer to whom the clerk delegates deciding, rules on comments.")


def managers_now(at: datetime) -> "QuerySet[Access]":
    """Return who manages which channel at ``at`` (aware), of those who may rule: officers in office, not suspended."""
    today = at.astimezone(LONDON).date()
    able = Membership.objects.filter(in_office(at), ~barred(at), role__in=STAFF)
    rows = Access.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today),
        part=Access.Part.MANAGER,
        ended_at__isnull=True,
        since__lte=today,
        member__in=able.values("pk"),
    )
    return rows.order_by()


def may_rule_on(person: Person, comment: Comment) -> bool:
    """Return whether ``person`` rules on ``comment``: who rules on all, or whoever manages its channel, in their time.

    A manager's time ends when the answer is due: then the comment is the clerk's. What was ruled is the clerk's too.
    One query at most.
    """
    if may_rule(person):
        return True
    now = timezone.now()
    if comment.channel_id is None or comment.handling != Handling.WAITING or comment.reply_by <= now:
        return False
    ruled = Ruling.objects.filter(comment=comment)
    own = managers_now(now).filter(~Exists(ruled), channel=comment.channel_id, member=person.membership)
    return may_enter(person) and own.exists()


def require_ruling_on(person: Person, comment: Comment) -> None:
    """Raise NotYours for who does not rule on ``comment`` now."""
    if not may_rule_on(person, comment):
        raise NotYours(
            "The clerk, or an officer to whom the clerk delegates deciding, rules on comments; who manages a channel "
            "rules on what is said there until its answer is due."
        )


def comments_of(person: Person) -> "QuerySet[Comment]":
    """Return the comments that ``person`` may read: all of the council's for who reads every draft, else none.

    What speaks of danger to somebody is for those who rule alone.
    """
    if not person.may(Power.READ_ALL):
        return Comment.objects.none()
    rows = Comment.objects.filter(council_id=person.council.pk)
    return rows if may_rule(person) else rows.filter(risk__lt=ALERT)


def _last_notice() -> "QuerySet[DefamationNotice, tuple[object]]":
    """Return the last notice of defamation about a comment, by key and stage, for the one query that finds it."""
    rows = DefamationNotice.objects.filter(comment=OuterRef("pk"), erased_at__isnull=True).order_by("-pk")
    return rows.values_list(JSONObject(pk="pk", stage="stage"))[:1]


def get_comment(person: Person, comment_id: int) -> Comment:
    """Return one comment with what its page names; Http404 where it is not here or not theirs. One query."""
    rows = comments_of(person).select_related(
        "channel", "publication__communication", "parent", "alike", "claimed_by__user", "entered_by__user"
    )
    said = Reply.objects.filter(comment=OuterRef("pk")).order_by("-pk")
    facts = JSONObject(item="communication_id", sort="sort", stage="communication__stage", said_at="said_at")
    rows = rows.annotate(
        answer_read=Subquery(said.values_list(facts)[:1]), notice_read=Subquery(_last_notice())
    )
    found = rows.select_related("member__user").filter(pk=comment_id).first()
    if found is None:
        raise Http404
    return found
