"""Requiring a second step at sign-in of whoever clears, rules or administers."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from portal.councils.models import Council
from portal.councils.people import SECOND_FACTORS, Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import Refusal


@transaction.atomic
def require_second_factor(*, actor: Person, required: bool) -> None:
    """Say whether the council's guarded powers need a second step at sign-in. Nothing changed records nothing.

    Raises NotYours without the power; Refusal where the actor has no second step, who would lock themselves out.
    """
    actor.require(Power.MANAGE_PEOPLE)
    council = Council.objects.select_for_update().get(pk=actor.council.pk)
    if required and not _has_one(actor):
        raise Refusal(
            "You have no second step at sign-in yourself, so you would lock yourself out.",
            "Nothing was changed. Set up a passkey or an authenticator app under “Your account” first.",
        )
    if council.second_factor_required != required:
        council.second_factor_required = required
        council.save(update_fields=["second_factor_required"])
        record([entry_by(actor, "setting_changed", "council", council.pk, second_factor_required=required)])


def _has_one(actor: Person) -> bool:
    return bool(Authenticator.objects.filter(user=actor.user_id, type__in=SECOND_FACTORS).exists())
