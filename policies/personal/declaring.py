"""Declaring an account of one's own, checking it, consenting to the public list, and taking it off."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from policies.models import AccountCheck, AccountRequest, PersonalAccount
from policies.personal.disclaiming import disclaimer_of
from policies.typed import typed
from portal.councils.people import Person
from portal.councils.powers import MEMBERS, STAFF
from portal.councils.recording import entry_by
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, NotYours, Refusal

LONGEST_ADDRESS = 300
A_YEAR = timedelta(days=365)
NOT_ASKED = "Only members and staff of the council declare accounts of their own."


@dataclass(frozen=True)
class Declared:
    """An account as it is declared. ``since`` is a local date."""

    network: str
    address: str
    capacity: str
    since: date


@dataclass(frozen=True)
class Answers:
    """The self-check: each True where it is as it should be."""

    no_council_email: bool
    no_logo: bool
    disclaimer_shown: bool
    not_official_name: bool


def takes_part(person: Person) -> bool:
    """Return whether such accounts are asked of ``person``: a member of the council. Reading rights are enough."""
    return person.membership.role in MEMBERS


def may_declare(person: Person) -> bool:
    """Return whether ``person`` may declare an account of their own: members, and staff, who are asked for nothing."""
    return takes_part(person) or is_staff(person)


def is_staff(person: Person) -> bool:
    """Return whether ``person`` works for the council: an account of theirs is private, and on no public list."""
    return person.membership.role in STAFF


@transaction.atomic
def declare(*, actor: Person, declared: Declared, answers: Answers) -> PersonalAccount:
    """Enter an account of the actor's own with its first check; an open request is answered by it.

    A suspension of publishing rights does not keep anybody from declaring. Raises NotYours for who is neither a member
    nor of the staff, InvalidInput for what cannot be entered, Refusal where the account is entered already.
    """
    if not may_declare(actor):
        raise NotYours(NOT_ASKED)
    today = timezone.localdate()
    if declared.network not in PersonalAccount.Network.values:
        raise InvalidInput("This network is not known.")
    if declared.capacity not in capacities_of(actor):
        raise InvalidInput("Say as whom you speak there.")
    if declared.since > today:
        raise InvalidInput("This day has not come yet.")
    account = _created(actor, declared, today)
    entry = _checked(actor, account, answers)
    AccountRequest.objects.filter(member=actor.membership, answered_at__isnull=True).update(
        answer=AccountRequest.Answer.DECLARED, answered_at=timezone.now()
    )
    record([entry_by(actor, "account_declared", "personal_account", account.pk), entry])
    return account


def capacities_of(person: Person) -> list[PersonalAccount.Capacity]:
    """Return as whom ``person`` may speak in an account of their own: nobody of the staff speaks as a councillor."""
    private = PersonalAccount.Capacity.PRIVATE
    return [private] if is_staff(person) else [one for one in PersonalAccount.Capacity if one != private]


def _created(actor: Person, declared: Declared, today: date) -> PersonalAccount:
    address = typed(declared.address, called="Address", longest=LONGEST_ADDRESS)
    if "\n" in address:
        raise InvalidInput("Address: one line.")
    try:
        with transaction.atomic():
            return PersonalAccount.objects.create(
                council=actor.council,
                member=actor.membership,
                network=declared.network,
                address=address,
                capacity=declared.capacity,
                since=declared.since,
                confirm_by=today + A_YEAR,
            )
    except IntegrityError as error:
        raise Refusal("You have declared this account already.", "Nothing was changed.") from error


def _checked(actor: Person, account: PersonalAccount, answers: Answers) -> Entry:
    now = timezone.now()
    clause = disclaimer_of(actor.council, now).clause
    made = AccountCheck.objects.create(
        account=account,
        checked_at=now,
        no_council_email=answers.no_council_email,
        no_logo=answers.no_logo,
        disclaimer_shown=answers.disclaimer_shown,
        not_official_name=answers.not_official_name,
        clause=clause,
    )
    facts = {"clear": made.is_clear, "clause": clause.pk if clause else None}
    return entry_by(actor, "account_checked", "personal_account", account.pk, **facts)


@transaction.atomic
def check_again(*, actor: Person, account_id: int, answers: Answers) -> PersonalAccount:
    """Keep what the actor says of their account today; it is to be confirmed again in a year.

    Raises Refusal where it is not theirs or was taken off.
    """
    account = _own(actor, account_id)
    entry = _checked(actor, account, answers)
    account.confirm_by = timezone.localdate() + A_YEAR
    account.save(update_fields=["confirm_by"])
    record([entry])
    return account


@transaction.atomic
def allow_listing(*, actor: Person, account_id: int, allowed: bool) -> None:
    """Keep whether the actor consents to their account standing on the public list; they may change it at any time.

    Raises Refusal where it is not theirs, was taken off, or is private: the list is of councillors' accounts.
    """
    account = _own(actor, account_id)
    if account.is_private:
        raise Refusal("A private account is not listed in public.", "Nothing was changed.")
    account.may_be_listed = allowed
    account.save(update_fields=["may_be_listed"])
    record([entry_by(actor, "account_listing", "personal_account", account.pk, allowed=allowed)])


@transaction.atomic
def take_off(*, actor: Person, account_id: int) -> None:
    """Take the actor's account off the register: they speak there no more. What was checked is kept."""
    account = _own(actor, account_id)
    account.retired_at = timezone.now()
    account.may_be_listed = False
    account.save(update_fields=["retired_at", "may_be_listed"])
    record([entry_by(actor, "account_retired", "personal_account", account.pk)])


def _own(actor: Person, account_id: int) -> PersonalAccount:
    rows = PersonalAccount.objects.select_for_update(no_key=True).filter(
        member=actor.membership, retired_at__isnull=True
    )
    found = rows.filter(pk=account_id).first()
    if found is None:
        raise Refusal("This account is not yours, or was taken off meanwhile.", "Nothing was changed.")
    return found
