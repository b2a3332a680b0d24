"""What a council says must have been asked before the clerk decides. By default nothing must."""

from django.db import IntegrityError, transaction

from approvals.models import ConsultRule
from approvals.models.consultation import OFFICES
from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.kinds import KINDS
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal


@transaction.atomic
def want_consulted(*, actor: Person, kind: str, office: str, when: str, hours: int) -> ConsultRule:
    """Say that somebody of ``office`` must have been asked about ``kind`` ('' for every kind), and is given ``hours``.

    Raises NotYours without the power, InvalidInput for what cannot be, Refusal where it is said already.
    """
    actor.require(Power.CONFIGURE)
    known = kind in {"", *KINDS} and office in {one for one, _ in OFFICES} and when in ConsultRule.When.values
    if not known or not 0 <= hours <= 336:
        raise InvalidInput("Choose a kind, an office, when, and up to 336 hours.")
    bump(actor.council.pk)
    try:
        with transaction.atomic():
            made = ConsultRule.objects.create(
                council=actor.council, kind=kind, office=office, when=when, hours=hours
            )
    except IntegrityError as error:
        raise Refusal("This is said already. End it first to change its hours.") from error
    facts = {"consulted": office, "kind": kind, "when": when, "hours": hours}
    record([entry_by(actor, "setting_changed", "council", actor.council.pk, **facts)])
    return made


@transaction.atomic
def want_consulted_no_more(*, actor: Person, rule_id: int) -> None:
    """End such a rule. Raises NotYours, Refusal where there is none."""
    actor.require(Power.CONFIGURE)
    bump(actor.council.pk)
    found = ConsultRule.objects.filter(pk=rule_id, council_id=actor.council.pk).first()
    if found is None:
        raise Refusal("This was ended already.")
    facts = {"consulted_no_more": found.office, "kind": found.kind, "when": found.when}
    found.delete()
    record([entry_by(actor, "setting_changed", "council", actor.council.pk, **facts)])
