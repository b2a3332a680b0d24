"""Taking a comment down because a law says so, not because it breaks a rule: after a notice, or by a court's order."""

from django.db.models import Q
from django.utils import timezone

from moderation.enforcing.ordering import order
from moderation.grounds import ByLaw
from moderation.intake.receiving import ABOUT as COMMENT
from moderation.intake.together import leave_the_rest
from moderation.models import Comment, CommentVersion, DefamationNotice, Outcome, Ruling
from moderation.states import Handling, Showing
from portal.channels.notices.telling import tell_all_outside
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.records.ledger import Entry
from portal.refusals import Refusal

CITED = {
    ByLaw.NOTICE: "Defamation Act 2013 s.5, SI 2013/3028",
    ByLaw.ORDER: "An order of a court",
}
READS = {
    ByLaw.NOTICE: "Who runs a website takes a statement down where the Regulations ask it after a notice.",
    ByLaw.ORDER: "A court ordered that the statement is taken down.",
}


def take_down(*, actor: Person, notice: DefamationNotice, ground: ByLaw) -> tuple[Ruling, list[Entry]]:
    """Remove the comment of ``notice`` and return the ruling with what is to be recorded of it.

    It is a ruling as any other: in force at once in the newsroom, asked of the network elsewhere or left to somebody's
    hands, its words preserved; but it rests on the law, so that no appeal is open against it here. Where a ruling
    removed the same words already, that ruling stays and is returned: what rests on it, and an appeal against it, do
    not fall for a notice. A court's order is above both: it gets a ruling of its own. Its reason is the law's own:
    which notice or order it was stands with the notice, for those who deal with it. The caller, in whose transaction
    it runs, decided so by the procedure.
    """
    found = Comment.objects.select_for_update(no_key=True, of=("self",)).get(defamation_notices=notice)
    if found.erased_at is not None or not found.is_public:
        raise Refusal("The words of this comment were erased, or were never public.", "Nothing was changed.")
    before = Ruling.objects.filter(comment=found, overruled_by__isnull=True).select_related("version").first()
    same = before is not None and before.version.number == found.version
    stands = ground == ByLaw.NOTICE or (before is not None and before.ground == ByLaw.ORDER)
    if before is not None and same and before.outcome == Outcome.REMOVE and stands:
        return before, []
    made = Ruling.objects.create(
        council_id=found.council_id,
        comment=found,
        version=CommentVersion.objects.get(comment=found, number=found.version),
        outcome=Outcome.REMOVE,
        ground=ground,
        cited=CITED[ground],
        clause_text=READS[ground],
        reason=READS[ground],
        overrules=before,
        ruled_by=actor.membership,
    )
    settled = {"handling": Handling.SETTLED, "settled_at": timezone.now(), "showing": Showing.REMOVED}
    Comment.objects.filter(pk=found.pk).update(claimed_by=None, claimed_until=None, **settled)
    leave_the_rest(found)
    order([made])
    told = [found.pk] if found.email else []
    tell_all_outside(council_id=found.council_id, what=What.AUTHOR_RULED, object_type=COMMENT, ids=told)
    facts = {
        "ruling": made.pk,
        "version": found.version,
        "outcome": made.outcome,
        "ground": made.ground,
        "overrules": before.pk if before else None,
        "together": [],
        "communication": found.communication_id,
    }
    return made, [reasoned(actor, "comment_ruled", COMMENT, found.pk, reason=READS[ground], **facts)]


def earlier_removals(notice: DefamationNotice) -> list[DefamationNotice]:
    """Return the notices of the same complainant about the same poster that removed something, the last first.

    By our own records alone: the complainant is known by their address, the poster by the key of their comments; what a
    rule of the council took down, or what was shown again, is no removal after a notice. One query.
    """
    comment = notice.comment
    if comment is None or not comment.author_key or not notice.email:
        return []
    rows = DefamationNotice.objects.filter(
        Q(email__iexact=notice.email),
        council=notice.council_id,
        comment__author_key=comment.author_key,
        ruling__ground=ByLaw.NOTICE,
        ruling__overruled_by__isnull=True,
        received_at__lt=notice.received_at,
    )
    rows = rows.exclude(pk=notice.pk).exclude(comment=notice.comment_id)
    return list(rows.select_related("comment").order_by("-received_at", "-pk"))
