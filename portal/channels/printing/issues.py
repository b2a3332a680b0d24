"""Issues of the magazine: entering and changing one, which one an article is for, and noting that it is out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.channels.connectors.base import Capability, connectors
from portal.channels.connectors.choosing import goes_to
from portal.channels.models import Channel, Job, MagazineIssue
from portal.channels.outbox.rows import RowKind, lock_item
from portal.channels.post import Post
from portal.channels.states import Delivering
from portal.councils.circumstances import bump
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.models import Communication
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

ABOUT = "magazine_issue"


@dataclass(frozen=True)
class Planned:
    """What is stated of an issue: its name, deadline (aware), day, and the most words of one article."""

    channel_id: int
    name: str
    copy_by: datetime
    out_on: date
    word_limit: int


def magazines_of(council_id: int) -> "QuerySet[Channel]":
    """Return the channels of the council that collect articles for issues. No query yet."""
    slugs = [slug for slug, one in connectors().items() if Capability.COLLECTED in one.capabilities]
    return Channel.objects.filter(council_id=council_id, connector__in=slugs).order_by("name", "pk")


def issue_of(
    council_id: int, content: Mapping[str, Any], channel_id: int | None = None
) -> MagazineIssue | None:
    """Return the issue that an article names, else the next one that takes copy; None where there is none. One query.

    ``channel_id`` asks of one magazine alone.
    """
    open_ones = MagazineIssue.objects.filter(council_id=council_id, closed_at__isnull=True)
    if channel_id is not None:
        open_ones = open_ones.filter(channel_id=channel_id)
    name = str(content.get("issue", "")).strip()
    wanted = Q(copy_by__gt=timezone.now()) | Q(name__iexact=name)
    found = list(open_ones.filter(wanted).order_by("copy_by", "pk")[:24])
    named = [one for one in found if one.name.casefold() == name.casefold()]
    return next(iter(named or found), None)


def copy_deadline(item: Communication, content: Mapping[str, Any]) -> datetime | None:
    """Return the deadline of the issue that an article names; None for anything else. At most one query."""
    if not goes_to(item.spec, Capability.COLLECTED) or not str(content.get("issue", "")).strip():
        return None
    issue = issue_of(item.council_id, content)
    named = issue is not None and issue.name.casefold() == str(content["issue"]).strip().casefold()
    return issue.copy_by if issue is not None and named else None


def issue_for(post: Post) -> MagazineIssue | None:
    """Return the issue into which ``post`` goes; None on a channel that collects nothing."""
    connector = connectors().get(post.channel.connector)
    if connector is None or Capability.COLLECTED not in connector.capabilities:
        return None
    return issue_of(post.council.pk, post.content, post.channel.pk)


@transaction.atomic
def add_issue(*, actor: Person, planned: Planned) -> MagazineIssue:
    """Enter an issue. Raises NotYours without the power, InvalidInput for what cannot be or a name that is taken."""
    actor.require(Power.MANAGE_CHANNELS)
    bump(actor.council.pk)  # an article is judged by the length that its issue has room for
    made = MagazineIssue(council=actor.council)
    _state(actor, made, planned)
    _count_again(actor.council)
    record([entry_by(actor, "magazine_issue_added", ABOUT, made.pk, **_facts(made))])
    return made


@transaction.atomic
def change_issue(*, actor: Person, issue_id: int, planned: Planned) -> MagazineIssue:
    """Change an issue that is not out. Raises as add_issue(), and Refusal where it is out or not this council's.

    Another deadline is that of the articles accepted for it, and of those that wait for approval (COPY_COUNTERS).
    """
    actor.require(Power.MANAGE_CHANNELS)
    bump(actor.council.pk)
    issue = _open(actor, issue_id)
    _state(actor, issue, planned)
    accepted = Job.objects.filter(magazine=issue, closed_at__isnull=True, delivery__state=Delivering.HANDED)
    accepted.exclude(due_at=issue.copy_by).update(due_at=issue.copy_by)
    _count_again(actor.council)
    record([entry_by(actor, "magazine_issue_changed", ABOUT, issue.pk, **_facts(issue))])
    return issue


def _count_again(council: Council) -> None:
    for counter in _copy_counters(tuple(settings.COPY_COUNTERS)):
        counter(council)


@cache
def _copy_counters(paths: tuple[str, ...]) -> tuple[Callable[[Council], None], ...]:
    return tuple(import_string(path) for path in paths)


def _state(actor: Person, issue: MagazineIssue, planned: Planned) -> None:
    """Write what was planned; raises InvalidInput."""
    name = stated(planned.name)
    if not name or len(name) > 80:
        raise InvalidInput("Give the issue a name of up to 80 characters, such as December 2026.")
    if not magazines_of(actor.council.pk).filter(pk=planned.channel_id).exists():
        raise InvalidInput("This council has no such magazine.")
    if planned.copy_by.date() > planned.out_on:
        raise InvalidInput("Copy cannot be taken after the day on which it appears.")
    if not 20 <= planned.word_limit <= 10_000:
        raise InvalidInput("An article has between 20 and 10,000 words.")
    issue.channel_id, issue.name, issue.copy_by = planned.channel_id, name, planned.copy_by
    issue.out_on, issue.word_limit, issue.changed_at = planned.out_on, planned.word_limit, timezone.now()
    try:
        with transaction.atomic():
            issue.save()
    except IntegrityError as error:
        raise InvalidInput(f"The magazine has an issue called “{name}” already.") from error


def in_same_month(issue: MagazineIssue) -> "QuerySet[MagazineIssue]":
    """Return the magazine's other issues of the month in which ``issue`` appears.

    The Code of Recommended Practice on publicity (2011) has parish and town councils publish at most monthly.
    """
    month = Q(out_on__year=issue.out_on.year, out_on__month=issue.out_on.month)
    return (
        MagazineIssue.objects.filter(month, channel=issue.channel_id)
        .exclude(pk=issue.pk)
        .order_by("out_on", "pk")
    )


@transaction.atomic
def move_article(*, actor: Person, job_id: int, issue_id: int) -> None:
    """Put an article that is not out into another issue of its magazine.

    Raises NotYours without the power, Refusal where the article is out, or there is no such issue that takes copy.
    """
    actor.require(Power.DECIDE)
    delivery_id = (
        Job.objects.filter(pk=job_id, council=actor.council).values_list("delivery_id", flat=True).first()
    )
    if delivery_id is None:
        raise Refusal("This council has no such article.")
    lock_item(RowKind.DELIVERY, delivery_id)
    issue = _open(actor, issue_id)
    moved = Job.objects.filter(
        pk=job_id,
        closed_at__isnull=True,
        delivery__channel=issue.channel_id,
        delivery__state=Delivering.HANDED,
    ).update(magazine=issue, due_at=issue.copy_by)
    if moved != 1:
        raise Refusal("This article is out or stopped, or is for another magazine.", "Nothing was changed.")
    record([entry_by(actor, "article_moved", "job", job_id, issue=issue.pk)])


@transaction.atomic
def close_issue(*, actor: Person, issue_id: int, out_on: date) -> MagazineIssue:
    """Note that an issue is out, once each of its articles is proved (portal.channels.printing.articles).

    Raises NotYours without the power, Refusal where it is out already or an article was accepted meanwhile.
    """
    actor.require(Power.DECIDE)
    issue = _open(actor, issue_id)
    if issue.jobs.filter(delivery__state=Delivering.HANDED, closed_at__isnull=True).exists():
        raise Refusal("An article was accepted meanwhile.", "Look at the issue again.")
    MagazineIssue.objects.filter(pk=issue.pk).update(closed_at=timezone.now(), out_on=out_on)
    record([entry_by(actor, "magazine_issue_out", ABOUT, issue.pk, out_on=out_on.isoformat())])
    return issue


def _open(actor: Person, issue_id: int) -> MagazineIssue:
    rows = MagazineIssue.objects.select_for_update().filter(council=actor.council, closed_at__isnull=True)
    issue = rows.filter(pk=issue_id).first()
    if issue is None:
        raise Refusal("This issue is out already, or this council has none such.", "Nothing was changed.")
    return issue


def _facts(issue: MagazineIssue) -> dict[str, Any]:
    return {
        "channel": issue.channel_id,
        "copy_by": issue.copy_by.isoformat(),
        "out_on": issue.out_on.isoformat(),
        "word_limit": issue.word_limit,
    }
