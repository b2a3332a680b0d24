"""What a running period says when the floors below ask: may this be drafted, sent, sent here?"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone

from policies.evaluate import Finding
from policies.gathering import running_at
from policies.models import Period, PeriodDecision
from policies.periods.grounds import Ground, ground_of
from policies.periods.words import area_of
from portal.channels.models import Channel, Publication
from portal.councils.people import Person
from portal.councils.powers import STAFF
from portal.councils.templatetags.words import day
from portal.drafts.content import Content
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.common import OFFICIAL
from portal.drafts.models import Communication, Revision
from portal.refusals import Refusal
from portal.written import Written

ALWAYS_OFFICIAL = frozenset({"press_release", "notice"})
"""Kinds that only ever speak for the council: refused before a member has typed a word."""
ELECTION_CHECKS = frozenset({"election-candidate", "election-quote", "election-controversy"})


def polls_at(council_id: int | OuterRef, at: datetime) -> "QuerySet[Period]":
    """Return the periods before a poll that run at ``at``, in a council or in that of an outer query."""
    return running_at(council_id, at).exclude(kind__in=[Period.Kind.MOURNING, Period.Kind.CELEBRATION])


def members_leave_publicity(
    person: Person, kind: str, communication: Communication | None, content: Content | None = None
) -> str:
    """Return why a member may not write publicity for the council now, or '' (a drafting gate).

    What speaks for the council by its saved words or by ``content``, those that are to be saved, is theirs to leave.
    Clerk and officers write on; so does whoever writes a letter or in a capacity of their own. A poll in one ward
    stops from the start who sits for it; of all others the checks hold what is about it. One query, for members alone.
    """
    if person.membership.role in STAFF or KINDS[kind].private:
        return ""
    if not _speaks_officially(kind, communication, content):
        return ""
    polls = polls_at(person.council.pk, timezone.now())
    touching = (poll for poll in polls if ground_of(poll, person) in {Ground.EVERYWHERE, Ground.THEIRS})
    return next((_words(poll) for poll in touching), "")


def _speaks_officially(kind: str, communication: Communication | None, content: Content | None) -> bool:
    if kind in ALWAYS_OFFICIAL or (content is not None and content.get("capacity") == OFFICIAL):
        return True
    revision = communication.current_revision if communication is not None else None
    if revision is None or revision.erased_at is not None:
        return False
    return revision.content.get("capacity") == OFFICIAL


def _words(poll: Period) -> str:
    of_theirs = f"{area_of(poll)}, for which you sit," if poll.ward else ""
    return (
        f"Until the poll{of_theirs} on {day(poll.poll_on)} only the clerk or the nominated officer writes publicity "
        "for the council. You may write letters, and start a post of your own that is marked as your personal view."
    )


def kinds_left_to_staff(person: Person) -> dict[str, str]:
    """Return why a member may not begin a kind now, by the kind. One query, none for staff."""
    why = members_leave_publicity(person, "press_release", None)
    return dict.fromkeys(ALWAYS_OFFICIAL, why) if why else {}


def awaits_a_decision(publication: Publication) -> str:
    """Return why an issue approved before the notice is held, or '' (a sending gate). One query, two
    where it is held.

    What was approved afterwards, urgent matters among it, was decided in the knowledge of the period. That the period
    is over lets nothing out by itself: what it held is confirmed item by item.
    """
    found = _LISTED.first(publication.communication_id, publication.ordered_at)
    return _awaiting(Period.objects.get(pk=found[0])) if found else ""


_LISTED = Written(
    lambda item_id, since: (
        PeriodDecision.objects.filter(communication_id=item_id, listed_at__gte=since)
        .exclude(outcome=PeriodDecision.Outcome.RELEASED)
        .order_by("pk")
        .values_list("period")
    ),
    int,
    datetime,
)


def _awaiting(period: Period) -> str:
    if period.is_over:
        return f"It was held before {period.title}, which is over. It goes out once the clerk confirms it in the list."
    return f"It waits for a decision, because of the period before {period.title}."


def refuse_if_undecided(item: Communication, submitted_at: datetime) -> None:
    """Raise Refusal where ``item`` waited in the queue when it was listed, and nobody decided about it. One query."""
    listed = PeriodDecision.objects.filter(
        communication=item, outcome=PeriodDecision.Outcome.OPEN, listed_at__gte=submitted_at
    )
    found = listed.select_related("period").first()
    if found is not None:
        raise Refusal(
            _awaiting(found.period),
            "Nothing was changed. Release or drop it in the period’s list first; then it can be approved.",
        )


def not_released(item: Communication, revision: Revision, stops: Iterable[Finding]) -> list[Finding]:
    """Return those of ``stops`` that nobody released this very text from. One query where there is any.

    A release counts while its period runs, and for what the list told of when somebody decided: who came to stand
    since, or a second poll, was nothing that they released it from.
    """
    left = list(stops)
    if all(finding.check not in ELECTION_CHECKS for finding in left):
        return left
    now = timezone.now()
    released = PeriodDecision.objects.filter(
        communication=item,
        outcome=PeriodDecision.Outcome.RELEASED,
        decided_at__gte=revision.at,
        period__in=running_at(item.council_id, now),
    )
    told = list(released.values_list("why", flat=True))
    return [
        finding
        for finding in left
        if finding.check not in ELECTION_CHECKS or not any(finding.message in why for why in told)
    ]


def closed_for_a_period(channel: Channel) -> str:
    """Return why nothing is sent on ``channel`` now, or '' (a channel gate). One query."""
    found = _CLOSING.first(channel.council_id, timezone.now(), channel.pk)
    return f"The channel '{channel.name}' is closed until the poll: {found[0]}." if found else ""


_CLOSING = Written(
    lambda council_id, at, channel_id: (
        polls_at(council_id, at).filter(closed_channels=channel_id).values_list("title")
    ),
    int,
    datetime,
    int,
)


def campaign_near_a_poll(council_id: int, first: date, last: date) -> str:
    """Return why a paid campaign from ``first`` to ``last`` needs regard, or '' (a campaign gate). One query.

    From the notice of a poll, or from the latest day on which it may be published, until the day of the poll.
    """
    begun = Q(noticed_on__lte=last) | Q(noticed_on__isnull=True, latest_notice_on__lte=last)
    polls = Period.objects.filter(
        begun, council_id=council_id, poll_on__gte=first, ended_early_at__isnull=True
    )
    found = (
        polls.exclude(kind__in=[Period.Kind.MOURNING, Period.Kind.CELEBRATION]).order_by("poll_on").first()
    )
    if found is None or found.poll_on is None:
        return ""
    return f"It would run in the time before a poll: {found.title}, {day(found.poll_on)}."
