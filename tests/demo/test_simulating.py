"""Simulated councils: the same for the same seed, whole, and never beside real ones unasked."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import override_settings
from django.utils import timezone

from approvals.counting import counts_of
from approvals.deciding import Issue, approve
from approvals.models import Review
from portal.channels.models import Channel, NewsItem, Publication
from portal.councils.models import Council, Membership, User
from portal.demo.simulating import NotEmpty, simulate
from portal.drafts.models import Communication, Revision
from portal.drafts.states import Stage
from portal.records.models import LedgerEntry
from portal.records.verifying import verify
from tests.makers import make_council, sign_in

pytestmark = pytest.mark.django_db


def said(slug: str) -> list[tuple[str, str, str, dict[str, object]]]:
    items = Communication.objects.filter(council__slug=slug).order_by("pk").select_related("current_revision")
    return [
        (item.title, item.kind, item.stage, item.current_revision.content if item.current_revision else {})
        for item in items
    ]


def test_every_council_is_whole_and_its_record_verifies() -> None:
    ground = simulate(councils=3, communications=40, seed=7)

    assert Council.objects.count() == 3
    assert Membership.objects.filter(council=ground.council).count() == 10
    assert {verify(council.pk).broken for council in Council.objects.all()} == {None}
    entries = LedgerEntry.objects.filter(council_id=ground.council.pk)
    assert entries.count() == 1 + 10 + 4 * 28 + 2 * 8 + 3 * 4
    stages = [item.stage for item in Communication.objects.all()]
    assert [stages.count(stage) for stage in (Stage.SUBMITTED, Stage.DRAFT, Stage.ISSUED)] == [4, 8, 28]
    assert counts_of(ground.clerk).waiting == 4
    assert (Publication.objects.count(), NewsItem.objects.count()) == (28, 28)
    call_command("verify_record", stdout=StringIO())


def test_the_same_seed_says_the_same_and_another_something_else() -> None:
    simulate(councils=1, communications=20, seed=1)
    simulate(councils=1, communications=20, seed=2)
    simulate(councils=1, communications=20, seed=1_000)
    first = said("sim1-0")
    assert len(first) == 20
    assert first != said("sim2-0")
    Council.objects.filter(slug="sim1-0").update(slug="renamed")
    User.objects.update(email=Concat(Value("once."), "email"))
    simulate(councils=1, communications=20, seed=1)
    assert said("sim1-0") == first


def test_what_waits_can_be_approved_by_the_products_own_verbs() -> None:
    ground = simulate(councils=1, communications=20, seed=3)
    channels = list(Channel.objects.filter(council=ground.council).values_list("pk", flat=True))
    for review in Review.objects.filter(state="waiting"):
        item = review.communication
        chosen = channels if item.kind == "press_release" else [ground.newsroom.pk]
        approve(
            actor=ground.clerk,
            review_id=review.pk,
            revision_id=review.revision_id,
            issue=Issue(chosen if item.spec.outputs else []),
        )
    assert verify(ground.council.pk).broken is None
    numbers = Communication.objects.exclude(reference="").values_list("reference", flat=True)
    assert len(set(numbers)) == len(numbers) == 16


def test_the_pages_show_them() -> None:
    ground = simulate(councils=2, communications=60, seed=4)
    clerk = sign_in(ground.clerk)
    for path in ("desk/queue/", "desk/queue/?order=due", "desk/queue/decided/", "desk/", ""):
        assert clerk.get(f"/sim4-0/{path}").status_code == 200


def test_everything_lies_in_the_past_and_what_is_due_to_come() -> None:
    simulate(councils=1, communications=30, seed=5)
    now = timezone.now()
    assert not Revision.objects.filter(at__gt=now).exists()
    assert Review.objects.filter(due_at__gt=now).exists()
    assert not Review.objects.filter(due_at__lte=now).exists()


def test_it_stays_out_of_a_database_with_real_councils_unless_it_is_told() -> None:
    make_council(slug="pitstone")
    with pytest.raises(NotEmpty, match="real councils"):
        simulate(councils=1, communications=1, seed=1)
    with pytest.raises(CommandError, match="Simulate in an empty one; or say --into-existing"):
        call_command("simulate", communications=1)
    out = StringIO()
    call_command("simulate", communications=10, councils=2, seed=6, into_existing=True, stdout=out)
    assert out.getvalue() == "2 councils are there; sim6-0 has 10 communications.\n"
    assert Council.objects.count() == 3


def test_the_same_seed_is_simulated_once() -> None:
    simulate(councils=1, communications=1, seed=1)
    with pytest.raises(NotEmpty, match="Seed 1 was simulated here already"):
        simulate(councils=1, communications=1, seed=1)


@pytest.mark.parametrize(
    "wrong", [{"councils": 0}, {"councils": 100_001}, {"communications": -1}, {"seed": -1}, {"seed": 10**9}]
)
def test_numbers_that_cannot_be_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="Choose 1 to"):
        call_command("simulate", **wrong)
    assert Council.objects.count() == 0


@override_settings(PRODUCTION=True)
def test_it_is_not_for_production() -> None:
    with pytest.raises(CommandError, match="not for production"):
        call_command("simulate")
