"""Flagging a matter as especially sensitive and lifting it; what waits to go out on a flagged matter is held."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from policies.checks.confidential_matter import places_of_matter
from policies.checks.sensitive_matter import HOLDING_REPLY
from policies.gathering import gather
from policies.matters.knowing import known_to
from policies.matters.opening import locked
from policies.matters.restraining import put_to_members
from policies.models import Matter, MatterFlag
from policies.subjects import subject_of
from policies.typed import typed
from portal.channels.models import Publication
from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.records.ledger import record
from portal.refusals import Refusal

HELD = (
    "It touches a matter that was flagged as especially sensitive after it was approved. Ask the clerk, who decides "
    "what the council says on it."
)
"""Names no matter: whoever reads why a delivery is held may not know of it."""


@transaction.atomic
def flag_matter(*, actor: Person, matter_id: int, reason: str, holding_reply: str = "") -> MatterFlag:
    """Flag a matter that ``actor`` may know of; ``holding_reply`` is what members may say, the usual words if empty.

    The clerk or the chairman does it; members are asked to keep to it outside the portal too. Raises NotYours,
    InvalidInput without a reason, Refusal where the matter is closed, flagged already, or not for them to know of.
    """
    actor.require(Power.FLAG)
    told = typed(reason, called="Reason", longest=2000)
    reply = typed(holding_reply, called="Holding reply", longest=1000, needed=False) or HOLDING_REPLY
    bump(actor.council.pk)
    matter = _known(actor, matter_id)
    try:
        with transaction.atomic():
            flag = MatterFlag.objects.create(
                matter=matter, flagged_by=actor.membership, reason=told, holding_reply=reply
            )
    except IntegrityError as error:
        raise Refusal(
            "This matter is flagged already.", "Nothing was changed. Its page says by whom and why."
        ) from error
    asked = put_to_members(actor, flag)
    record([reasoned(actor, "matter_flagged", "matter", matter.pk, reason=told, flag=flag.pk), *asked])
    return flag


@transaction.atomic
def lift_flag(*, actor: Person, matter_id: int, reason: str) -> None:
    """Lift the flag of a matter: the same authority, and a reason.

    Raises NotYours, InvalidInput without a reason, Refusal where there is no flag in force any more.
    """
    actor.require(Power.FLAG)
    told = typed(reason, called="Reason", longest=2000)
    bump(actor.council.pk)
    matter = _known(actor, matter_id)
    in_force = MatterFlag.objects.filter(matter=matter, lifted_at__isnull=True)
    lifted = {"lifted_by": actor.membership, "lifted_at": timezone.now(), "lifting_reason": told}
    if in_force.update(**lifted) != 1:
        raise Refusal("The flag was lifted meanwhile.", "Nothing was changed. Its page says by whom and why.")
    record([reasoned(actor, "matter_flag_lifted", "matter", matter.pk, reason=told)])


def _known(actor: Person, matter_id: int) -> Matter:
    """Return the matter, locked, where ``actor`` may know of it; refuse it in the words for one that is not there."""
    if not known_to(actor).filter(pk=matter_id).exists():
        raise Refusal("This matter was closed meanwhile.", "Nothing was changed. Open the list again.")
    return locked(actor, matter_id)


def flagged_since(publication: Publication) -> str:
    """Return why a cleared publication is held for a flag that came after its clearance, or '' (a sending gate).

    Whoever wrote it and however urgent it was: what the council says on a flagged matter is decided after the flag. Six
    queries at most, none where the circumstances have not moved on since the decision.
    """
    council, item = publication.council, publication.communication
    if publication.circumstances_version == council.circumstances_version:
        return ""
    since = _flagged_after(council.pk, publication.clearance.at)
    if not since:
        return ""
    circumstances = gather(council, at=timezone.now(), writer_id=item.author_id, communication_id=item.pk)
    subject = subject_of(item.kind, publication.revision.content, circumstances=circumstances)
    for matter in circumstances.matters:
        if matter.key in since and any(True for _ in places_of_matter(matter, subject)):
            return HELD
    return ""


def _flagged_after(council_id: int, moment: datetime) -> frozenset[int]:
    """Return the keys of the open matters whose flag in force is younger than ``moment``."""
    flags = MatterFlag.objects.filter(
        matter__council_id=council_id,
        matter__closed_at__isnull=True,
        lifted_at__isnull=True,
        flagged_at__gte=moment,
    )
    return frozenset(flags.values_list("matter_id", flat=True))
