"""A warning before a block, both by a ruling alone; a block ends by itself, falls with its ruling, and says so."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from moderation.discussions.allowing import allow_comments
from moderation.discussions.standing import talk_under
from moderation.discussions.taking import Blocked, Said, take_comment
from moderation.measures.standing import STRIKES_LAST, block_of, strikes_of
from moderation.measures.taking import LONGEST_BLOCK, Block, block, end_measure, warn
from moderation.models import Comment, Measure, Ruling
from moderation.ruling import Judged, rule
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.comments import make_comment, make_house_rules
from tests.makers.measures import words_stand
from tests.makers.threads import at_once
from tests.moderation.discussions.test_comments_under_items import address, filled

pytestmark = pytest.mark.django_db
KEPT = "7.9, bullet 1, Comments policy (version 1, adopted 4 November 2026, minute 34/26)"
ROBIN = "robin@people.example"
WHY = "It insults the warden by name."


@pytest.fixture(autouse=True)
def clause(clerk: Person) -> int:
    cache.clear()
    return make_house_rules(clerk).clauses.get(ref="7.9/b1").pk


def down(clerk: Person, item: NewsItem, clause: int, text: str, **changes: Any) -> Comment:
    """Return a comment that the clerk removed."""
    made = make_comment(item=item, text=text, **changes)
    judged = Judged(version=1, outcome="remove", ground="abusive", clause_id=clause)
    rule(actor=clerk, comment_id=made.pk, judged=judged, reason=WHY)
    return Comment.objects.get(pk=made.pk)


def overrule(clerk: Person, comment: Comment) -> None:
    judged = Judged(version=1, outcome="leave", answering="other")
    rule(actor=clerk, comment_id=comment.pk, judged=judged, reason="It was fair.")


def ahead(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def blocked(actor: Person, comment: Comment, reason: str = WHY, **changes: Any) -> Measure:
    given = {"ends_on": ahead(30), "review_on": ahead(10), "alternatives": "A second warning."}
    decided = Block(**{**given, **changes})
    return block(actor=actor, comment_id=comment.pk, decided=decided, reason=reason)


def warned(clerk: Person, comment: Comment, state: str = "sent") -> Measure:
    """Return a warning whose mail stands at ``state``."""
    made = warn(actor=clerk, comment_id=comment.pk, reason="Not again, please.")
    words_stand(made, state)
    return made


@pytest.fixture
def twice(clerk: Person, item: NewsItem, clause: int) -> tuple[Comment, Comment]:
    """Return two comments of one author that came down, a warning between them."""
    first = down(clerk, item, clause, "The warden is a fool and a liar.")
    warned(clerk, first)
    return first, down(clerk, item, clause, "The warden is still a fool, I say.")


def say(item: NewsItem, email: str = ROBIN, mark: str = "m1") -> Comment:
    talk = talk_under(item)
    assert talk is not None
    return take_comment(talk=talk, said=Said(mark, "Robin", email, "I am back, and I want to know."))


def test_a_warning_names_rule_and_ruling_and_is_filed(clerk: Person, item: NewsItem, clause: int) -> None:
    comment = down(clerk, item, clause, "The warden is a fool and a liar.")

    made = warn(actor=clerk, comment_id=comment.pk, reason="Not again, please.")

    assert (made.kind, made.ground, made.cited, made.ruling) == (
        "warning",
        "abusive",
        "7.9, bullet 1",
        Ruling.objects.get(),
    )
    assert Snapshot.objects.filter(status="measure_taken", text="Not again, please.").count() == 1
    assert LedgerEntry.objects.filter(verb="measure_taken").count() == 1
    with pytest.raises(Refusal, match="warned for this comment already"):
        warn(actor=clerk, comment_id=comment.pk, reason="Again.")


def test_criticism_is_no_reason_for_anything(clerk: Person, item: NewsItem) -> None:
    comment = make_comment(item=item, text="The council wastes our money, and always has.")

    acts: list[Callable[[], object]] = [
        lambda: warn(actor=clerk, comment_id=comment.pk, reason=WHY),
        lambda: blocked(clerk, comment),
    ]
    for act in acts:
        with pytest.raises(Refusal, match="No ruling"):
            act()
    assert not Measure.objects.exists()


def test_a_block_follows_a_warning(clerk: Person, item: NewsItem, clause: int) -> None:
    first = down(clerk, item, clause, "The warden is a fool and a liar.")
    with pytest.raises(Refusal, match="follows a warning"):
        blocked(clerk, first)
    warned(clerk, first)

    with pytest.raises(Refusal, match="follows a warning"):
        blocked(clerk, first)  # it came down before they were warned
    other = down(clerk, item, clause, "Somebody else insults the warden.", email="sam@people.example")
    with pytest.raises(Refusal, match="follows a warning"):
        blocked(clerk, other)


def test_a_block_keeps_the_address_out_and_no_other(
    clerk: Person, item: NewsItem, twice: tuple[Comment, Comment]
) -> None:
    allow_comments(actor=clerk, communication_id=item.communication_id, hold_all=False)
    made = blocked(clerk, twice[1])

    with pytest.raises(Blocked, match="until") as refused:
        say(item, "Robin@People.example")
    assert "abusive" not in f"{refused.value.what} {refused.value.next_step}".casefold()
    assert say(item, "sam@people.example", "m2").email == "sam@people.example"
    assert made.warning == Measure.objects.get(kind="warning")


def test_the_page_refuses_in_words_and_keeps_what_was_typed(
    clerk: Person, item: NewsItem, twice: tuple[Comment, Comment]
) -> None:
    allow_comments(actor=clerk, communication_id=item.communication_id, hold_all=False)
    blocked(clerk, twice[1])
    typed = filled(item, email=ROBIN, text="I want to know.")

    answer = Client().post(address(item), typed)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "takes no comments from this email address until" in page
    assert "I want to know." in page
    assert Comment.objects.count() == 2


@pytest.mark.parametrize("how", ["over", "ended", "overruled", "warning overruled", "warning taken back"])
def test_a_block_ends(clerk: Person, item: NewsItem, twice: tuple[Comment, Comment], how: str) -> None:
    allow_comments(actor=clerk, communication_id=item.communication_id, hold_all=False)
    made = blocked(clerk, twice[1])
    assert made.warning is not None
    if how == "over":
        Measure.objects.filter(pk=made.pk).update(ends_on=ahead(-1), review_on=ahead(-2))
    elif how == "ended":
        end_measure(actor=clerk, measure_id=made.pk, reason="They said sorry.")
    elif how == "overruled":
        overrule(clerk, twice[1])
    elif how == "warning overruled":
        overrule(clerk, twice[0])
    else:
        end_measure(actor=clerk, measure_id=made.warning.pk, reason="It was the wrong person.")

    assert block_of(clerk.council.pk, made.author_key) is None
    assert say(item).email == ROBIN


def test_strikes_and_warnings_expire(clerk: Person, twice: tuple[Comment, Comment], item: NewsItem) -> None:
    assert strikes_of(twice[1]).count() == 2
    Measure.objects.update(made_at=timezone.now() - STRIKES_LAST - timedelta(seconds=1))

    with pytest.raises(Refusal, match="follows a warning"):
        blocked(clerk, twice[1])
    overrule(clerk, twice[0])
    assert strikes_of(twice[1]).count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": ahead(LONGEST_BLOCK.days + 1)}, "at the latest"),
        ({"ends_on": ahead(0)}, "after today"),
        ({"review_on": ahead(31)}, "looks at the block"),
        ({"review_on": ahead(0)}, "looks at the block"),
        ({"reason": " "}, "Reason"),
        ({"alternatives": ""}, "What else"),
    ],
)
def test_a_block_has_its_days_and_its_words(
    clerk: Person, twice: tuple[Comment, Comment], changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        blocked(clerk, twice[1], **changes)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHAIR, Role.COUNCILLOR, Role.AUDITOR])
def test_nobody_warns_or_blocks_but_who_rules(
    clerk: Person, twice: tuple[Comment, Comment], role: str
) -> None:
    other = make_person(council=clerk.council, role=role)
    made = blocked(clerk, twice[1])

    acts: list[Callable[[], object]] = [
        lambda: warn(actor=other, comment_id=twice[1].pk, reason=WHY),
        lambda: blocked(other, twice[1]),
        lambda: end_measure(actor=other, measure_id=made.pk, reason=WHY),
    ]
    for act in acts:
        with pytest.raises(NotYours):
            act()


def test_another_council_s_measure_does_not_exist(clerk: Person, twice: tuple[Comment, Comment]) -> None:
    made = blocked(clerk, twice[1])
    stranger = make_person(council=make_council(slug="elsewhere"), role=Role.CLERK)

    with pytest.raises(Refusal, match="over already"):
        end_measure(actor=stranger, measure_id=made.pk, reason=WHY)
    assert sign_in(stranger).get(f"/elsewhere/desk/moderation/blocks/{made.pk}/end/").status_code == 404


def test_the_database_demands_ground_warning_and_end(clerk: Person, twice: tuple[Comment, Comment]) -> None:
    made = blocked(clerk, twice[1])
    for changes, name in (
        ({"ground": "criticism"}, "a_measure_names_its_rule"),
        ({"cited": ""}, "a_measure_names_its_rule"),
        ({"ends_on": None}, "a_block_follows_a_warning_and_ends"),
        ({"warning": None}, "a_block_follows_a_warning_and_ends"),
        ({"review_on": ahead(90)}, "looked_at_before"),
        ({"alternatives": ""}, "a_measure_says_why"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Measure.objects.filter(pk=made.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=made.pk).update(ruling=None)
    end_measure(actor=clerk, measure_id=made.pk, reason="They said sorry.")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Measure.objects.filter(pk=made.pk).update(reason="Another.")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_block_at_once_one_is_refused(clerk: Person, twice: tuple[Comment, Comment]) -> None:
    def act() -> Any:
        return blocked(clerk, twice[1])

    assert sorted(type(one).__name__ for one in at_once(act, act)) == ["Measure", "Refusal"]
    assert Measure.objects.filter(kind="block").count() == 1


def test_from_the_ruling_to_the_record_of_the_decision(clerk: Person, item: NewsItem, clause: int) -> None:
    first = down(clerk, item, clause, "The warden is a fool and a liar.")
    window, at = sign_in(clerk), f"/{clerk.council.slug}/desk/moderation/"
    assert "Warn its author" in window.get(f"{at}{first.pk}/").content.decode()
    assert "1 comment of this author came down here" in window.get(f"{at}{first.pk}/warn/").content.decode()
    assert window.post(f"{at}{first.pk}/warn/", {"reason": "Not again, please."}).status_code == 302
    words_stand(Measure.objects.get(), "sent")
    second = down(clerk, item, clause, "The warden is still a fool, I say.")
    typed = {
        "ends_on": ahead(30).isoformat(),
        "review_on": ahead(10).isoformat(),
        "reason": WHY,
        "alternatives": "A second warning would not do.",
    }

    page = window.post(f"{at}{second.pk}/block/", typed, follow=True).content.decode()

    for each in (
        "A second warning would not do.",
        WHY,
        "Openness of Local Government Bodies",
        f"Insulting, threatening or abusive, under {KEPT}",
    ):
        assert each in page
    assert ROBIN not in page
    made = Measure.objects.get(kind="block")
    shown = window.get(f"{at}{second.pk}/").content.decode()
    assert "Block of" in shown
    assert f"<strong>Insulting, threatening or abusive</strong>, under {KEPT}." in shown
    Measure.objects.filter(pk=made.pk).update(review_on=timezone.localdate())
    assert "To be looked at again since" in window.get(f"{at}blocks/").content.decode()
    ended = window.post(f"{at}blocks/{made.pk}/end/", {"reason": "They said sorry."}, follow=True)
    assert "No address is blocked" in ended.content.decode()
