"""How a notice reaches its reader: at once, in a daily digest, or in the portal alone. One table, on this page.

A notice that demands an act of its reader goes at once. Where the law or the policy sets a time for the act nobody can
choose otherwise; news of what was done waits for the digest unless the reader wants it at once. A word that is in
neither set below demands an act: what is new in the vocabulary is never late by oversight.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models

from portal.channels.notices.vocabulary import What

LONDON = ZoneInfo("Europe/London")
DEFAULT_HOUR = 8
_SATURDAY = 5


class Way(models.TextChoices):
    """How a person is told in one council."""

    AT_ONCE = "at_once", "A mail at once for everything"
    DIGEST = "digest", "At once what needs me, the rest in one mail a day"
    PORTAL = "portal", "In the portal alone, but for what the law or the policy sets a time for"


NEWS = frozenset(
    {
        What.APPROVED,
        What.REJECTED,
        What.ISSUED_URGENTLY,
        What.SECOND_LOOK_DONE,
        What.QUESTION_ANSWERED,
        What.QUOTE_DECIDED,
        What.PRESS_VIEW_SAID,
        What.LETTER_SHARE_ANSWERED,
        What.REVIEWER_COMMENTED,  # up to fifty from one reviewer
        What.REVIEWER_FINISHED,
        What.VIEW_GIVEN,
        What.PERIOD_COMING,
        What.JOB_PROVED,
        What.CHANNEL_DECIDED,
        What.CHANNEL_SILENT,
    }
)
"""What asks nothing of its reader: it says what was done, what somebody said, or what is coming."""

BOUND = frozenset(
    {
        What.INVITED,  # its link runs out
        What.SECOND_LOOK_OWED,  # the policy: by the next working day
        What.PERIOD_BEGUN,  # Local Government Act 1986 s.2, from the notice of election
        What.RESTRAINT_ASKED,  # holds from the moment it is asked
        What.MATTER_FLAGGED,  # likewise: what was written on it must not go out by another way
        What.PLEDGE_ASKED,  # before the meeting
        What.POLICY_TO_REVIEW,  # the review day of the policy
        What.PRESS_ENQUIRY,  # acknowledged within the council's hours
        What.PRESS_UNACKNOWLEDGED,
        What.PRESS_DUE,  # the deadline of whoever asks
        What.LETTER_UNACKNOWLEDGED,  # the council's hours
        What.LETTER_DUE,
        What.COMMENT_APPEALED,  # the council’s own time for it
        What.APPEAL_DUE,
        What.BLOCK_TO_REVIEW,  # the day that was set with it
        What.DEFAMATION_TO_DO,  # 48 hours: SI 2013/3028
        What.DEFAMATION_DUE,
        What.DEFAMATION_LATE,
        What.DEFAMATION_UNSENT,
        What.CONDUCT_ALLEGED,  # the day by which it is answered
        What.CONDUCT_REPORTED,  # the policy: what is about the clerk has no other reader
        What.CONDUCT_SUSPENDED,  # from this moment
        What.CONDUCT_DECIDED,  # likewise, and the time to appeal runs from it
        What.CONDUCT_DUE,  # a date that was set in the case
        What.COMMENT_ALERT,  # somebody may be in danger
        What.COMPLAINT_CAME,  # the times of the published procedure, and of DPA 2018 s.164A
        What.COMPLAINT_MOVED,  # likewise: a review that is asked for
        What.COMPLAINT_DUE,
        What.LEFT_TAKEN,  # to who has no desk: whoever did not ask for it can say so
        What.LEFT_ERASED,
    }
)
"""What demands an act for which the law or the policy sets a time: always at once, whatever was chosen."""


def way_of(what: str, chosen: str) -> Way:
    """Return how a notice of ``what`` goes to somebody who chose ``chosen`` (a Way)."""
    if what in BOUND or chosen == Way.AT_ONCE:
        return Way.AT_ONCE
    if chosen == Way.PORTAL:
        return Way.PORTAL
    return Way.DIGEST if what in NEWS else Way.AT_ONCE


def words_at_once(chosen: str) -> Iterator[str]:
    """Yield the words of the vocabulary that go at once to somebody who chose ``chosen``."""
    yield from (what.value for what in What if way_of(what, chosen) == Way.AT_ONCE)


def next_digest(now: datetime, *, hour: int, weekends: bool) -> datetime:
    """Return the next moment after ``now`` (aware) at which it is ``hour`` o'clock in London, in UTC.

    Without ``weekends`` Saturday and Sunday are passed over. An hour that the clocks skip is the one that follows
    it; of one that comes twice it is the first.
    """
    day = now.astimezone(LONDON).date()
    while True:
        at = datetime.combine(day, time(hour), LONDON).astimezone(UTC)
        if at > now and (weekends or day.weekday() < _SATURDAY):
            return at
        day += timedelta(days=1)
