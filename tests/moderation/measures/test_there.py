"""A block on a network is decided here and set there by hand, with proof; once it holds no more it is ended there."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from moderation.erasing import erase_comments
from moderation.measures.carrying import prove_there
from moderation.measures.giving import note_given
from moderation.measures.standing import to_do_there
from moderation.measures.taking import end_measure, warn
from moderation.models import Comment, Measure, MeasureProof, WarningGiven
from portal.channels.models import NewsItem, Notice
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.comments import make_house_rules
from tests.moderation.measures.test_measures import ahead, blocked, down, overrule
from tests.moderation.test_due import due

pytestmark = pytest.mark.django_db
PROOF = "Blocked on the page; looked again, it is listed there."


@pytest.fixture
def there(clerk: Person, item: NewsItem) -> Comment:
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1").pk
    words = "The warden is a fool and a liar."
    return down(clerk, item, clause, words, way="network", author_id="jo", email="")


@pytest.fixture
def made(clerk: Person, there: Comment) -> Measure:
    return blocked(clerk, there, unwarned="A threat.")


def steps(council_id: int) -> list[str]:
    return [one.step for one in to_do_there(council_id)]


@pytest.mark.parametrize("how", ["over", "ended", "overruled"])
def test_it_is_to_be_set_by_hand_and_ended_by_hand_once_it_holds_no_more(
    clerk: Person, there: Comment, made: Measure, how: str
) -> None:
    block = f"Block for comment {there.reference}:"
    assert not Notice.objects.filter(what="author_warned").exists()
    assert steps(clerk.council.pk) == ["set"]
    assert f"{block} block the account on its network by hand" in due(clerk)

    first = prove_there(actor=clerk, measure_id=made.pk, note=PROOF)

    assert (first.step, steps(clerk.council.pk)) == ("set", [])
    with pytest.raises(Refusal, match="Nothing of this block"):
        prove_there(actor=clerk, measure_id=made.pk, note=PROOF)
    if how == "over":
        Measure.objects.update(ends_on=ahead(-1), review_on=ahead(-2))
    elif how == "ended":
        end_measure(actor=clerk, measure_id=made.pk, reason="They said sorry.")
    else:
        overrule(clerk, there)
    assert due(clerk) == [f"{block} unblock the account on its network by hand"]
    assert prove_there(actor=clerk, measure_id=made.pk, note="It is gone from the list.").step == "ended"
    assert steps(clerk.council.pk) == []
    assert LedgerEntry.objects.filter(verb="measure_carried_out").count() == 2


def test_what_ended_before_anybody_set_it_there_needs_nothing(clerk: Person, made: Measure) -> None:
    end_measure(actor=clerk, measure_id=made.pk, reason="They said sorry.")

    assert steps(clerk.council.pk) == []


def test_who_rules_proves_it_in_words_and_what_is_proved_stays(clerk: Person, made: Measure) -> None:
    for other in (
        make_person(council=clerk.council, role=Role.OFFICER),
        make_person(council=make_council(slug="elsewhere"), role=Role.CLERK),
    ):
        with pytest.raises((NotYours, Refusal)):
            prove_there(actor=other, measure_id=made.pk, note=PROOF)
    with pytest.raises(InvalidInput):
        prove_there(actor=clerk, measure_id=made.pk, note=" ")
    proof = prove_there(actor=clerk, measure_id=made.pk, note=PROOF)
    for changes in ({"proof": "Otherwise."}, {"at": timezone.now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            MeasureProof.objects.filter(pk=proof.pk).update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        proof.delete()


def test_the_pages_lead_from_the_decision_to_the_proof(clerk: Person, there: Comment) -> None:
    window, at = sign_in(clerk), f"/{clerk.council.slug}/desk/moderation/"
    assert "Block their account there" in window.get(f"{at}{there.pk}/").content.decode()
    assert "The portal cannot block there" in window.get(f"{at}{there.pk}/block/").content.decode()
    typed = {
        "ends_on": ahead(30).isoformat(),
        "review_on": ahead(10).isoformat(),
        "reason": "It threatens.",
        "alternatives": "None would do.",
        "unwarned": "A threat.",
    }
    page = window.post(f"{at}{there.pk}/block/", typed, follow=True).content.decode()
    for each in (
        "The portal blocks nobody there",
        "To be done by hand",
        "It is done there",
        f"To block, by hand, the account of the author of comment {there.reference}",
    ):
        assert each in page
    made = Measure.objects.get()
    told = window.get(f"{at}{there.pk}/").content.decode()
    assert "has blocked your account on" in told

    done = window.post(f"{at}blocks/{made.pk}/there/", {"proof": PROOF}, follow=True).content.decode()

    assert "It is noted: blocked there." in done
    assert "To be done by hand" not in done


def test_erasing_the_comment_takes_the_words_of_it_all(clerk: Person, there: Comment, made: Measure) -> None:
    prove_there(actor=clerk, measure_id=made.pk, note=PROOF)
    warning = warn(actor=clerk, comment_id=there.pk, reason="Not again.")
    note_given(actor=clerk, measure_id=warning.pk, given_on=timezone.localdate(), note="A letter.")
    long_ago = timezone.now() - timedelta(days=400)
    Comment.objects.filter(pk=there.pk).update(settled_at=long_ago)

    erase_comments(EraseOrder(clerk.council.pk, (), timezone.now()))

    assert Comment.objects.get(pk=there.pk).erased_at is not None
    made.refresh_from_db()
    assert (made.unwarned, made.reason, made.author_key) == ("", "", "")
    assert (MeasureProof.objects.get().proof, WarningGiven.objects.get().how) == ("", "")
    assert not Snapshot.objects.filter(object_type="comment", object_id=there.pk, text__isnull=False).exists()
