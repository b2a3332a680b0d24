"""People who stand and are named in a picture, and what is pinned, when the notice of a poll is entered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.checks.election_candidate import ElectionCandidate
from policies.judging import judge
from policies.models import Period, PeriodDecision
from policies.periods.announcing import Poll, announce
from policies.periods.deciding import decisions_of, release
from policies.periods.listing import PINNED, PUBLIC
from policies.periods.noticing import Published, enter_notice
from policies.periods.settling import Particulars, Standing, settle
from portal.channels.models import Delivery, Pin, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.pinning import pin
from portal.channels.states import PublicState
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.desk.period_dropping import take_from_the_top
from portal.drafts.models import Media
from portal.refusals import Refusal
from tests.makers import make_approved, make_channels, make_council, make_person, make_revision, sign_in
from tests.makers.circumstances import make_period
from tests.makers.pictures import images_of, make_picture, make_pictured
from tests.makers.recordings import make_recording, mp4, rows_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SAID = "Picture 1 shows Thomas Ash, who stands in the Town election"


@pytest.fixture
def council() -> Council:
    made = make_council(slug="mill")
    make_channels(made, "newsroom")
    return made


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def author(council: Council) -> Person:
    return make_person(council=council, role=Role.OFFICER)


def noticed(clerk: Person, *names: str) -> Period:
    """Return a poll whose notice is entered, with those who stand."""
    made = announce(actor=clerk, poll=Poll("parish_election", "Town election", TODAY + timedelta(days=60)))
    standing = Particulars(candidates=[Standing(name) for name in names])
    settle(actor=clerk, period_id=made.pk, particulars=standing)
    enter_notice(actor=clerk, period_id=made.pk, notice=Published(TODAY))
    return made


def showing(author: Person, clerk: Person, *media: Media, live: bool = True) -> Publication:
    """Return a post with pictures that is in public, or waits for tomorrow."""
    issue = {} if live else {"issue": {"go_at": timezone.now() + timedelta(days=1)}}
    made = make_approved(author=author, clerk=clerk, kind="social_post", images=images_of(*media), **issue)
    for delivery in made.deliveries.all() if live else ():
        carry(RowKind.DELIVERY, delivery.pk)
    return Publication.objects.get(pk=made.pk)


def pictured(clerk: Person, name: str, *, colour: int = 0) -> Media:
    media = make_picture(by=clerk, who="people", colour=colour)
    make_pictured(by=clerk, media=media, name=name)
    return media


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("Thomas Ash", True),
        ("Tom Ash", True),
        ("Cllr Tom Ash", True),
        ("Tina Ash", False),
        ("Thomas Ashby", False),
        ("Pat Example", False),
    ],
)
def test_a_picture_of_somebody_who_stands_is_listed_for_a_decision(
    clerk: Person, author: Person, name: str, listed: bool, live: bool
) -> None:
    issue = showing(author, clerk, pictured(clerk, name), live=live)

    noticed(clerk, "Thomas Ash", "Petra Stander")

    rows = list(PeriodDecision.objects.values_list("communication_id", "why"))
    assert [key for key, _ in rows] == ([issue.communication_id] if listed else [])
    assert all(SAID in why and "description" not in why for _, why in rows)
    if listed and not live:
        assert Delivery.objects.get(publication=issue).state == "held"


def test_a_recording_in_which_somebody_who_stands_is_named_is_listed_too(
    clerk: Person, author: Person
) -> None:
    film = make_recording(by=clerk, who="people")
    make_pictured(by=clerk, media=film, name="Thomas Ash")
    other = make_recording(by=clerk, who="people", raw=mp4(data=b"of somebody else"))
    make_pictured(by=clerk, media=other, name="Jo Bystander")
    issues = [
        make_approved(author=author, clerk=clerk, kind="social_post", recordings=rows_of(one))
        for one in (film, other)
    ]

    noticed(clerk, "Thomas Ash", "Petra Stander")

    ((key, why),) = PeriodDecision.objects.values_list("communication_id", "why")
    assert (key, SAID.replace("Picture", "Recording") in why) == (issues[0].communication_id, True)


def test_whoever_was_named_by_mistake_or_forgotten_is_nobody_in_the_picture(
    clerk: Person, author: Person
) -> None:
    media = pictured(clerk, "Thomas Ash")
    showing(author, clerk, media)
    media.people.update(removed_at=timezone.now())

    noticed(clerk, "Thomas Ash")

    assert PeriodDecision.objects.count() == 0


def test_who_is_entered_later_is_looked_for_then_and_a_release_covers_the_picture(
    clerk: Person, author: Person
) -> None:
    showing(author, clerk, pictured(clerk, "Thomas Ash"))
    period = noticed(clerk)
    assert PeriodDecision.objects.count() == 0

    for _ in range(2):
        settle(actor=clerk, period_id=period.pk, particulars=Particulars(candidates=[Standing("Thomas Ash")]))
    release(actor=clerk, decision_id=PeriodDecision.objects.get().pk, reason="Taken years ago.")
    settle(actor=clerk, period_id=period.pk, particulars=Particulars(candidates=[Standing("Thomas Ash")]))

    assert PeriodDecision.objects.get().outcome == "released"


def test_another_council_s_picture_of_the_same_name_is_not_ours(clerk: Person) -> None:
    other = make_council(slug="hill")
    make_channels(other, "newsroom")
    their_clerk = make_person(council=other, role=Role.CLERK)
    showing(make_person(council=other, role=Role.OFFICER), their_clerk, pictured(their_clerk, "Thomas Ash"))

    noticed(clerk, "Thomas Ash")

    assert PeriodDecision.objects.count() == 0


@pytest.mark.parametrize(("name", "found"), [("Thomas Ash", 1), ("Pat Example", 0)])
def test_while_the_period_runs_a_draft_with_such_a_picture_is_found(
    clerk: Person, author: Person, name: str, found: int
) -> None:
    media = pictured(clerk, name)
    make_period(clerk=clerk, candidates=("Thomas Ash",))
    revision = make_revision(author=author, kind="social_post", images=images_of(media))

    findings = judge(revision.communication, revision.content).findings

    assert [each.check for each in findings].count(ElectionCandidate.id) == found


def test_the_list_marks_what_is_pinned_to_the_top(clerk: Person, author: Person) -> None:
    pinned = showing(author, clerk, pictured(clerk, "Thomas Ash"))
    other = showing(author, clerk, pictured(clerk, "Petra Stander", colour=7))
    pin(actor=clerk, communication_id=pinned.communication_id)
    period = noticed(clerk, "Thomas Ash", "Petra Stander")

    rows = {row.communication_id: row.pinned for row in decisions_of(clerk)}
    page = sign_in(clerk).get(f"/mill/desk/periods/{period.pk}/decisions/").content.decode()

    assert rows == {pinned.communication_id: True, other.communication_id: False}
    assert page.count("</strong> to the top of the newsroom") == 1


def listed(clerk: Person) -> dict[int, str]:
    return {row.communication_id: row.why for row in decisions_of(clerk)}


def test_what_is_pinned_is_listed_at_the_notice_though_nothing_stands_against_it(
    clerk: Person, author: Person
) -> None:
    named = showing(author, clerk, pictured(clerk, "Thomas Ash"))
    plain = showing(author, clerk, pictured(clerk, "Pat Example", colour=5))
    showing(author, clerk, pictured(clerk, "Jo Bystander", colour=9))
    for publication in (plain, named):
        pin(actor=clerk, communication_id=publication.communication_id)
    period = noticed(clerk, "Thomas Ash")

    why = listed(clerk)
    assert why.keys() == {plain.communication_id, named.communication_id}
    assert why[plain.communication_id] == f"{PUBLIC} {PINNED}"
    assert why[named.communication_id].startswith(f"{PUBLIC} {SAID}")
    assert why[named.communication_id].endswith(PINNED)

    settle(actor=clerk, period_id=period.pk, particulars=Particulars(candidates=[Standing("Thomas Ash")]))
    assert PeriodDecision.objects.count() == 2


@pytest.mark.parametrize(
    ("outcome", "pinned", "live"), [("released", 1, True), ("unpinned", 0, True), ("dropped", 1, False)]
)
def test_what_is_pinned_is_left_there_taken_from_the_top_or_withdrawn(
    clerk: Person, author: Person, outcome: str, pinned: int, live: bool
) -> None:
    publication = showing(author, clerk, pictured(clerk, "Pat Example"))
    pin(actor=clerk, communication_id=publication.communication_id)
    noticed(clerk)
    row = PeriodDecision.objects.get()

    answer = sign_in(clerk).post(
        f"/mill/desk/periods/decisions/{row.pk}/", {"outcome": outcome, "reason": "The fair is every year."}
    )

    assert answer.status_code == 302
    row.refresh_from_db()
    publication.refresh_from_db()
    assert row.outcome == ("dropped" if outcome == "dropped" else "released")
    assert Pin.objects.count() == pinned
    assert (publication.state == PublicState.LIVE) is live


def test_what_is_not_pinned_is_not_taken_from_the_top(clerk: Person, author: Person) -> None:
    showing(author, clerk, pictured(clerk, "Thomas Ash"))
    noticed(clerk, "Thomas Ash")
    row = PeriodDecision.objects.get()
    asked = {"outcome": "unpinned", "reason": "It is old."}

    assert sign_in(clerk).post(f"/mill/desk/periods/decisions/{row.pk}/", asked).status_code == 422
    with pytest.raises(Refusal, match="not pinned"):
        take_from_the_top(actor=clerk, decision_id=row.pk, reason="It is old.")
    row.refresh_from_db()
    assert row.outcome == "open"
