"""Appointing somebody at the desk and ordering their invitation: both or neither."""

from django.db import transaction

from portal.channels.notices.inviting import invite
from portal.councils.appointing import appoint
from portal.councils.models import Membership
from portal.councils.offices import Particulars
from portal.councils.people import Person


@transaction.atomic
def appoint_and_invite(
    *, actor: Person, email: str, name: str, role: str, particulars: Particulars, minute: str = ""
) -> Membership:
    """Make the person a member or officer of the actor's council and order the mail that tells them how to sign in.

    Raises what portal.councils.appointing.appoint raises.
    """
    made = appoint(
        actor=actor,
        council=actor.council,
        email=email,
        name=name,
        role=role,
        particulars=particulars,
        minute=minute,
    )
    invite(actor=actor, membership_id=made.pk)
    return made
