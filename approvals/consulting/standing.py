"""How an item stands with those who were consulted, and whom it is about: read in one query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from approvals.models import Concern, ConsultRule, ItemConsultation, Reviewer, StepAsk
from approvals.reviewers.asking import READABLE
from portal.councils.powers import Role
from portal.drafts.models import Communication
from portal.together import ask_together
from portal.written import Written


@dataclass(frozen=True)
class Consulted:
    """One consultation as pages and the gate read it; moments are aware. ``revision`` is the number that they read.

    ``over``: the item was decided without this view, or is out or ended.
    """

    pk: int
    member_id: int
    name: str
    office: str
    why: str
    question: str
    view: str
    words: str
    reference: str
    asked_at: datetime
    wait_until: datetime
    given_at: datetime | None
    revision_id: int | None
    revision: int | None
    over: bool = False

    @property
    def waits(self) -> bool:
        """Return whether the view is still waited for."""
        return not self.view and not self.over and self.wait_until > timezone.now()

    @property
    def view_label(self) -> str:
        """Return the view in words."""
        return VIEWS.get(self.view, "")

    @property
    def why_label(self) -> str:
        """Return why it is this person."""
        return str(ItemConsultation.Why(self.why).label)


VIEWS = {"agree": "agrees", "concerns": "has concerns", "no_view": "has no view"}


@dataclass(frozen=True)
class About:
    """Somebody whom the item is about; ``pk`` is the concern's.

    It was said of the enquiry that the item answers, or of what it was begun from, where one of those is named.
    """

    pk: int
    member_id: int
    user_id: int
    name: str
    role: str
    of_enquiry_id: int | None = None
    passed_on_from_id: int | None = None


@dataclass(frozen=True)
class Wanted:
    """What the council's setting wants: somebody of ``office`` is asked in what ``when`` says, and given ``hours``.

    ``office_label`` is the office as the council itself calls it.
    """

    office: str
    when: str
    hours: int
    office_label: str


@dataclass(frozen=True)
class Standing:
    """What consulting knows of an item; ``routed``: a route was begun; ``read``: reviewers were asked."""

    consulted: tuple[Consulted, ...] = ()
    about: tuple[About, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    routed: bool = False
    read: bool = False


def standing_of(item: Communication) -> Standing:
    """Return how ``item`` stands with those who were asked. One query."""
    [rows] = ask_together(_ITEM.asked(item.pk))
    if not rows:
        raise Communication.DoesNotExist
    consulted, about, wanted, routed, read, chair, deputy = rows[0]
    titles = {Role.CHAIR.value: chair, Role.DEPUTY.value: deputy}
    return Standing(
        tuple(_consulted(row, ended=item.stage not in READABLE) for row in consulted),
        tuple(About(**row) for row in about),
        tuple(Wanted(**row, office_label=titles.get(row["office"]) or _office(row)) for row in wanted),
        routed,
        read,
    )


def _item(item_id: int) -> "QuerySet[Any, Any]":
    mine = {"communication": OuterRef("pk")}
    asked = Q(dropped_at__isnull=True) | Q(passed_over=True)
    consulted = ItemConsultation.objects.filter(asked, **mine).order_by("pk")
    about = Concern.objects.filter(**mine, ended_at__isnull=True).order_by("pk")
    wanted = ConsultRule.objects.filter(Q(kind="") | Q(kind=OuterRef("kind")), council=OuterRef("council"))
    return Communication.objects.filter(pk=item_id).values_list(
        ArraySubquery(consulted.values_list(_CONSULTED)),
        ArraySubquery(about.values_list(_ABOUT)),
        ArraySubquery(
            wanted.order_by("pk").values_list(JSONObject(office="office", when="when", hours="hours"))
        ),
        Exists(StepAsk.objects.filter(**mine)),
        Exists(Reviewer.objects.filter(**mine)),
        "council__chair_title",
        "council__deputy_title",
    )


_CONSULTED = JSONObject(
    **{
        name: name
        for name in (
            "pk",
            "member_id",
            "office",
            "why",
            "question",
            "view",
            "words",
            "reference",
            "asked_at",
            "wait_until",
            "given_at",
            "revision_id",
        )
    },
    name="member__user__name",
    revision="revision__number",
    over="passed_over",
)
_ABOUT = JSONObject(
    pk="pk",
    member_id="member_id",
    user_id="member__user_id",
    name="member__user__name",
    role="member__role",
    of_enquiry_id="of_enquiry_id",
    passed_on_from_id="passed_on_from_id",
)

_ITEM = Written(_item, int)


def _office(row: dict[str, Any]) -> str:
    return str(Role(row["office"]).label).lower()


def _consulted(row: dict[str, Any], *, ended: bool) -> Consulted:
    moments = {
        name: datetime.fromisoformat(row[name]) if row[name] else None
        for name in ("asked_at", "wait_until", "given_at")
    }
    over = not row["view"] and (row["over"] or ended)
    return Consulted(**{**row, **moments, "over": over})
