"""By when the council answers: its own policy's hours, else the next working day."""

from datetime import UTC, date, datetime

import pytest

from moderation.clock import end_of_next_working_day, in_words, reply_by
from policies.documents.adopting import Adoption, adopt
from policies.documents.wording import Wording, draft_version, start_policy
from policies.models import Policy
from policies.packs.reading import pack_called
from portal.councils.people import Person
from portal.councils.settling import change_details
from portal.drafts.content import LONDON
from portal.refusals import InvalidInput
from portal.workdays.calendars import COUNCIL


@pytest.mark.parametrize(
    ("came", "due"),
    [
        ("2026-11-19T16:00", "2026-11-21T00:00"),  # a Thursday: until the end of Friday
        ("2026-11-20T09:00", "2026-11-24T00:00"),  # a Friday: until the end of Monday
        ("2026-11-21T09:00", "2026-11-24T00:00"),  # a Saturday
        ("2026-12-24T12:00", "2026-12-30T00:00"),  # over Christmas, Boxing Day falls on a Saturday
        ("2026-03-27T23:30", "2026-03-31T00:00"),  # the clocks go forward on the Sunday
    ],
)
def test_it_is_the_end_of_the_next_working_day(came: str, due: str) -> None:
    at = datetime.fromisoformat(came).replace(tzinfo=LONDON)

    assert end_of_next_working_day(at, COUNCIL) == datetime.fromisoformat(due).replace(tzinfo=LONDON)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("source", "due"),
    [
        ("town", datetime(2026, 11, 21, 9, 0, tzinfo=UTC)),
        ("parish", datetime(2026, 11, 24, 0, 0, tzinfo=LONDON)),
    ],
)
def test_the_town_policy_in_force_says_a_day(clerk: Person, source: str, due: datetime) -> None:
    came = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    policy = start_policy(actor=clerk, kind=Policy.Kind.COMMUNICATIONS, title="Communications")
    version = draft_version(
        actor=clerk,
        policy=policy,
        clauses=[Wording("7.7.2", text="Answer within one day.", printed="7.7.2")],
        source_name=pack_called(source).source,
    )
    assert reply_by(clerk.council.pk, came) == datetime(2026, 11, 24, 0, 0, tzinfo=LONDON)

    adopt(actor=clerk, version_id=version.pk, adoption=Adoption(date(2026, 11, 4), "34/26"))

    assert reply_by(clerk.council.pk, came) == due


@pytest.mark.django_db
def test_what_the_council_sets_goes_before_what_its_policy_says(clerk: Person) -> None:
    came = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    change_details(actor=clerk, answers_within="day")
    assert reply_by(clerk.council.pk, came) == datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    assert in_words(clerk.council.pk) == "within 24 hours"

    version = draft_version(
        actor=clerk,
        policy=start_policy(actor=clerk, kind=Policy.Kind.COMMUNICATIONS, title="Communications"),
        clauses=[Wording("7.7.2", text="Answer within one day.", printed="7.7.2")],
        source_name=pack_called("town").source,
    )
    adopt(actor=clerk, version_id=version.pk, adoption=Adoption(date(2026, 11, 4), "34/26"))
    change_details(actor=clerk, answers_within="working_day")
    assert reply_by(clerk.council.pk, came) == datetime(2026, 11, 24, 0, 0, tzinfo=LONDON)
    assert in_words(clerk.council.pk) == "by the end of the next working day"
    with pytest.raises(InvalidInput):
        change_details(actor=clerk, answers_within="never")
