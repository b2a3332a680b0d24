"""Creating a council and its people: what the first deployment and the demo both do."""

from django.db import transaction
from django.utils import timezone

from portal.councils.models import Body, Council, Membership, User
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, entry_by_machine
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal


@transaction.atomic
def found_council(*, slug: str, name: str, kind: str, **details: str) -> Council:
    """Create a council with the body that is its own voice.

    ``details`` are further fields of Council (titles, address...). Raises ValidationError for a bad slug.
    """
    council = Council(slug=slug, name=name, kind=kind, **details)
    council.full_clean()
    council.save()
    Body.objects.create(council=council, kind=Body.Kind.COUNCIL, name=name)
    record([entry_by_machine(council.pk, "council_created", "council", council.pk, slug=slug)])
    return council


@transaction.atomic
def appoint(
    *, council: Council, email: str, name: str, role: str, title: str = "", actor: Person | None = None
) -> Membership:
    """Make the person with this address a member or officer of ``council``; the user is created where missing.

    ``actor`` is the clerk, or None for the installation's operator (a council's first clerk).
    Raises Refusal where the person holds an office there already, InvalidInput for an empty name or address.
    """
    if actor is not None:
        actor.require(Power.MANAGE_PEOPLE)
    if not email.strip() or not name.strip():
        raise InvalidInput("A name and an email address are needed.")
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        user = User.objects.create_user(email.strip(), name.strip())
    if Membership.objects.filter(council=council, user=user, ended_at__isnull=True).exists():
        raise Refusal(f"{user.name} holds an office in this council already.")
    made = Membership.objects.create(council=council, user=user, role=role, title=title.strip())
    facts = {"role": role, "user": user.pk}
    if actor is None:
        record([entry_by_machine(council.pk, "member_added", "membership", made.pk, **facts)])
    else:
        record([entry_by(actor, "member_added", "membership", made.pk, **facts)])
    return made


@transaction.atomic
def end_membership(*, actor: Person, membership_id: int) -> None:
    """End a membership now; what the person did stays in the record. Raises Refusal if it has ended already."""
    actor.require(Power.MANAGE_PEOPLE)
    if membership_id == actor.membership.pk:
        raise Refusal("You cannot end your own membership.", "Ask another officer, or the council, to do it.")
    ended = Membership.objects.filter(pk=membership_id, council=actor.council, ended_at__isnull=True).update(
        ended_at=timezone.now()
    )
    if ended != 1:
        raise Refusal("This membership has already ended.")
    record([entry_by(actor, "member_removed", "membership", membership_id)])
