"""How an item stands with those who were consulted, and whom it is about: read in one query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from approvals.models import Concern, ConsultRule, ItemConsultation, Reviewer, StepAsk
from portal.councils.powers import Role
from portal.drafts.models import Communication


@dataclass(frozen=True)
class Consulted:
    """One consultation as pages and the gate read it; moments are aware. ``revision`` is the number that they read."""

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

    @property
    def waits(self) -> bool:
        """Return whether the view is still waited for."""
        return not self.view and self.wait_until > timezone.now()

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
    """Somebody whom the item is about; ``pk`` is the concern's."""

    pk: int
    member_id: int
    user_id: int
    name: str
    role: str


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
    mine = {"communication": OuterRef("pk")}
    consulted = ItemConsultation.objects.filter(**mine, dropped_at__isnull=True).order_by("pk")
    about = Concern.objects.filter(**mine, ended_at__isnull=True).order_by("pk")
    wanted = ConsultRule.objects.filter(Q(kind="") | Q(kind=OuterRef("kind")), council=OuterRef("council"))
    rows = Communication.objects.filter(pk=item.pk).values_list(
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
    found = rows.get()
    titles = {Role.CHAIR.value: found[5], Role.DEPUTY.value: found[6]}
    return Standing(
        tuple(_consulted(row) for row in found[0]),
        tuple(About(**row) for row in found[1]),
        tuple(Wanted(**row, office_label=titles.get(row["office"]) or _office(row)) for row in found[2]),
        found[3],
        found[4],
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
)
_ABOUT = JSONObject(
    pk="pk", member_id="member_id", user_id="member__user_id", name="member__user__name", role="member__role"
)


def _office(row: dict[str, Any]) -> str:
    return str(Role(row["office"]).label).lower()


def _consulted(row: dict[str, Any]) -> Consulted:
    moments = {
        name: datetime.fromisoformat(row[name]) if row[name] else None
        for name in ("asked_at", "wait_until", "given_at")
    }
    return Consulted(**{**row, **moments})
