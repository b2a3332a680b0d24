"""The public list: accounts of their own in which members speak, of those who agreed."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from policies.gathering import running_at
from policies.models import Period, PersonalAccount
from portal.councils.models import Membership
from portal.councils.people import in_office
from portal.councils.powers import MEMBERS

_QUIET = [Period.Kind.MOURNING, Period.Kind.CELEBRATION]


@dataclass(frozen=True)
class Listed:
    """One account as the public reads it; ``link`` is its address where that can be followed safely, else ''."""

    member: str
    office: str
    network: str
    address: str
    link: str


def listed_accounts(council_id: int) -> "QuerySet[PersonalAccount]":
    """Return the accounts that their members agreed to show, while they speak there and are in office, by name."""
    members = Membership.objects.filter(in_office(timezone.now()), council_id=council_id, role__in=MEMBERS)
    rows = PersonalAccount.objects.filter(
        council_id=council_id, may_be_listed=True, retired_at__isnull=True, member__in=members
    )
    return rows.select_related("member__user").order_by("member__user__name", "pk")


def shown(account: PersonalAccount) -> Listed:
    """Return ``account`` as it stands on the list."""
    return Listed(
        member=account.member.shown_name,
        office=account.member.display_title,
        network=account.get_network_display(),
        address=account.address,
        link=account.address if account.address.lower().startswith("https://") else "",
    )


def poll_pending(council_id: int) -> bool:
    """Return whether a period before a poll runs: then the council points to nobody's own account. One query.

    Somebody on the list may stand (publicity code 2011, paragraphs 33 to 35; LGA 1986 s.2).
    """
    return running_at(council_id, timezone.now()).exclude(kind__in=_QUIET).exists()
