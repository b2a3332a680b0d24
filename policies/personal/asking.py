"""Asking members to declare their accounts, and their answer: that they have none, or take no part."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from policies.models import AccountRequest, PersonalAccount
from policies.personal.declaring import takes_part
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import MEMBERS, Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal

ABOUT = "account_request"


@transaction.atomic
def ask_members(*, actor: Person) -> int:
    """Ask every member who has declared no account and was not asked yet; returns how many are told.

    Whoever said that they take no part is not asked again. Raises NotYours without the power, Refusal where nobody is
    left to ask.
    """
    actor.require(Power.MANAGE_PEOPLE)
    declared = PersonalAccount.objects.filter(member=OuterRef("pk"), retired_at__isnull=True)
    asked = AccountRequest.objects.filter(member=OuterRef("pk"))
    rows = Membership.objects.filter(
        in_office(timezone.now()), ~Exists(declared), ~Exists(asked), council=actor.council, role__in=MEMBERS
    )
    keys = list(rows.filter(user__is_active=True).order_by("pk").values_list("pk", flat=True))
    if not keys:
        raise Refusal(
            "Every member has declared an account or was asked already.", "Nobody was told anything."
        )
    made = AccountRequest.objects.bulk_create(
        AccountRequest(council=actor.council, member_id=key, asked_by=actor.membership) for key in keys
    )
    for row in made:
        tell(
            council_id=actor.council.pk,
            what=What.ACCOUNTS_ASKED,
            about=(ABOUT, row.pk),
            recipients=[row.member_id],
        )
    record([entry_by(actor, "account_asked", "membership", row.member_id, request=row.pk) for row in made])
    return len(made)


@transaction.atomic
def answer_request(*, actor: Person, answer: str) -> None:
    """Keep the actor's answer: ``none`` or ``declined``. Nobody must take part in a register of their own accounts.

    Raises NotYours for who is no member, InvalidInput for another word, Refusal where nothing is asked of them.
    """
    if not takes_part(actor):
        raise NotYours("Only members of the council are asked about accounts of their own.")
    if answer not in {AccountRequest.Answer.NONE, AccountRequest.Answer.DECLINED}:
        raise InvalidInput("Say that you have none, or that you take no part.")
    open_ones = AccountRequest.objects.filter(member=actor.membership, answered_at__isnull=True)
    found = open_ones.select_for_update().first()
    if found is None:
        raise Refusal("Nothing is asked of you here, or you answered already.", "Nothing was changed.")
    found.answer, found.answered_at = answer, timezone.now()
    found.save(update_fields=["answer", "answered_at"])
    facts = {"request": found.pk, "answer": answer}
    record([entry_by(actor, "account_request_answered", "membership", actor.membership.pk, **facts)])
