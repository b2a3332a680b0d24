"""Who else may write in a draft: the author invites, and may take it back."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.councils.models import Membership
from portal.councils.models.authority import barred
from portal.councils.people import Person, in_office, person_now
from portal.councils.powers import POWERS, Power
from portal.councils.recording import entry_by
from portal.drafts.access import is_barred
from portal.drafts.models import Collaborator, Communication
from portal.records.ledger import record
from portal.refusals import NotYours, Refusal

_WRITERS = [role for role, powers in POWERS.items() if Power.DRAFT in powers]
"""Auditors never write."""
_INVITED_ONLY = [role for role in _WRITERS if Power.READ_ALL not in POWERS[role]]
"""Clerk and officers write already in every draft that is the council's business."""


def may_invite(person: Person, communication: Communication) -> bool:
    """Return whether ``person`` chooses who writes here: the author; whoever may decide too, once it was submitted."""
    if not person.may(Power.DRAFT) or communication.council_id != person.council.pk:
        return False
    if communication.author_id == person.membership.pk:
        return True
    return communication.shared_at is not None and person.may(Power.DECIDE)


def invitable(communication: Communication) -> "QuerySet[Membership]":
    """Return the members who could be invited, by name. One query.

    They are in office and may write at present, but not in this draft yet: the author, those invited before, and
    whoever writes in it anyway are left out.
    """
    now = timezone.now()
    suspended = barred(now)
    members = Membership.objects.filter(
        in_office(now),
        ~suspended,
        council_id=communication.council_id,
        user__is_active=True,
        role__in=_WRITERS if communication.shared_at is None else _INVITED_ONLY,
    )
    invited = Collaborator.objects.filter(communication=communication).values("person_id")
    others = members.exclude(pk=communication.author_id).exclude(pk__in=invited)
    return others.select_related("user").order_by("user__name", "pk")


@transaction.atomic
def invite(*, actor: Person, communication: Communication, member_id: int) -> Collaborator:
    """Let a member of the same council write in this draft.

    What the council's policy lets them draft still holds: the gates ask again when they save. Raises NotYours for
    anybody but the author and the clerk, Refusal for somebody who is not here, may not write, or was invited.
    """
    if not may_invite(actor, communication):
        raise NotYours("Only the author or the clerk invites others to a draft.")
    member = invitable(communication).filter(pk=member_id).first()
    if member is None:
        raise Refusal(
            "This person cannot be invited: they may not write at present, or can write in this draft already.",
            "Nothing was changed. Choose one of the people offered.",
        )
    whom = person_now(member.pk)
    if not whom.may(Power.DRAFT):
        raise Refusal(f"{member.user.name} may not write drafts at present.", "Choose somebody else.")
    if is_barred(whom, communication):
        raise Refusal(
            f"{member.user.name} may not read this draft: it is about a matter that is closed to them.",
            "Nothing was changed. Choose somebody else.",
        )
    try:
        with transaction.atomic():
            made = Collaborator.objects.create(
                communication=communication, person=member, invited_by=actor.membership
            )
    except IntegrityError as error:
        raise Refusal(f"{member.user.name} was invited already.") from error
    facts = {"person": member.pk}
    record([entry_by(actor, "collaborator_invited", "communication", communication.pk, **facts)])
    return made


@transaction.atomic
def remove_collaborator(*, actor: Person, communication: Communication, collaborator_id: int) -> None:
    """Take the invitation back; what the person wrote stays. Raises Refusal where it was taken back already."""
    if not may_invite(actor, communication):
        raise NotYours("Only the author or the clerk removes others from a draft.")
    row = Collaborator.objects.filter(pk=collaborator_id, communication=communication).first()
    if row is None or Collaborator.objects.filter(pk=row.pk).delete()[0] != 1:
        raise Refusal("This invitation has been taken back already.")
    facts = {"person": row.person_id}
    record([entry_by(actor, "collaborator_removed", "communication", communication.pk, **facts)])
