"""Which of the waiting items somebody wants to see: read from an address, so that it works by links and forms alone."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.http import urlencode

from approvals.queue_rows import DUE, NEWEST, ORDERS
from portal.channels.connectors.choosing import labelled
from portal.councils.models import Council, Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import STAFF
from portal.drafts.content import LONDON
from portal.drafts.kinds import KINDS

Choices = list[tuple[str, str]]

HOLDERS: Choices = [("free", "Nobody"), ("mine", "You"), ("others", "Somebody else")]
RISKS: Choices = [
    ("3", "Something must be changed"),
    ("2", "Something needs an answer"),
    ("1", "Something is worth a look"),
    ("0", "Nothing found"),
]
DUES: Choices = [
    ("today", "Today"),
    ("week", "Within seven days"),
    ("dated", "At any time"),
    ("none", "No time"),
]
PASSED = "passed"
"""What was not decided in time: of all councils one of the filters of their list, of one council a page by itself."""
EVERY_COUNCIL = "*"
_SLUG = re.compile(r"[a-zA-Z0-9_-]{1,60}")
FLAGS: Choices = [("yes", "Touches a flagged matter"), ("no", "Touches none")]
SORTED: Choices = [("newest", "Newest first"), ("oldest", "Oldest first"), ("due", "Due first")]
_LONGEST_KEY = 18
MOST_NAMED, MOST_NAMED_TOGETHER = 200, 400
"""Members whom the form of one council, and that of several, offers by name."""
_NO_MORE = {
    "councils": "one where you decide no more",
    **dict.fromkeys(("holder", "by"), "somebody who has left"),
}
"""What a filter is said to name that is not offered any more."""


@dataclass(frozen=True)
class Filter:
    """What somebody asked for; '' leaves a question open. ``holder`` and ``by`` may be keys of memberships.

    ``councils`` is set for the list of all the councils that somebody serves: EVERY_COUNCIL, or the slug of one.
    """

    kind: str = ""
    holder: str = ""
    risk: str = ""
    due: str = ""
    matter: str = ""
    by: str = ""
    channel: str = ""
    order: str = ""
    councils: str = ""

    @property
    def narrows(self) -> bool:
        """Return whether it leaves anything out: the order alone does not."""
        left_open = {"order": self.order, "councils": EVERY_COUNCIL}
        return any(value and value != left_open.get(name) for name, value in asdict(self).items())

    @property
    def query(self) -> str:
        """Return it as a query string, '' for none; two filters that ask the same are the same string."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    @property
    def suffix(self) -> str:
        """Return it as the end of an address, with its question mark, '' for none."""
        return f"?{self.query}" if self.query else ""

    @property
    def sorting(self) -> str:
        """Return the order of approvals.queue_rows.ORDERS asked for; of all councils and of PASSED usually DUE."""
        return self.order or (DUE if self.councils or self.due == PASSED else NEWEST)

    @property
    def asks(self) -> bool:
        """Return whether it asks for anything, were it an order alone: the list of all councils by itself does not."""
        return self.narrows or bool(self.order)


EVERYTHING = Filter()
NOT_IN_TIME = Filter(due=PASSED)
"""What the page of one council's PASSED shows."""


def outputs() -> Choices:
    """Return what any kind of item can go out by, under the name that the register has for it."""
    return labelled(output for kind in KINDS.values() for output in kind.outputs)


def read_filter(asked: Mapping[str, str], *, across: bool = False) -> Filter:
    """Return the filter that a query string names; what is unknown in it is left out, never refused.

    ``across``: it may be one of the list of all councils, or PASSED of one; else what only those ask for is left out
    likewise.
    """
    councils = asked.get("councils", "")
    over_all = across and (councils == EVERY_COUNCIL or _SLUG.fullmatch(councils) is not None)
    known = {
        "kind": KINDS.keys(),
        "holder": dict(HOLDERS).keys(),
        "risk": dict(RISKS).keys(),
        "due": dict(DUES).keys() | ({PASSED} if across else set()),
        "matter": dict(FLAGS).keys(),
        "by": (),
        "channel": dict(outputs()).keys(),
        "order": ORDERS.keys(),
        "councils": {councils} if over_all else (),
    }
    found = {name: asked.get(name, "") for name in (field.name for field in fields(Filter))}
    kept = {
        name: value
        for name, value in found.items()
        if value in known[name] or (name in {"holder", "by"} and _is_key(value))
    }
    if over_all and kept.get("order") == DUE:  # as it stands there anyway
        del kept["order"]
    return Filter(**kept)


def _is_key(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= _LONGEST_KEY


def condition(asked: Filter, *people: Person) -> Q:
    """Return the condition on open reviews that ``asked`` means to ``people``: one user, in one council or in several.

    What of them they may read, it does not say.
    """
    at = timezone.now()
    found = Q()
    if asked.councils not in {"", EVERY_COUNCIL}:
        found &= Q(council__slug=asked.councils)
    if asked.kind:
        found &= Q(communication__kind=asked.kind)
    if asked.channel:
        carried = [kind.slug for kind in KINDS.values() if asked.channel in kind.outputs]
        found &= Q(communication__kind__in=carried)
    if asked.risk:
        found &= Q(worst=int(asked.risk))
    if asked.matter:
        found &= Q(flagged_matters=[]) if asked.matter == "no" else ~Q(flagged_matters=[])
    if asked.by:
        found &= Q(submitted_by_id=int(asked.by))
    return found & _held(asked.holder, people, at) & _falls(asked.due, at)


def _held(holder: str, people: Iterable[Person], at: datetime) -> Q:
    in_hand = Q(claimed_by__isnull=False, claimed_until__gt=at)
    mine = Q(claimed_by_id__in=[person.membership.pk for person in people])
    if _is_key(holder):
        return in_hand & Q(claimed_by_id=int(holder))
    return {"free": ~in_hand, "mine": in_hand & mine, "others": in_hand & ~mine}.get(holder, Q())


def _falls(due: str, at: datetime) -> Q:
    tomorrow = datetime.combine(at.astimezone(LONDON).date() + timedelta(days=1), time.min, LONDON)
    return {
        "today": Q(due_at__gt=at, due_at__lte=tomorrow),
        PASSED: Q(due_at__lte=at),
        "week": Q(due_at__gt=at, due_at__lte=at + timedelta(days=7)),
        "dated": Q(due_at__isnull=False),
        "none": Q(due_at__isnull=True),
    }.get(due, Q())


@dataclass(frozen=True)
class Asked:
    """One field of the filter form: what it is called, what it offers, and what was chosen."""

    name: str
    label: str
    choices: Choices
    value: str


class Choosable(NamedTuple):
    """A member whom a filter can name: their membership's key, their name, their role, and their council's name.

    The council is said where the filter is one of several.
    """

    pk: int
    name: str
    role: str
    council: str = ""

    @property
    def called(self) -> str:
        """Return the name by which a form offers them."""
        return f"{self.name}, {self.council}" if self.council else self.name


def fields_of(asked: Filter, people: Sequence[Choosable], councils: Iterable[Council] = ()) -> list[Asked]:
    """Return the fields of the form; ``people`` are the members in office of the council, or of ``councils``."""
    named = [(str(member.pk), member.called) for member in people]
    staff = [(str(member.pk), member.called) for member in people if member.role in STAFF]
    here = [(council.slug, council.name) for council in councils]
    dues = [(PASSED, "Not decided in time"), *DUES] if asked.councils else DUES
    return [
        *([Asked("councils", "Council", here, asked.councils)] if asked.councils else []),
        Asked("order", "Order", SORTED, asked.sorting),
        Asked("kind", "Kind", [(kind.slug, kind.label) for kind in KINDS.values()], asked.kind),
        Asked("holder", "In hand", [*HOLDERS, *staff], asked.holder),
        Asked("risk", "Findings", RISKS, asked.risk),
        Asked("due", "Due", dues, asked.due),
        Asked("matter", "Flagged matters", FLAGS, asked.matter),
        Asked("by", "Submitted by", named, asked.by),
        Asked("channel", "Channel", outputs(), asked.channel),
    ]


def members_to_choose(council_id: int) -> list[Choosable]:
    """Return who is in office in the council, by name. One query."""
    return [Choosable(*row[:3]) for row in choosable([council_id])]


def choosable(council_ids: Collection[int]) -> "QuerySet[Any, Any]":
    """Return the question who is in office in these councils, by name: rows of a Choosable. No query yet."""
    rows = Membership.objects.filter(in_office(timezone.now()), council_id__in=council_ids)
    named = rows.order_by("user__name", "council__name", "pk")
    most = MOST_NAMED if len(council_ids) < 2 else MOST_NAMED_TOGETHER
    return named.values_list("pk", "user__name", "role", "council__name")[:most]


def title_of(asked: Filter, people: Sequence[Choosable], councils: Iterable[Council] = ()) -> str:
    """Return what ``asked`` leaves in, in words, the order last."""
    said = [
        f"{field.label}: {dict(field.choices).get(field.value, _NO_MORE.get(field.name, ''))}"
        for field in fields_of(asked, people, councils)
        if field.value not in {"", EVERY_COUNCIL} and (field.name != "order" or asked.order)
    ]
    return " · ".join(said)
