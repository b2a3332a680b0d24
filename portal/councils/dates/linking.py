"""The private link to a member's calendar: made, made anew, revoked, and who stands behind one."""

from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from portal.councils.models import CalendarLink, Membership
from portal.councils.people import Person, person_now
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import NotYours, Refusal

_SALT = "portal.councils.dates.linking"
_LENGTH = 64


def token_for(key: UUID) -> str:
    """Return the token of the link with ``key``: 256 bits that nobody makes without SECRET_KEY."""
    return salted_hmac(_SALT, str(key), algorithm="sha256").hexdigest()


def link_of(person: Person) -> CalendarLink | None:
    """Return the person's open link, or None. One query."""
    return CalendarLink.objects.filter(member=person.membership).exclude(link_sha256="").first()


def address_of(person: Person, link: CalendarLink) -> str:
    """Return the absolute address of ``link``, or '' where the key that made its token was replaced since."""
    token = token_for(link.key)
    if not constant_time_compare(sha256_of(token), link.link_sha256):
        return ""
    return f"{settings.SITE_URL}/{person.council.slug}/calendar/{token}.ics"


@transaction.atomic
def make_link(*, actor: Person) -> CalendarLink:
    """Give ``actor`` a private link to the calendar as they may read it; the one they had opens nothing any more.

    Raises NotYours for somebody who may not read the desk.
    """
    actor.require(Power.READ_DESK)
    _lock(actor)
    key = uuid4()
    made, new = CalendarLink.objects.update_or_create(
        member=actor.membership,
        defaults={
            "key": key,
            "link_sha256": sha256_of(token_for(key)),
            "made_at": timezone.now(),
            "revoked_at": None,
        },
    )
    record([entry_by(actor, "calendar_link_made", "membership", actor.membership.pk, first=new)])
    return made


@transaction.atomic
def revoke_link(*, actor: Person) -> None:
    """Take the link of ``actor`` away. Raises NotYours as above, Refusal where there is none."""
    actor.require(Power.READ_DESK)
    _lock(actor)
    open_now = CalendarLink.objects.filter(member=actor.membership).exclude(link_sha256="")
    if open_now.update(link_sha256="", revoked_at=timezone.now()) != 1:
        raise Refusal(
            "You have no private link to the calendar.",
            "Nothing was changed. Open the page of the link again: it says how it stands.",
        )
    record([entry_by(actor, "calendar_link_revoked", "membership", actor.membership.pk)])


def _lock(actor: Person) -> None:
    """Let the same person's second press wait for the first."""
    Membership.objects.select_for_update(no_key=True).get(pk=actor.membership.pk)


def person_behind(council_slug: str, token: str) -> Person | None:
    """Return who reads by the link with ``token``, as they stand now; None for one that opens nothing. Two queries."""
    if len(token) != _LENGTH:
        return None
    rows = CalendarLink.objects.filter(link_sha256=sha256_of(token), member__council__slug=council_slug)
    member = rows.values_list("member_id", flat=True).first()
    if member is None:
        return None
    try:
        person = person_now(member)
    except NotYours:
        return None
    return person if person.may(Power.READ_DESK) else None
