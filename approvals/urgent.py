"""The urgent path: a flood, a burst main. The clerk issues at once, says why, and owes a second look."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from approvals.consulting.ending import pass_over
from approvals.consulting.gate import refuse_own
from approvals.consulting.standing import standing_of
from approvals.deciding import Issue, in_present_circumstances, let_out
from approvals.models import OPEN, Review, ReviewState, SecondLook
from approvals.regard.answering import NO_REGARD, Regard, check_regard, keep_regard
from approvals.routes.gate import left_open
from approvals.submitting import lock_item
from approvals.telling import tell_look_done, tell_look_owed
from policies.evaluate import Verdict
from policies.judging import NOBODY, judge
from portal.channels.models import Publication
from portal.channels.quotes.gates import refuse_if_approval_lost
from portal.channels.releasing import chosen_channels
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.drafts.access import works_on
from portal.drafts.editing import StaleRevision
from portal.drafts.models import Communication, Revision
from portal.drafts.states import Stage, WrongStage, check_move
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

FROM = frozenset({Stage.DRAFT, Stage.RETURNED, Stage.SUBMITTED})


@transaction.atomic
def issue_at_once(
    *,
    actor: Person,
    communication_id: int,
    revision_id: int,
    reason: str,
    issue: Issue,
    regard: Regard = NO_REGARD,
) -> Publication | None:
    """Clear and issue this revision now, waiving findings (broken checks too), each kept under the one reason.

    It never gives the power to issue, nor goes around the hash or a closed channel. While everything is held back
    the hold must be lifted first. Nor does it waive the regard that the law asks for in each decision (LGA 1986
    s.4(1)): ``regard`` is what the actor answers, required as for an approval. And however urgent, nobody is quoted
    against their word. Raises NotYours, InvalidInput without a reason, StaleRevision, WrongStage, Incomplete, Refusal
    where the speaker of a quotation refused it or took the approval back.
    """
    if not stated(reason):
        raise InvalidInput(
            "Say why this cannot wait: it is kept with the record, and somebody looks again later."
        )
    actor, council = in_present_circumstances(actor)
    if council.issuing_on_hold:
        raise Refusal("Everything is held back at the moment.", "Lift the hold first, then issue.")
    item = lock_item(actor, communication_id)
    _check_open(actor, item)
    revision = _exact(item, revision_id)
    asked = standing_of(item)
    refuse_own(actor, asked, revision)
    check_regard(council, item, regard, approving=True)
    steps = _overtake_open_review(actor, item, revision)
    # Whoever may read the item reads them at the second look: no matter is named that is closed to one of them.
    verdict = judge(item, revision.content, reader_id=NOBODY)
    refuse_if_approval_lost(item, revision)
    waived = [*_waived(verdict), *steps]
    channels = chosen_channels(item, issue.channel_ids, revision=revision)
    publication, entries = let_out(
        actor, council, item, revision, replace(issue, go_at=None), channels, urgent_reason=stated(reason)
    )
    clearance = revision.clearances.latest("pk")
    look = SecondLook.objects.create(
        council=council,
        communication=item,
        clearance=clearance,
        issued_by=actor.membership,
        waived_findings=waived,
    )
    tell_look_owed(look)
    facts = {
        "revision": revision.pk,
        "second_look": look.pk,
        "waived": [finding["key"] for finding in waived],
        "clauses": [finding["clause"] for finding in waived],
        **(pass_over(asked) | keep_regard(actor, item, clearance, regard)),
    }
    record([reasoned(actor, "issued_urgently", "communication", item.pk, reason=reason, **facts), *entries])
    return publication


def _waived(verdict: Verdict) -> list[dict[str, str]]:
    named = ("key", "check", "clause", "policy", "adopted", "message")
    return [{name: str(getattr(finding, name)) for name in named} for finding in verdict.findings]


def _check_open(actor: Person, item: Communication) -> None:
    """Raise NotYours for a draft that is not the council's yet, WrongStage for what is out or over."""
    if not works_on(actor, item):
        raise NotYours("This draft is its author's until they submit it.", "Ask them to submit it.")
    if item.stage not in FROM:
        raise WrongStage(
            f"This item is {item.get_stage_display().lower()}: there is nothing to issue urgently."
        )
    check_move(item.stage, Stage.APPROVED)


def _exact(item: Communication, revision_id: int) -> Revision:
    revision = item.current_revision
    if revision is None or revision.pk != revision_id:
        raise StaleRevision(revision)
    return revision


def _overtake_open_review(actor: Person, item: Communication, revision: Revision) -> list[dict[str, str]]:
    """End the open review, if there is one; return the steps of its route that nobody agreed to yet."""
    review = Review.objects.filter(communication=item, state__in=OPEN).first()
    if review is None:
        return []
    steps = left_open(review, revision)
    Review.objects.filter(pk=review.pk, state__in=OPEN).update(
        state=ReviewState.OVERTAKEN, decided_by=actor.membership, decided_at=timezone.now()
    )
    return [
        {
            "key": f"step-{step.number}",
            "check": "route",
            "clause": f"Step {step.number} of the route",
            "message": f"The agreement of {step.words} was not waited for.",
        }
        for step in steps
    ]


def may_look(person: Person) -> bool:
    """Return whether ``person`` may take second looks: who writes texts here and holds an office in the council.

    Auditors and the suspended read only; who acts for the council from outside answers for none of its issues.
    """
    return person.may(Power.DRAFT) and person.may(Power.READ_RECORD)


@transaction.atomic
def look_again(*, actor: Person, second_look_id: int, verdict: str) -> SecondLook:
    """Close the debt of an urgent issue: somebody other than its issuer looked and says what they found.

    Raises NotYours for the issuer and for whoever may not look (may_look); InvalidInput without words, Refusal where
    it was done already.
    """
    if not may_look(actor):
        raise NotYours("The second look is an act of members and officers who work on texts here.")
    if not stated(verdict):
        raise InvalidInput("Say what you found, if only that it was right.")
    look = (
        SecondLook.objects.select_for_update(of=("self",))
        .select_related("issued_by")
        .filter(pk=second_look_id, council_id=actor.council.pk)
        .first()
    )
    if look is None:
        raise Refusal("This council owes no such second look.")
    if look.issued_by.user_id == actor.user_id:
        raise NotYours("You issued this yourself: somebody else must look again.")
    if look.done_at is not None:
        raise Refusal("Somebody has already looked at this.")
    look.done_by, look.done_at, look.verdict = actor.membership, timezone.now(), stated(verdict)
    look.save(update_fields=["done_by", "done_at", "verdict"])
    tell_look_done(look)
    item_id, facts = look.communication_id, {"second_look": look.pk}
    record([reasoned(actor, "second_look_done", "communication", item_id, reason=verdict, **facts)])
    return look
