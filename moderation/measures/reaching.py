"""Whether the words of a warning or a block reached the author: by mail, or as somebody noted. Reads only."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from moderation.measures.standing import warning_of
from moderation.models import Comment, CommentVersion, Measure
from portal.channels.models import Notice
from portal.channels.states import Delivering
from portal.councils.templatetags.words import day
from portal.drafts.content import LONDON

ON_ITS_WAY = (Delivering.PENDING, Delivering.SENDING, Delivering.HANDED)


def with_delivery(measures: "QuerySet[Measure]") -> "QuerySet[Any]":
    """Return ``measures``, each with ``mail_state`` (Delivering, None where no mail was written) and ``mail_at``."""
    mails = Notice.objects.filter(key=OuterRef("mail"))
    rows = measures.select_related("given__by__user", "ruling", "comment__council")
    return rows.annotate(
        mail_state=Subquery(mails.values("state")[:1]), mail_at=Subquery(mails.values("settled_at")[:1])
    )


def last_warning(comment: Comment) -> Any:
    """Return the author's last warning that holds, a row of with_delivery(), or None. Two queries at most."""
    last = warning_of(comment)
    return last and with_delivery(Measure.objects.filter(pk=last.pk)).get()


def how_told(one: Any) -> str:
    """Return in words how it stands with the words of ``one``, a row of with_delivery()."""
    given = getattr(one, "given", None)
    if given is not None:
        noted = f"as {given.by.user.name} noted: {given.how or '(erased)'}"
        return f"Given by hand on {day(given.given_on)}, {noted}"
    if one.mail is None:
        return "Nobody has told them: the council has no email address of theirs."
    if one.mail_state == Delivering.SENT:
        return f"Sent by email on {day(one.mail_at)}."
    if one.mail_state in ON_ITS_WAY:
        return "On its way by email."
    return "The email to them could not be delivered."


def to_be_given(one: Any) -> bool:
    """Return whether somebody has to give the words of ``one``, a row of with_delivery(), by hand, and to note how."""
    return one.kind == Measure.Kind.WARNING and is_untold(one)


def is_untold(one: Any) -> bool:
    """Return whether no mail carries the words of ``one``, a row of with_delivery(), and nobody noted how they went."""
    if getattr(one, "given", None) is not None:
        return False
    return one.mail is None or one.mail_state not in {Delivering.SENT, *ON_ITS_WAY}


def why_unwarned(comment: Comment, written_at: datetime) -> str:
    """Return why no block can follow for words written at ``written_at``, or '' where their author was warned before.

    Warned is who had the words of a warning in hand before. Three queries at most.
    """
    found = last_warning(comment)
    if found is None:
        return "nobody warned this author before the comment came down."
    given, named = getattr(found, "given", None), f"the warning of {day(found.made_at)}"
    if given is not None:
        before = given.at <= written_at or given.given_on < written_at.astimezone(LONDON).date()
    elif found.mail_state == Delivering.SENT:
        before = found.mail_at <= written_at
    else:
        return f"nobody knows that the words of {named} reached this author. {how_told(found)}"
    return "" if before else f"this author had {named} only after they wrote the comment."


def written_at(comment: Comment, version_id: int) -> datetime:
    """Return when the portal received the version of ``comment`` that came down. One query."""
    return (
        CommentVersion.objects.filter(comment=comment, pk=version_id)
        .values_list("received_at", flat=True)
        .get()
    )
