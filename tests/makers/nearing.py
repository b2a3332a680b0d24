"""A matter that is closed to everybody but those named for it, and texts that come near it or do not."""

from datetime import UTC, datetime

from policies.models import ClosedHit, Matter
from policies.models.nearing import LIMIT
from portal.councils.people import Person
from portal.drafts.models import Revision
from tests.makers.circumstances import make_matter
from tests.makers.drafts import make_revision

HOUR = datetime(2026, 11, 21, 13, tzinfo=UTC)
"""The hour in which the fixture ``one_hour`` lets everything happen."""
HIT = "We looked at the old depot on Tuesday."
MISS = "We looked at the new bench on Tuesday."
NAMES = ("old depot", "mill pond", "green barn", "north quay", "west lodge", "last acre")


def make_hidden_matter(*, clerk: Person) -> Matter:
    """Return a matter with six names that nobody is named for."""
    made = make_matter(clerk=clerk, title="The hidden sale", aliases=NAMES)
    made.named_access_only = True
    made.save()
    return made


def make_letter(*, author: Person, text: str) -> Revision:
    """Return a saved letter to the press of ``author`` that says ``text`` and nothing else."""
    return make_revision(author=author, kind="letter", body=f"<p>{text}</p>")


def used_up(member: Person) -> None:
    """Let ``member`` have come near as many closed matters in that hour as anybody may."""
    for place in range(1, LIMIT + 1):
        ClosedHit.objects.create(member=member.membership, hour=HOUR, place=place, key=f"k{place}")
