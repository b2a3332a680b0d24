"""What the council tells in the open about comments: numbers a month, reply times, what came down and why."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from moderation.grounds import ByLaw, Ground
from moderation.models import Appeal, Comment, Outcome, Ruling
from moderation.replies.promised import overdue
from moderation.tallying import ACTS, MEASURES, RECEIVED, REFERRALS, REPLIES, counted_by_month
from portal.drafts.content import LONDON
from portal.spreadsheets import inert

MONTHS = 12
BY_LAW = "Because the law asks it"
DONE = {Outcome.HIDE.value: "Hidden", Outcome.REMOVE.value: "Removed"}


@dataclass
class Month:
    """One month. ``in_time`` and ``late`` count what was settled by or after the time for its answer.

    What was left because it will be answered is in time as long as the answer may be.
    ``answered`` counts what of it the council answered through the portal, ``waited`` how long those waited in all.
    ``acts`` counts what came (RECEIVED) and what was done besides ruling, by the keys of moderation.tallying.ACTS.
    """

    begins: datetime
    in_time: int = 0
    late: int = 0
    answered: int = 0
    waited: timedelta = timedelta()
    outcomes: Counter[str] = field(default_factory=Counter)
    grounds: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)

    @property
    def received(self) -> int:
        """Return how many comments came."""
        return self.acts[RECEIVED]

    @property
    def hours(self) -> int | None:
        """Return how many hours an answer took on average, None where there was none."""
        return round(self.waited / self.answered / timedelta(hours=1)) if self.answered else None

    @property
    def taken_down(self) -> int:
        """Return how many rulings hid or removed something."""
        return self.outcomes[Outcome.HIDE] + self.outcomes[Outcome.REMOVE]

    @property
    def by_outcome(self) -> list[int]:
        """Return how many were left, hidden and removed."""
        return [self.outcomes[outcome.value] for outcome in Outcome]

    @property
    def by_ground(self) -> list[int]:
        """Return how many came down on each ground, in the order of Ground."""
        return [self.grounds[ground.value] for ground in Ground]

    @property
    def by_law(self) -> int:
        """Return how many a law took down, after a notice or by order of a court: on none of the grounds."""
        return sum(self.grounds[law.value] for law in ByLaw)

    @property
    def by_answer(self) -> list[int]:
        """Return how many answers of each of REPLIES went out, then how many of each of MEASURES were taken."""
        return [self.acts[act] for act in (*REPLIES, *MEASURES)]

    @property
    def by_referral(self) -> list[int]:
        """Return how often a comment was dealt with as each of REFERRALS, in their order."""
        return [self.acts[act] for act in REFERRALS]


def months_of(council_id: int, now: datetime) -> list[Month]:
    """Return the last MONTHS months up to that of ``now`` (aware), the latest first. Three queries.

    Months are those of the calendar in London. What is erased is counted as before: numbers name nobody.
    """
    span = _span(now)
    found = {begin: Month(begin) for begin in _begins(now)}
    comments = Comment.objects.filter(council=council_id)
    settled = comments.filter(settled_at__range=span).annotate(m=TruncMonth("settled_at", tzinfo=LONDON))
    timely = Count("pk", filter=Q(settled_at__lte=F("reply_by")) & ~Q(pk__in=overdue(now).values("comment")))
    waits = Sum(F("answered_at") - F("received_at"), output_field=DurationField())
    counted = (
        settled.order_by().values_list("m").annotate(n=Count("pk"), t=timely, a=Count("answered_at"), w=waits)
    )
    for begin, number, in_time, answered, waited in counted:
        found[begin].in_time, found[begin].late = in_time, number - in_time
        found[begin].answered, found[begin].waited = answered, waited or timedelta()
    ruled = Ruling.objects.filter(council=council_id, ruled_at__range=span)
    rows = ruled.annotate(m=TruncMonth("ruled_at", tzinfo=LONDON)).order_by()
    for begin, outcome, ground, number in rows.values_list("m", "outcome", "ground").annotate(n=Count("pk")):
        found[begin].outcomes[outcome] += number
        found[begin].grounds[ground] += number
    for begin, what, number in counted_by_month(council_id, span):
        found[begin].acts[what] += number
    return list(found.values())


def _begins(now: datetime) -> list[datetime]:
    local = now.astimezone(LONDON)
    count = local.year * 12 + local.month - 1
    return [
        datetime((count - back) // 12, (count - back) % 12 + 1, 1, tzinfo=LONDON) for back in range(MONTHS)
    ]


def _span(now: datetime) -> tuple[datetime, datetime]:
    """Return the first and the last moment of the MONTHS months up to that of ``now``."""
    begins = _begins(now)
    ends = _begins(begins[0] + timedelta(days=40))[0]
    return begins[-1], ends - timedelta(microseconds=1)


def appeals_of(council_id: int) -> dict[str, int]:
    """Return how many appeals were made, and how they ended. One query."""
    rows = Appeal.objects.filter(council=council_id).order_by().values_list("allowed")
    ended: dict[bool | None, int] = dict(rows.annotate(n=Count("pk")))
    return {
        "made": sum(ended.values()),
        "allowed": ended.get(True, 0),
        "refused": ended.get(False, 0),
        "open": ended.get(None, 0),
    }


def taken_down(council_id: int) -> "QuerySet[Ruling]":
    """Return the rulings that took something down, the latest first: what, when and why, never who or the words."""
    rows = Ruling.objects.filter(council=council_id, outcome__in=[Outcome.HIDE, Outcome.REMOVE])
    rows = rows.select_related("comment__channel", "overruled_by").only(
        "outcome",
        "ground",
        "cited",
        "source",
        "ruled_at",
        "comment__way",
        "comment__channel__name",
        "overruled_by__outcome",
        "overruled_by__ruled_at",
    )
    return rows.order_by("-ruled_at", "-pk")


def taken_down_lately(council_id: int, now: datetime) -> "QuerySet[Ruling]":
    """Return those of taken_down() that months_of() counts: of the last MONTHS months up to that of ``now`` (aware)."""
    return taken_down(council_id).filter(ruled_at__range=_span(now))


def place_of(ruling: Ruling) -> str:
    """Return where the comment stood: the name of its channel, or the way in which it came."""
    comment = ruling.comment
    return comment.channel.name if comment.channel else comment.get_way_display()


def table_of(months: Iterable[Month]) -> list[list[str]]:
    """Return the numbers as rows for a spreadsheet, with a head."""
    answers = ["Answered", "Hours to the answer"]
    labels = map(str, (*Outcome.labels, *Ground.labels))
    head = ["Month", "Received", "In time", "Late", *answers, *labels, BY_LAW, *ACTS.values()]
    rows = [
        [
            f"{one.begins:%Y-%m}",
            *map(str, (one.received, one.in_time, one.late, one.answered)),
            "" if one.hours is None else str(one.hours),
            *map(str, (*one.by_outcome, *one.by_ground, one.by_law, *one.by_answer, *one.by_referral)),
        ]
        for one in months
    ]
    return [head, *rows]


def table_of_appeals(council_id: int) -> list[list[str]]:
    """Return how many appeals were made in each month, the latest first, and how they ended: rows with a head.

    All appeals that appeals_of() counts; a month in which none was made has no row. One query.
    """
    rows = (
        Appeal.objects.filter(council=council_id)
        .annotate(m=TruncMonth("made_at", tzinfo=LONDON))
        .order_by("-m")
    )
    ends = {
        "allowed_then": Count("pk", filter=Q(allowed=True)),
        "refused_then": Count("pk", filter=Q(allowed=False)),
        "open_now": Count("pk", filter=Q(allowed__isnull=True)),
    }
    counted = rows.values_list("m").annotate(made=Count("pk"), **ends)
    head = ["Month made", "Made", "Allowed", "Refused", "Not decided yet"]
    return [head, *([f"{begin:%Y-%m}", *map(str, numbers)] for begin, *numbers in counted)]


def table_of_rulings(rulings: Iterable[Ruling]) -> Iterator[list[str]]:
    """Yield what taken_down() found as rows for a spreadsheet, after a head."""
    yield ["Date", "Where", "Ruling", "Ground", "Rule", "Overruled on", "Shows again"]
    for one in rulings:
        after = getattr(one, "overruled_by", None)
        yield [
            _iso(one.ruled_at),
            inert(place_of(one)),
            DONE[one.outcome],
            one.get_ground_display(),
            inert(one.rule),
            _iso(after.ruled_at) if after else "",
            "Yes" if after and after.outcome == Outcome.LEAVE else "",
        ]


def _iso(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%Y-%m-%d}"
