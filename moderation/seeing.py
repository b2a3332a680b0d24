"""Who reads what the public says, who enters it, and who rules on it; another council's comments do not exist."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404
from django.utils import timezone

from moderation.managing import answered_by_manager, channels_managed, ruled_by_manager, said_where_managed
from moderation.models import Comment, CommentPicture, DefamationNotice, Reply
from moderation.replies.alone import answered_there
from portal.channels.models import Channel
from portal.councils.people import Person, people_who_may
from portal.councils.powers import STAFF, Power, Role
from portal.drafts.access import visible_to
from portal.refusals import NotYours, SecondStepNeeded

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


def heads_able(council_id: int, *, but: int | None = None) -> list[int]:
    """Return the membership of the chairman, where none can act those of the vice chairmen; without the user ``but``.

    They are told that something waits where nobody may deal with it, and see to it that the council has somebody. One
    query.
    """
    people = [one for one in people_who_may(Power.DRAFT, council_id) if one.user_id != but]
    found = {role: [one.membership.pk for one in people if one.membership.role == role] for role in _HEADS}
    return found[Role.CHAIR] or found[Role.DEPUTY]


_HEADS = (Role.CHAIR, Role.DEPUTY)


def may_rule_on(person: Person, comment: Comment) -> bool:
    """Return whether ``person`` rules on ``comment``: who rules on all, or whoever manages its channel, in their time.

    Not without the second step that the council requires of who rules. One query at most.
    """
    if may_rule(person):
        return comment.council_id == person.council.pk
    if not person.may(Power.DRAFT) or person.second_factor_missing:
        return False
    return Comment.objects.filter(ruled_by_manager(person, timezone.now()), pk=comment.pk).exists()


def require_ruling_on(person: Person, comment: Comment) -> None:
    """Raise NotYours for who does not rule on ``comment`` now."""
    if may_rule_on(person, comment):
        return
    if person.second_factor_missing and person.may(Power.DRAFT):
        raise SecondStepNeeded("To rule on comments you need a second step at sign-in.")
    raise NotYours(
        "The clerk, or an officer to whom the clerk delegates deciding, rules on comments; who manages a channel "
        "rules on what is said there until its answer is due, but for what names them or touches an interest of theirs."
    )


def may_answer(person: Person, comment: Comment) -> bool:
    """Return whether ``person`` begins an answer to ``comment``: clerk and officers, or whoever manages its channel.

    A manager answers where it was said; what is written as a letter is the office's. One query at most.
    """
    if may_enter(person):
        return True
    if not person.may(Power.DRAFT) or not (comment.is_public or answered_there(comment)):
        return False
    return Comment.objects.filter(answered_by_manager(person, timezone.now()), pk=comment.pk).exists()


def require_answering(person: Person, comment: Comment) -> None:
    """Raise NotYours for who begins no answer to ``comment``."""
    if not may_answer(person, comment):
        raise NotYours(
            "The clerk and the officers answer what the public says; who manages a channel answers what is said there, "
            "where it can be answered there, but for what names them or touches an interest of theirs."
        )


def comments_of(person: Person) -> "QuerySet[Comment]":
    """Return the comments that ``person`` may read: all of the council's for who reads every draft.

    For whoever manages channels what is said there, and for everybody else none. What speaks of danger to somebody is
    for those who rule alone. Every list, count and search of comments asks this.
    """
    rows = Comment.objects.filter(council_id=person.council.pk)
    if may_rule(person):
        return rows
    rows = rows.filter(risk__lt=ALERT)
    return rows if person.may(Power.READ_ALL) else rows.filter(said_where_managed(person))


def channels_of(person: Person) -> "QuerySet[Channel]":
    """Return the channels whose reading ``person`` is told of: all, or those that they manage. No query of its own."""
    rows = Channel.objects.filter(council_id=person.council.pk)
    return rows if person.may(Power.READ_ALL) else rows.filter(pk__in=channels_managed(person))


def _last_notice() -> "QuerySet[DefamationNotice, tuple[object]]":
    """Return the last notice of defamation about a comment, by key and stage, for the one query that finds it."""
    rows = DefamationNotice.objects.filter(comment=OuterRef("pk"), erased_at__isnull=True).order_by("-pk")
    return rows.values_list(JSONObject(pk="pk", stage="stage"))[:1]


def _pictures() -> "QuerySet[CommentPicture, dict[str, object]]":
    """Return the pictures of the page that are kept with a comment, for the one query that finds it."""
    rows = CommentPicture.objects.filter(comment=OuterRef("pk"), erased_at__isnull=True).order_by("pk")
    facts = JSONObject(
        pk="pk",
        kind="kind",
        sha256="sha256",
        seen_at="seen_at",
        seen_by="seen_by",
        kept_at="kept_at",
        kept_by="kept_by__user__name",
    )
    return rows.values_list(facts, flat=True)


def get_comment(person: Person, comment_id: int) -> Comment:
    """Return one comment with what its page names; Http404 where it is not here or not theirs. One query."""
    rows = comments_of(person).select_related(
        "channel", "publication__communication", "parent", "alike", "claimed_by__user", "entered_by__user"
    )
    said = Reply.objects.filter(comment=OuterRef("pk")).order_by("-pk")
    said = said.annotate(read=Exists(visible_to(person).filter(pk=OuterRef("communication"))))
    facts = JSONObject(
        item="communication_id", sort="sort", stage="communication__stage", said_at="said_at", read="read"
    )
    rows = rows.annotate(
        answer_read=Subquery(said.values_list(facts)[:1]), notice_read=Subquery(_last_notice())
    )
    rows = rows.annotate(pictures_read=ArraySubquery(_pictures()))
    found = rows.select_related("member__user").filter(pk=comment_id).first()
    if found is None:
        raise Http404
    return found
