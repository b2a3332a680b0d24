"""The record of the decision to block somebody is readable when the block is over, with how it ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from moderation.erasing import erase_comments
from moderation.measures.ending import ended_blocks, how_ended
from moderation.measures.taking import end_measure
from moderation.models import Comment, Measure
from moderation.states import Handling
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.retention import EraseOrder
from tests.makers import make_council, make_person, sign_in
from tests.makers.comments import make_house_rules
from tests.moderation.measures.test_measures import WHY, ahead, blocked, down, overrule, warned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clause(clerk: Person) -> int:
    return make_house_rules(clerk).clauses.get(ref="7.9/b1").pk


@pytest.fixture
def twice(clerk: Person, item: NewsItem, clause: int) -> tuple[Comment, Comment]:
    """Return two comments of one author that came down, a warning between them."""
    first = down(clerk, item, clause, "The warden is a fool and a liar.")
    warned(clerk, first)
    return first, down(clerk, item, clause, "The warden is still a fool, I say.")


def pages(clerk: Person, comment: Comment) -> tuple[str, str, str]:
    """Return the list of what is over, that of the blocks in force, and the comment's page."""
    at, desk = f"/{clerk.council.slug}/desk/moderation/", sign_in(clerk)
    over = f"{at}blocks/over/"
    found = [desk.get(one).content.decode() for one in (over, f"{at}blocks/", f"{at}{comment.pk}/")]
    return found[0], found[1], found[2]


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("over", "It ran out."),
        ("ended", "Casey Clerk ended it: They said sorry."),
        ("overruled", "The ruling that it rested on was overruled."),
        ("warning overruled", "The ruling of the warning before it was overruled."),
        ("warning taken back", "The warning before it was taken back."),
    ],
)
def test_however_it_ended_its_record_is_read_in_the_list(
    clerk: Person, twice: tuple[Comment, Comment], how: str, why: str
) -> None:
    made = blocked(clerk, twice[1], alternatives="A second warning would not do.")
    assert made.warning is not None
    over, standing, comment = pages(clerk, twice[1])
    assert ("No block is over" in over, "A second warning would not do." in standing) == (True, True)
    assert "block of this author is over" not in comment
    since = timezone.localdate()
    if how == "over":
        since = ahead(-1)
        Measure.objects.filter(pk=made.pk).update(ends_on=ahead(-2), review_on=ahead(-3))
    elif how == "ended":
        end_measure(actor=clerk, measure_id=made.pk, reason="They said sorry.")
    elif how == "overruled":
        overrule(clerk, twice[1])
    elif how == "warning overruled":
        overrule(clerk, twice[0])
    else:
        end_measure(actor=clerk, measure_id=made.warning.pk, reason="It was the wrong person.")

    over, standing, comment = pages(clerk, twice[1])

    for words in (
        why,
        WHY,
        "A second warning would not do.",
        "Openness of Local Government Bodies",
        "Warned before",
    ):
        assert words in over
    assert "A second warning would not do." not in standing
    assert f"blocks/over/?author={twice[1].pk}" in comment
    assert "1 block of this author is over" in comment
    assert how_ended(ended_blocks(clerk).get()) == (since, why)


def test_what_came_first_ended_it(clerk: Person, twice: tuple[Comment, Comment]) -> None:
    made = blocked(clerk, twice[1])
    Measure.objects.filter(pk=made.pk).update(ends_on=ahead(-2), review_on=ahead(-3))
    overrule(clerk, twice[1])

    assert how_ended(ended_blocks(clerk).get()) == (ahead(-1), "It ran out.")


def test_a_list_of_one_author_holds_no_other_s(
    clerk: Person, item: NewsItem, clause: int, twice: tuple[Comment, Comment]
) -> None:
    mine = blocked(clerk, twice[1], alternatives="Mine alone.")
    before = down(clerk, item, clause, "The mayor is a fool and a liar.", email="sam@people.example")
    warned(clerk, before)
    other = down(clerk, item, clause, "The mayor is a fool, I say.", email="sam@people.example")
    theirs = blocked(clerk, other, alternatives="Theirs alone.")
    for one in (mine, theirs):
        end_measure(actor=clerk, measure_id=one.pk, reason="They said sorry.")
    at, desk = f"/{clerk.council.slug}/desk/moderation/blocks/over/", sign_in(clerk)

    every = desk.get(at).content.decode()
    assert every.index("Theirs alone.") < every.index("Mine alone.")
    of = desk.get(f"{at}?author={twice[0].pk}").content.decode()
    assert ("Mine alone." in of, "Theirs alone." in of) == (True, False)
    assert desk.get(f"{at}?author=none").status_code == 404


def test_who_reads_no_comments_reads_no_blocks_and_another_council_s_are_none(
    clerk: Person, twice: tuple[Comment, Comment]
) -> None:
    end_measure(actor=clerk, measure_id=blocked(clerk, twice[1]).pk, reason="They said sorry.")
    slug = clerk.council.slug

    for role, status in ((Role.OFFICER, 200), (Role.AUDITOR, 200), (Role.COUNCILLOR, 403), (Role.CHAIR, 403)):
        other = make_person(council=clerk.council, role=role)
        assert sign_in(other).get(f"/{slug}/desk/moderation/blocks/over/").status_code == status
    stranger = make_person(council=make_council(slug="elsewhere"), role=Role.CLERK)
    assert not ended_blocks(stranger).exists()
    Comment.objects.filter(pk=twice[1].pk).update(risk=3)
    officer = make_person(council=clerk.council, role=Role.OFFICER)
    assert (ended_blocks(officer).exists(), ended_blocks(clerk).exists()) == (False, True)


def test_what_was_erased_is_in_no_list(clerk: Person, twice: tuple[Comment, Comment]) -> None:
    end_measure(actor=clerk, measure_id=blocked(clerk, twice[1]).pk, reason="They said sorry.")
    Comment.objects.update(handling=Handling.SETTLED, settled_at=timezone.now())

    erase_comments(EraseOrder(clerk.council.pk, (), timezone.now() + timedelta(days=9999)))

    assert not ended_blocks(clerk).exists()
    assert "No block is over" in pages(clerk, twice[1])[0]
