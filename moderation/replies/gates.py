"""What stops an answer at the last moment: that to which it was written does not stand there any more."""

from moderation.models import Comment, CommentVersion, OneReply, Reply
from moderation.states import Showing
from portal.channels.models import Publication
from portal.channels.states import PublicState

_CHANGED = (
    "Its author changed the words that it answers since it was written. Read them, and save the answer once more; or "
    "cancel it."
)

_WORDS_ALONE = (
    "Beneath a comment in the newsroom an answer has words and a link, and no pictures or recordings. Save it without "
    "them, or link to an item that has them."
)


def still_answers(publication: Publication) -> str:
    """Return why an answer to a comment is held, or '' (a sending gate).

    What was approved answers words that stood in public. No query for what answers nothing, four at most else.
    """
    if getattr(publication.communication, "answer_to", None) is None:
        return ""
    found = Reply.objects.select_related("comment__publication").filter(
        communication=publication.communication_id
    )
    reply = found.first()
    if reply is None:
        return ""
    return (
        why_not_there(reply.comment)
        or _why_not_these(reply.comment, publication)
        or _why_not_shown(reply.comment, publication)
        or _answered_once(reply)
    )


def _answered_once(reply: Reply) -> str:
    """Return why nothing more is said where the council gave its one reply to what was done to a member, or ''."""
    once = OneReply.objects.filter(council=reply.council_id, thread=reply.debate)
    once = once.exclude(communication=reply.communication_id)
    out = once.filter(communication__publications__live_at__isnull=False)
    named = out.values_list("communication__reference", flat=True).first()
    return f"Answered once, by {named}: the council says nothing further in this thread." if named else ""


def why_not_there(comment: Comment) -> str:
    """Return why an answer beneath ``comment`` would be read by nobody, or ''. One query at most."""
    if comment.showing == Showing.PRIVATE:
        over = comment.gone_at is not None or comment.erased_at is not None
        return "Its author deleted the message that it answers, or its time here is over." if over else ""
    if comment.showing != Showing.SHOWN or comment.gone_at is not None or comment.erased_at is not None:
        return "The comment that it answers does not stand in public any more."
    if comment.way == Comment.Way.NEWSROOM and comment.publication is not None:
        item = comment.publication.communication_id
        if not Publication.objects.filter(communication=item, state=PublicState.LIVE).exists():
            return "The item beneath which it would stand is not in public any more."
    return ""


def _why_not_these(comment: Comment, publication: Publication) -> str:
    since = publication.revision.at
    newer = CommentVersion.objects.filter(comment=comment, number__gt=1, received_at__gt=since)
    return _CHANGED if newer.exists() else ""


def _why_not_shown(comment: Comment, publication: Publication) -> str:
    """Return why readers would not get all of the answer: beneath a comment in the newsroom stand words and a link."""
    content = publication.revision.content
    files = content.get("images") or content.get("recordings")
    return _WORDS_ALONE if files and comment.way == Comment.Way.NEWSROOM else ""
