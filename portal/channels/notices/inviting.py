"""Inviting a member to the desk by mail, once more as often as somebody asks."""

from django.db import transaction
from django.db.models import Max

from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.channels.states import Delivering
from portal.councils.inviting import invitation
from portal.councils.models import Membership
from portal.councils.people import Person, addressee_now
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import Refusal

ABOUT = "membership"
ON_ITS_WAY = (Delivering.PENDING, Delivering.SENDING)


@transaction.atomic
def invite(*, actor: Person, membership_id: int) -> None:
    """Order an invitation with a new link to set a password; each order is a new one, the links before it may run out.

    Raises NotYours without the power to manage people or for a membership that ended, Refusal where it is not this
    council's or one is on its way already.
    """
    actor.require(Power.MANAGE_PEOPLE)
    # The membership's lock keeps two who press the button at once from sending two.
    member = (
        Membership.objects.select_for_update(no_key=True)
        .filter(pk=membership_id, council_id=actor.council.pk)
        .first()
    )
    if member is None:
        raise Refusal("This council has no such member.", "Nothing was sent. Look at the list of people.")
    addressee_now(member.pk)
    earlier = Notice.objects.filter(recipient=member, what=What.INVITED)
    if earlier.filter(state__in=ON_ITS_WAY).exists():
        raise Refusal(
            "An invitation to them is on its way already.",
            "Nothing more was sent. Their page says when it has gone out, or why it has not.",
        )
    last = earlier.aggregate(last=Max("occasion"))["last"]
    tell(
        council_id=member.council_id,
        what=What.INVITED,
        about=(ABOUT, member.pk),
        recipients=[member.pk],
        occasion=0 if last is None else last + 1,
    )
    record([entry_by(actor, "member_invited", ABOUT, member.pk)])


def last_invitation(membership_id: int) -> Notice | None:
    """Return the latest invitation of a member, with what became of it. One query."""
    return Notice.objects.filter(recipient_id=membership_id, what=What.INVITED).order_by("-occasion").first()


def write(notice: Notice, person: Person) -> Words | None:  # noqa: ARG001
    """Return the invitation with a link made now, so that a late mail does not bring a link that has run out."""
    mail = invitation(person.membership)
    return Words(str(mail.subject), str(mail.body))
