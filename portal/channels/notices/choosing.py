"""Choosing how one is told: what waits to be told is planned anew with it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from portal.channels.models import Notice, NoticeChoice
from portal.channels.notices.urgency import DEFAULT_HOUR, Way
from portal.channels.states import Delivering
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import InvalidInput

HOURS = range(24)


@dataclass(frozen=True)
class Choice:
    """How somebody wants to be told; ``hour`` is on London's clock."""

    way: str
    hour: int = DEFAULT_HOUR
    weekends: bool = True


def choice_of(member_id: int) -> NoticeChoice:
    """Return the membership's choice, or the one of who never chose (not saved). One query."""
    found = NoticeChoice.objects.filter(member_id=member_id).first()
    return found or NoticeChoice(member_id=member_id)


@transaction.atomic
def choose(*, actor: Person, choice: Choice) -> NoticeChoice:
    """Let ``actor`` be told in this council as ``choice`` says; what is not on its way yet follows it too.

    What the law or the policy sets a time for goes at once all the same (portal.channels.notices.urgency).
    Raises NotYours for somebody who may not read the desk, InvalidInput for no way or hour there is.
    """
    actor.require(Power.READ_DESK)
    if choice.way not in Way.values or choice.hour not in HOURS:
        raise InvalidInput("Choose one of the ways offered, and an hour of the day.")
    Membership.objects.select_for_update(no_key=True).get(pk=actor.membership.pk)
    now = timezone.now()
    kept, _ = NoticeChoice.objects.update_or_create(
        member=actor.membership,
        defaults={
            "way": choice.way,
            "digest_hour": choice.hour,
            "weekends": choice.weekends,
            "changed_at": now,
        },
    )
    Notice.objects.filter(recipient=actor.membership, state=Delivering.PENDING, tries=0).update(
        way="", due_at=now
    )
    facts = {"way": choice.way, "hour": choice.hour, "weekends": choice.weekends}
    record([entry_by(actor, "notices_chosen", "membership", actor.membership.pk, **facts)])
    return kept
