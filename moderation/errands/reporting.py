"""Telling a network's own moderators of a comment: somebody decides it, with words that say no more than is needed."""

from django.db import transaction

from moderation.claiming import lock_comment
from moderation.errands.ordering import order_once, shuts_out
from moderation.grounds import Ground
from moderation.intake.receiving import ABOUT
from moderation.models import Comment, Errand, Referral, Ruling
from moderation.seeing import comments_of, require_entering
from policies.typed import typed
from portal.channels.connectors.base import Capability
from portal.channels.connectors.shutting_out import LONGEST_REPORT, Sort
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

_SORTS: dict[str, Sort] = {
    Ground.ABUSIVE: Sort.ABUSE,
    Ground.SEXUAL: Sort.SEXUAL,
    Ground.OBSCENE: Sort.SEXUAL,
    Ground.DISCRIMINATORY: Sort.ABUSE,
    Ground.ILLEGAL: Sort.ILLEGAL,
    Ground.DECEPTIVE: Sort.MISLEADING,
}


@transaction.atomic
def report_there(*, actor: Person, referral_id: int, sort: str, words: str) -> Errand:
    """Order that the network of a comment is told of it, for its open report to the platform, with ``words`` alone.

    It is told once: no network lets anybody look up what they reported. The report stays open until somebody notes what
    came of it. Raises NotYours for anybody but clerk and officers, InvalidInput without words or a known ``sort``,
    Refusal where the network takes none, the comment is gone, or it was told already.
    """
    require_entering(actor)
    found = Referral.objects.filter(pk=referral_id, comment__in=comments_of(actor).values("pk")).first()
    if found is None:
        raise Refusal("This council has no such report.")
    comment = lock_comment(actor, found.comment_id)
    said = typed(words, called="What the report says", longest=LONGEST_REPORT)
    if sort not in list(Sort):
        raise InvalidInput("Choose what it is reported as.")
    if why := why_not_there(found, comment):
        raise Refusal(why, "Nothing was sent.")
    made = order_once(
        Errand(
            council_id=comment.council_id,
            comment=comment,
            act=Errand.Act.REPORT,
            referral=found,
            ordered_by=actor.membership,
            sort=sort,
            words=said,
        )
    )
    facts = {"errand": made.pk, "referral": found.pk, "sort": sort, "communication": comment.communication_id}
    record([reasoned(actor, "network_report_ordered", ABOUT, comment.pk, reason=said, **facts)])
    return made


def why_not_there(one: Referral, comment: Comment) -> str:
    """Return in words why the portal cannot tell the network of ``comment`` for the report ``one``, '' where it can."""
    if one.kind != Referral.Kind.PLATFORM or one.closed_at is not None:
        return "This is no report to the platform that is open."
    if not takes_reports(comment):
        return (
            "The portal cannot report there. Do it by hand, and close this with what shows that it is done."
        )
    if comment.gone_at is not None:
        return "The comment stands there no more, so that the network has nothing to look at."
    return ""


def takes_reports(comment: Comment) -> bool:
    """Return whether the network on which ``comment`` was said can be told of it. No query but for its channel."""
    public = comment.way == Comment.Way.NETWORK and comment.erased_at is None
    return public and shuts_out(comment.channel, Capability.REPORT) is not None


def suggested(comment: Comment) -> tuple[str, str]:
    """Return as what ``comment`` would be reported and in which words, by the ruling in force that took it down.

    The rule, and nothing about anybody. Empty where no such ruling is in force.
    """
    found = Ruling.objects.filter(
        comment=comment, overruled_by__isnull=True, ground__in=Ground.values
    ).first()
    if found is None:
        return "", ""
    said = f"{found.get_ground_display()}. It breaks the house rules of {comment.council.name}: {found.rule}."
    return _SORTS[found.ground].value, said[:LONGEST_REPORT]
