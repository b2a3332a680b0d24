"""Whoever manages a channel by the register: of what is said there, and of that alone, they rule first.

What names them is not theirs to rule on, nor what hangs on a matter in which they declared an interest: that is the
clerk's from the beginning.
"""

import re
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from moderation.models import Incident, Ruling
from moderation.states import Handling
from policies.matters.hiding import interests_that_bar
from portal.channels.models import Access
from portal.councils.models import Membership
from portal.councils.models.authority import barred
from portal.councils.people import Person, in_office
from portal.councils.powers import MEMBERS, STAFF
from portal.drafts.access import kept_from
from portal.drafts.content import LONDON

_AFTER_NAMES = re.compile(
    r"(,?\s+(mbe|obe|cbe|kbe|dbe|bem|jp|dl|kc|qc|frs|phd|bsc|ba|ma|jr|sr|ii|iii)\.?|\s*\(.*\))+\s*$",
    re.IGNORECASE,
)
_LEAST = 2
"""Letters of a surname by which somebody can be named at all."""


def managers_now(at: datetime) -> "QuerySet[Access]":
    """Return who manages which channel at ``at`` (aware): members and officers in office, not suspended."""
    today = at.astimezone(LONDON).date()
    able = Membership.objects.filter(in_office(at), ~barred(at), role__in=MEMBERS | STAFF)
    rows = Access.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today),
        part=Access.Part.MANAGER,
        ended_at__isnull=True,
        since__lte=today,
        member__in=able.values("pk"),
    )
    return rows.order_by()


def surname_in(name: str) -> str:
    """Return the pattern, for the database, by which somebody called ``name`` is named in a text; '' where none is.

    That is their surname as a word of its own. Any sign stands for one that is no letter: an apostrophe is typed in
    several ways.
    """
    surname = (_AFTER_NAMES.sub("", name).split() or [""])[-1]
    if sum(sign.isalnum() for sign in surname) < _LEAST:
        return ""
    return rf"\m{''.join(sign if sign.isalnum() else '.' for sign in surname)}\M"


def touches(member: Membership) -> Q:
    """Return the condition on a comment that it touches ``member``, with their user loaded: the clerk rules on it then.

    That is who is named in its words by their surname, in any case: a Green is named by green bins too; who keeps it in
    their own record of what was done to them; who wrote it; and who declared an interest in the matter that it is
    about. No query of its own.
    """
    word = surname_in(member.user.name)
    named = Q(text__iregex=word) if word else Q(pk__in=[])
    kept = Incident.objects.filter(comment=OuterRef("pk"), member=member.pk)
    interest = interests_that_bar().filter(
        member=member.pk,
        matter__links__about=True,
        matter__links__communication=OuterRef("publication__communication"),
    )
    wrote = Q(email__iexact=member.user.email) & ~Q(email="")
    return named | wrote | Q(Exists(kept)) | Q(Exists(interest))


def managed(council_id: int, at: datetime, *, whose: int) -> tuple[Q, Q]:
    """Return the conditions on a comment that ``whose`` membership manages its channel at ``at``, and that others do.

    Whom it touches manages it for nobody: it is the clerk's. One query.
    """
    rows = managers_now(at).filter(channel__council=council_id).select_related("member__user")
    mine, theirs = Q(pk__in=[]), Q(pk__in=[])
    for row in rows:
        if row.member is None:
            continue
        condition = Q(channel=row.channel_id) & ~touches(row.member)
        if row.member_id == whose:
            mine |= condition
        else:
            theirs |= condition
    return mine, theirs


def ruled_by_manager(person: Person, at: datetime) -> Q:
    """Return the condition on a comment that ``person`` rules on it as the manager of its channel at ``at``.

    A manager's time ends when the answer is due: then the comment is the clerk's. What was ruled is the clerk's too.
    """
    ruled = Ruling.objects.filter(comment=OuterRef("pk"))
    waits = Q(handling=Handling.WAITING, reply_by__gt=at)
    return waits & _own(person) & ~Exists(ruled) & ~_closed(person)


def answered_by_manager(person: Person, at: datetime) -> Q:
    """Return the condition on a comment that ``person`` answers it as the manager of its channel at ``at``.

    Not when its own time is over and nobody has ruled: then it is the clerk's.
    """
    in_time = Q(handling=Handling.SETTLED) | Q(reply_by__gt=at)
    return in_time & _own(person) & ~_closed(person)


def said_where_managed(person: Person) -> Q:
    """Return the condition on a comment that it was said on a channel that ``person`` manages now.

    Not under an item that is closed to them. No query of its own.
    """
    return Q(channel__in=channels_managed(person)) & ~_closed(person)


def manages_any(person: Person) -> bool:
    """Return whether ``person`` manages a channel of the council now. One query."""
    return channels_managed(person).exists()


def channels_managed(person: Person) -> "QuerySet[Access, int]":
    """Return the keys of the channels that ``person`` manages now. No query of its own."""
    rows = managers_now(timezone.now()).filter(member=person.membership)
    return rows.values_list("channel", flat=True)


def _own(person: Person) -> Q:
    return Q(channel__in=channels_managed(person)) & ~touches(person.membership)


def _closed(person: Person) -> Q:
    return Q(publication__communication__in=kept_from(person).values("pk"))
