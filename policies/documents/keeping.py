"""The annual review that changes nothing: the council looked at a version in force and left it as it is."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from policies.documents.adopting import review_day
from policies.models import Version, VersionReview
from policies.typed import typed
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal


@dataclass(frozen=True)
class Reviewed:
    """What the council resolved: on which day, by which minute."""

    on: date
    minute_reference: str


@transaction.atomic
def keep_as_it_is(*, actor: Person, version_id: int, reviewed: Reviewed) -> VersionReview:
    """Enter that the council reviewed a version in force and left it as it is; its next review day counts from then.

    The day counts as the adoption's does (parish policy, Review: every year; Policy.review_months). Raises NotYours
    without the power, InvalidInput without a minute or for a day to come or before the adoption, Refusal where the
    version is not in force or a review of that day or a later one is entered already.
    """
    actor.require(Power.CONFIGURE)
    minute = " ".join(typed(reviewed.minute_reference, called="Minute", longest=80).split())
    if reviewed.on > timezone.localdate():
        raise InvalidInput("The council cannot have reviewed it on a day that is still to come.")
    version = _lock(actor, version_id)
    if version.adopted_on is not None and reviewed.on < version.adopted_on:
        raise InvalidInput("The council cannot have reviewed this version before it adopted it.")
    if version.reviewed_on is not None and reviewed.on <= version.reviewed_on:
        raise Refusal(
            "A review of this day or a later one is entered already.",
            "Nothing was changed. The policy’s page says by which minute.",
        )
    due = review_day(reviewed.on, version.policy.review_months)
    made = VersionReview.objects.create(
        version=version,
        reviewed_on=reviewed.on,
        minute_reference=minute,
        next_due=due,
        entered_by=actor.membership,
    )
    version.reviewed_on, version.review_due = reviewed.on, due
    version.save(update_fields=["reviewed_on", "review_due"])
    facts = {"on": reviewed.on.isoformat(), "minute": minute, "next_due": due.isoformat()}
    record([entry_by(actor, "policy_reviewed", "policy_version", version.pk, **facts)])
    return made


def _lock(actor: Person, version_id: int) -> Version:
    rows = Version.objects.select_for_update(of=("self",), no_key=True).select_related("policy")
    found = rows.filter(pk=version_id, policy__council=actor.council, state=Version.State.ADOPTED).first()
    if found is None:
        raise Refusal(
            "This version is not in force.",
            "Nothing was changed. Open the policy to see which one is, and review that one.",
        )
    return found
