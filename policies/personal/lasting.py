"""What time does to accounts: a yearly reminder to check them, and their end with the membership."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from policies.models import AccountRequest, PersonalAccount
from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.models import Council, Membership
from portal.councils.people import Person, in_office
from portal.councils.recording import entry_by_machine
from portal.records.ledger import record

ABOUT = "personal_account"
AT_ONCE = 200


def remind_to_check() -> int:
    """Tell the holders of accounts whose year is over, once a year; safe to run twice. Returns how many were told."""
    today = timezone.localdate()
    untold = Q(reminded_for__isnull=True) | Q(reminded_for__lt=F("confirm_by"))
    rows = PersonalAccount.objects.filter(untold, confirm_by__lte=today, retired_at__isnull=True)
    holders = Membership.objects.filter(in_office(timezone.now()), user__is_active=True)
    keys = rows.filter(member__in=holders).order_by("confirm_by", "pk").values_list("pk", flat=True)
    return sum(_remind(key) for key in list(keys[:AT_ONCE]))


@transaction.atomic
def _remind(account_id: int) -> bool:
    rows = PersonalAccount.objects.select_for_update(no_key=True).filter(retired_at__isnull=True)
    account = rows.filter(pk=account_id).first()
    if account is None or account.reminded_for == account.confirm_by:
        return False
    account.reminded_for = account.confirm_by
    account.save(update_fields=["reminded_for"])
    tell(
        council_id=account.council_id,
        what=What.ACCOUNT_TO_CHECK,
        about=(ABOUT, account.pk),
        recipients=[account.member_id],
        occasion=account.confirm_by.toordinal(),
    )
    facts = {"confirm_by": account.confirm_by.isoformat()}
    record([entry_by_machine(account.council_id, "account_reminded", ABOUT, account.pk, **facts)])
    return True


def retire_of_who_left() -> int:
    """Retire the accounts of whoever is in office no more; safe to run twice. Returns how many were retired."""
    now = timezone.now()
    rows = PersonalAccount.objects.filter(retired_at__isnull=True)
    gone = rows.exclude(member__in=Membership.objects.filter(in_office(now)))
    return sum(_retire(key, now) for key in list(gone.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _retire(account_id: int, now: datetime) -> bool:
    mine = PersonalAccount.objects.filter(pk=account_id, retired_at__isnull=True)
    if mine.update(retired_at=now, may_be_listed=False) != 1:
        return False
    account = PersonalAccount.objects.get(pk=account_id)
    record([entry_by_machine(account.council_id, "account_retired", ABOUT, account_id, left=True)])
    return True


def about_check(notice: Notice, person: Person) -> Words | None:
    """Write the yearly reminder as things stand now; None where it was checked or taken off meanwhile."""
    rows = PersonalAccount.objects.select_related("council")
    account = rows.filter(pk=notice.object_id, retired_at__isnull=True, member=person.membership).first()
    if account is None or account.confirm_by > timezone.localdate():
        return None
    body = (
        f"A year ago you told {account.council.name} of an account of your own:\n\n{account}\n\n"
        "Please look at it again and answer four questions about it. If you use it no more, take it off on the page of "
        f"your accounts. The four questions:\n{_page(account.council, f'{account.pk}/check/')}"
    )
    return Words(f"{account.council.name}: please check your own account again", body)


def about_request(notice: Notice, person: Person) -> Words | None:
    """Write what the clerk asks of a member; None where they answered."""
    rows = AccountRequest.objects.select_related("council", "asked_by__user")
    found = rows.filter(pk=notice.object_id, answered_at__isnull=True, member=person.membership).first()
    if found is None:
        return None
    body = (
        f"{found.asked_by.shown_name} asks the members of {found.council.name} which accounts of their own they use to "
        "speak as councillors, so that nobody takes them for the council’s. You may declare yours, say that you have "
        f"none, or say that you take no part:\n{_page(found.council)}"
    )
    return Words(f"{found.council.name}: accounts in which you speak as a councillor", body)


def _page(council: Council, which: str = "") -> str:
    return f"{settings.SITE_URL}/{council.slug}/desk/personal-accounts/{which}\n"
