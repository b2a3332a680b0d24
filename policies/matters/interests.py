"""Declared interests: entered by the clerk, seen by the member, and what they may read of the matter all the same."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from policies.matters.knowing import get_known, sees_inside
from policies.matters.opening import locked
from policies.matters.papers import Paper, papers_of
from policies.models import Interest
from policies.typed import typed
from portal.councils.circumstances import bump
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import NotYours, Refusal


@transaction.atomic
def declare_interest(
    *, actor: Person, matter_id: int, member_id: int, party: str, declared_on: date, nature: str = ""
) -> Interest:
    """Enter the interest that a member declared in a matter; ``party`` is whom they may not tell of it.

    Raises NotYours without the power, InvalidInput without a party, Refusal where the matter is closed, the member is
    not in office here or declared one before, or the day is to come.
    """
    actor.require(Power.DECIDE)
    other = typed(party, called="The other party", longest=150)
    what = typed(nature, called="What the interest is", longest=2000, needed=False)
    if declared_on > timezone.localdate():
        raise Refusal("This day has not come yet.", "Nothing was changed. Enter the day it was declared.")
    bump(actor.council.pk)
    matter = locked(actor, matter_id)
    members = Membership.objects.filter(in_office(timezone.now()), council=actor.council)
    member = members.filter(pk=member_id).first()
    if member is None:
        raise Refusal(
            "This person is not in office here.", "Nothing was changed. Choose somebody from the list."
        )
    made = Interest(
        matter=matter,
        member=member,
        party=other,
        nature=what,
        declared_on=declared_on,
        entered_by=actor.membership,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise Refusal(
            "This member has declared an interest in this matter already.",
            "Nothing was changed. End the one that is entered first.",
        ) from error
    record([entry_by(actor, "interest_declared", "interest", made.pk, matter=matter.pk, member=member.pk)])
    return made


@transaction.atomic
def end_interest(*, actor: Person, interest_id: int) -> None:
    """End a declared interest today. Raises NotYours without the power, Refusal where it has ended already."""
    actor.require(Power.DECIDE)
    bump(actor.council.pk)
    mine = Interest.objects.filter(pk=interest_id, matter__council=actor.council, ended_on__isnull=True)
    if mine.update(ended_on=timezone.localdate()) != 1:
        raise Refusal("This interest was ended meanwhile.")
    record([entry_by(actor, "interest_ended", "interest", interest_id)])


def interest_of(person: Person, matter_id: int) -> Interest | None:
    """Return the interest that ``person`` declared in a matter and that has not ended, or None. One query."""
    rows = Interest.objects.filter(matter_id=matter_id, member=person.membership, ended_on__isnull=True)
    return rows.first()


@transaction.atomic
def accept_notice(*, actor: Person, matter_id: int) -> Interest:
    """Accept that what the member reads of the matter is for the council's business alone, and not for the party.

    Said twice it is recorded once. Raises Http404 for a matter that is not for them to know of, NotYours where they
    declared no interest or the council does not let them see its papers.
    """
    interest = _may_see_papers(actor, matter_id)
    accepted = Interest.objects.filter(pk=interest.pk, notice_accepted_at__isnull=True)
    if accepted.update(notice_accepted_at=timezone.now()) == 1:
        facts = {"matter": matter_id}
        record([entry_by(actor, "interest_notice_accepted", "interest", interest.pk, **facts)])
    return interest


@transaction.atomic
def read_papers(*, actor: Person, matter_id: int) -> list[Paper]:
    """Record that a member with an interest opens the papers of a matter, and which; return them to be shown.

    The record keeps what each is and a hash of its words: what changes or comes afterwards is opened, and recorded,
    again. Raises as accept_notice(), and Refusal where they have not accepted the notice.
    """
    interest = _may_see_papers(actor, matter_id)
    matter = interest.matter
    if interest.notice_accepted_at is None:
        raise Refusal(
            "Accept the notice first.",
            "Nothing was shown. The matter’s page holds the notice that names the party you may not tell.",
        )
    papers = papers_of(actor, matter) if sees_inside(actor, matter) else []
    facts = {"interest": interest.pk, "papers": [paper.key for paper in papers]}
    record([entry_by(actor, "matter_papers_read", "matter", matter_id, **facts)])
    return papers


def _may_see_papers(actor: Person, matter_id: int) -> Interest:
    matter = get_known(actor, matter_id)
    interest = interest_of(actor, matter_id)
    if interest is None:
        raise NotYours("You declared no interest in this matter: its page is open to you as it is.")
    if not matter.interested_see_papers:
        raise NotYours("This council does not show its papers to members with an interest in the matter.")
    interest.matter = matter
    return interest
