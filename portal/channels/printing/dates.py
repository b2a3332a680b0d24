"""What the magazine adds to the calendar: until when it takes copy, and when it appears."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from portal.channels.models import MagazineIssue
from portal.councils.dates.things import MOST, Dated, Sort, Source, Span
from portal.councils.people import Person

DEADLINE = Sort("magazine-copy", "Magazine deadlines", "Magazine takes copy until")
APPEARS = Sort("magazine-out", "Magazine issues", "Magazine appears")


def issues_of(person: Person, span: Span) -> Sequence[Dated]:
    """Return the deadlines and the days of the magazine's issues in ``span``. One query."""
    inside = Q(copy_by__range=span.moments) | Q(out_on__range=(span.first, span.last))
    rows = MagazineIssue.objects.filter(inside, council=person.council).select_related("channel")
    found: list[Dated] = []
    for issue in rows.order_by("copy_by", "pk")[:MOST]:
        link = reverse("magazine_issue", kwargs={"council": person.council.slug, "pk": issue.pk})
        title = f"{issue.channel.name}, {issue.name}"
        days: tuple[tuple[Sort, date | datetime], ...] = ((DEADLINE, issue.copy_by), (APPEARS, issue.out_on))
        found += [
            Dated(
                sort=sort,
                key=f"{sort.slug}-{issue.pk}",
                title=title,
                link=link,
                begins=begins,
                changed=issue.changed_at,
            )
            for sort, begins in days
        ]
    return [one for one in found if span.first <= one.first_day <= span.last]


DEADLINES = Source((DEADLINE, APPEARS), issues_of)
