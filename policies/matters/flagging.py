"""Flagging a matter as especially sensitive and lifting it; what waits to go out on a flagged matter is held."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from policies.checks.holding_reply import HOLDING_REPLY
from policies.matching import places_of
from policies.matters.holding import flags_touching, hold_what_touches, items_stopped, words_of
from policies.matters.knowing import known_to
from policies.matters.opening import locked
from policies.matters.restraining import put_to_members
from policies.matters.telling import tell_authors
from policies.models import Matter, MatterFlag
from policies.typed import typed
from portal.channels.models import Publication
from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.drafts.models import Communication, Revision
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

HELD = (
    "It touches a matter that was flagged as especially sensitive after it was approved. Ask the clerk, who decides "
    "what the council says on it."
)
"""Names no matter: whoever reads why a delivery is held may not know of it."""


@transaction.atomic
def flag_matter(*, actor: Person, matter_id: int, reason: str, holding_reply: str = "") -> MatterFlag:
    """Flag a matter that ``actor`` may know of; ``holding_reply`` is what members may say, the usual words if empty.

    What waits to go out on it is held in the same transaction, and whoever wrote it, or what is queued on it, is told.
    What a worker is sending this moment cannot be recalled. Members are asked to keep
    to it outside the portal too. The clerk or the chairman does it.
    Raises NotYours, InvalidInput without a reason or where the reply names the matter, Refusal where the matter is
    closed, flagged already, or not for them to know of.
    """
    actor.require(Power.FLAG)
    told = typed(reason, called="Reason", longest=2000)
    reply = typed(holding_reply, called="Holding reply", longest=1000, needed=False) or HOLDING_REPLY
    bump(actor.council.pk)
    matter = _known(actor, matter_id)
    _check_names_nothing(reply, matter)
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
    held = hold_what_touches(matter)
    tell_authors(flag, items_stopped(matter))
    entry = reasoned(actor, "matter_flagged", "matter", matter.pk, reason=told, flag=flag.pk)
    record([entry, *asked, *held])
    return flag


def _check_names_nothing(reply: str, matter: Matter) -> None:
    """Raise InvalidInput for a reply that holds the title of ``matter`` or another name: members say it to anybody."""
    found = next(places_of({"reply": reply}, words_of(matter)), None)
    if found is not None:
        _, start, end = found
        raise InvalidInput(
            f"The holding reply names the matter: “{reply[start:end]}”. Members say it to whoever "
            "asks, so that it must not say what it is about."
        )


@transaction.atomic
def lift_flag(*, actor: Person, matter_id: int, reason: str) -> None:
    """Lift the flag of a matter: the same authority, and a reason.

    What it held goes on where its hour is still to come; where that has passed, somebody confirms each item.
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
    resumed = hold_what_touches(matter)
    record([reasoned(actor, "matter_flag_lifted", "matter", matter.pk, reason=told), *resumed])


def _known(actor: Person, matter_id: int) -> Matter:
    """Return the matter, locked, where ``actor`` may know of it; refuse it in the words for one that is not there."""
    if not known_to(actor).filter(pk=matter_id).exists():
        raise Refusal("This matter was closed meanwhile.", "Nothing was changed. Open the list again.")
    return locked(actor, matter_id)


def flagged_since(publication: Publication) -> str:
    """Return why a cleared publication is held for a flag that came after its clearance, or '' (a sending gate).

    Whoever wrote it and however urgent it was: what the council says on a flagged matter is decided after the flag.
    Three queries at most, none where the circumstances have not moved on since the decision.
    """
    if publication.circumstances_version == publication.council.circumstances_version:
        return ""
    after = flags_touching(publication.communication, publication.revision, since=publication.clearance.at)
    return HELD if after else ""


def refuse_if_flagged_since(item: Communication, revision: Revision, submitted_at: datetime) -> None:
    """Raise Refusal where ``item`` waited in the queue when its matter was flagged: it is held there.

    Three queries at most. What is submitted after the flag was written in its knowledge.
    """
    if flags_touching(item, revision, since=submitted_at):
        raise Refusal(
            "It touches a matter that was flagged as especially sensitive after it was submitted, so it is held.",
            "Nothing was changed. Return it: the clerk decides what the council says on it. If it is not about that "
            "matter, say so on the review’s page.",
        )
