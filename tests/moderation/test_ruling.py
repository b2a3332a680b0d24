"""Only a person takes down what the public said, by one of six grounds and a clause; a new ruling overrules visibly."""

import re
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from moderation.claiming import CLAIM_FOR, InAnotherHand, claim, put_back
from moderation.enforcing.proving import prove_done
from moderation.grounds import house_rules
from moderation.models import Appeal, Assessment, Comment, Enforcement, Ruling
from moderation.ruling import Judged, OtherWords, Overtaken, rule
from moderation.states import MOVES, Handling, Showing, may_move
from moderation.telling import told_author
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_person
from tests.makers.comments import make_call, make_comment
from tests.makers.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clause")]
WHY = "It threatens the warden by name."


def decide(actor: Person, comment: Comment, outcome: str, reason: str = WHY, **changes: Any) -> Ruling:
    clause_id = changes.pop("clause", None)
    grounds = {"ground": "abusive", "clause_id": clause_id}
    if outcome == "leave":
        grounds = {"answering": "nothing"}
    judged = Judged(**{"version": comment.version, "outcome": outcome, **grounds, **changes})
    return rule(actor=actor, comment_id=comment.pk, judged=judged, reason=reason)


def test_the_house_rules_are_the_list_to_which_rules_about_comments_are_tied(clerk: Person) -> None:
    found = house_rules(clerk.council.pk)

    assert [(one.cited, one.text, set(one.grounds)) for one in found] == [
        ("7.9, bullet 1", "abuse, threats or insults;", {"abusive"}),
        ("7.9, bullet 2", "false and meant to mislead.", {"deceptive"}),
    ]


@pytest.mark.parametrize(
    ("outcome", "showing"),
    [("leave", Showing.SHOWN), ("hide", Showing.HIDDEN), ("remove", Showing.REMOVED)],
)
def test_a_ruling_decides_what_readers_get(
    clerk: Person, item: NewsItem, clause: int, outcome: str, showing: str
) -> None:
    comment = make_comment(item=item, held=True)

    made = decide(clerk, comment, outcome, clause=clause)

    comment.refresh_from_db()
    assert (comment.showing, comment.handling) == (showing, Handling.SETTLED)
    carried = Enforcement.objects.get(ruling=made)
    assert (carried.by_hand, carried.done_at is not None) == (False, True)
    entry = LedgerEntry.objects.get(verb="comment_ruled")
    assert sha256_of(WHY) in entry.body or outcome == "leave"
    assert WHY not in entry.body


def test_what_is_taken_down_names_clause_and_ground_as_they_stood(
    clerk: Person, item: NewsItem, clause: int
) -> None:
    made = decide(clerk, make_comment(item=item), "remove", clause=clause)

    assert (made.ground, made.cited, made.clause_text) == (
        "abusive",
        "7.9, bullet 1",
        "abuse, threats or insults;",
    )
    assert made.rule == f"7.9, bullet 1, {made.source}"
    assert re.fullmatch(r".+ \(version \d+, adopted \d+ \w+ \d{4}, minute \S+\)", made.source)
    assert f"insulting, threatening or abusive, under {made.rule}. " in told_author(made.comment, made)
    assert Snapshot.objects.filter(status="comment_ruled", text=WHY).exists()


def test_a_ruling_from_before_documents_were_kept_names_its_clause_alone() -> None:
    assert Ruling(cited="7.9, bullet 1").rule == "7.9, bullet 1"


@pytest.mark.parametrize(
    ("outcome", "changes", "words"),
    [
        ("remove", {"ground": "criticism"}, "Criticism is none of them"),
        ("remove", {"ground": ""}, "six grounds"),
        ("hide", {"clause_id": None}, "clause"),
        ("hide", {"reason": " "}, "Reason"),
        ("leave", {"answering": ""}, "an answer"),
        ("leave", {"answering": "other", "reason": ""}, "Reason"),
        ("shred", {}, "becomes of"),
    ],
)
def test_a_ruling_without_its_grounds_is_refused(
    clerk: Person, item: NewsItem, clause: int, outcome: str, changes: dict[str, Any], words: str
) -> None:
    comment = make_comment(item=item)
    given = {"clause_id": clause, **changes} if outcome != "leave" else changes
    reason = given.pop("reason", WHY)
    judged = Judged(
        **{"version": 1, "outcome": outcome, "ground": "abusive", "answering": "nothing", **given}
    )

    with pytest.raises(InvalidInput, match=words):
        rule(actor=clerk, comment_id=comment.pk, judged=judged, reason=reason)
    comment.refresh_from_db()
    assert (comment.showing, comment.handling) == (Showing.SHOWN, Handling.WAITING)


@pytest.mark.parametrize(
    "text", ["When is the next meeting of the council?", "This is a shambles and a disgrace."]
)
def test_what_is_asked_or_criticised_again_is_not_settled_as_asking_nothing(
    clerk: Person, item: NewsItem, text: str
) -> None:
    make_comment(item=item, text=text)
    again = make_comment(item=item, text=text)
    assert Assessment.objects.get(comment=again).ended_by == "duplicate"

    with pytest.raises(InvalidInput, match="criticises or asks"):
        decide(clerk, again, "leave")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHAIR, Role.COUNCILLOR, Role.AUDITOR])
def test_nobody_rules_but_who_decides(clerk: Person, item: NewsItem, clause: int, role: str) -> None:
    other = make_person(council=clerk.council, role=role)

    with pytest.raises(NotYours):
        decide(other, make_comment(item=item), "remove", clause=clause)


def test_words_that_changed_meanwhile_are_judged_anew(clerk: Person, item: NewsItem, clause: int) -> None:
    comment = make_comment(item=item, remote_id="1")
    make_comment(item=item, remote_id="1", text="Milder words now.")

    with pytest.raises(OtherWords):
        decide(clerk, comment, "remove", clause=clause)


def test_a_page_from_before_another_ruling_rules_on_nothing(
    clerk: Person, item: NewsItem, clause: int
) -> None:
    comment = make_comment(item=item)
    made = decide(clerk, comment, "hide", clause=clause)

    with pytest.raises(Overtaken, match="Somebody else ruled"):
        decide(clerk, comment, "leave", last=0)

    again = decide(clerk, comment, "leave", last=made.pk)
    assert again.overrules == made


def test_while_an_appeal_is_open_nothing_but_the_appeal_is_decided(
    clerk: Person, item: NewsItem, clause: int
) -> None:
    comment = make_comment(item=item)
    made = decide(clerk, comment, "hide", clause=clause)
    Appeal.objects.create(
        council=clerk.council,
        comment=comment,
        ruling=made,
        ruled_by=clerk.membership,
        words="It was a joke.",
        due_at=timezone.now(),
    )

    with pytest.raises(Refusal, match="has appealed"):
        decide(clerk, comment, "remove", clause=clause)

    assert Ruling.objects.get(comment=comment) == made


def test_the_words_must_be_filed_before_they_come_down(clerk: Person, item: NewsItem, clause: int) -> None:
    comment = make_comment(item=item)
    Snapshot.objects.filter(object_type="comment").update(text=None, title="", erased_at=timezone.now())

    with pytest.raises(Refusal, match="not filed"):
        decide(clerk, comment, "hide", clause=clause)


def test_what_was_said_in_private_is_never_taken_down(clerk: Person, clause: int) -> None:
    call = make_call(by=clerk)

    with pytest.raises(Refusal, match="nothing to take down"):
        decide(clerk, call, "remove", clause=clause)
    decide(clerk, call, "leave")
    assert not Enforcement.objects.exists()


def test_a_new_ruling_overrules_the_old_one_and_it_shows_again(
    clerk: Person, item: NewsItem, clause: int
) -> None:
    comment = make_comment(item=item)
    first = decide(clerk, comment, "remove", clause=clause)
    with pytest.raises(Refusal, match="ruled already"):
        decide(clerk, comment, "remove", clause=clause)

    second = decide(clerk, comment, "leave")

    comment.refresh_from_db()
    assert (second.overrules, comment.showing) == (first, Showing.SHOWN)
    assert [one.outcome for one in Ruling.objects.order_by("pk")] == ["remove", "leave"]


def test_the_same_words_are_ruled_together(clerk: Person, item: NewsItem, clause: int) -> None:
    first, *others = [make_comment(item=item, author=name) for name in ("Robin", "Sam", "Kim")]
    apart = make_comment(item=item, text="Nothing of the sort is said here.")

    made = decide(clerk, first, "remove", clause=clause)

    assert {one.showing for one in Comment.objects.filter(pk__in=[first.pk, *(o.pk for o in others)])} == {
        Showing.REMOVED
    }
    assert set(made.alike.values_list("comment_id", flat=True)) == {one.pk for one in others}
    assert Comment.objects.get(pk=apart.pk).handling == Handling.WAITING
    assert Enforcement.objects.count() == 3


def test_what_two_residents_say_to_the_council_alone_is_settled_one_by_one(clerk: Person) -> None:
    mine, again, theirs = (make_call(by=clerk, author_id=name) for name in ("robin", "robin", "sam"))
    nameless = make_call(by=clerk)
    assert [one.alike for one in (mine, again, theirs, nameless)] == [None, mine, None, None]
    # As it was kept before two residents stood apart.
    Comment.objects.filter(pk__in=[theirs.pk, nameless.pk]).update(alike=mine)

    decide(clerk, mine, "leave")

    rest = {one.pk: one.alike_id for one in Comment.objects.filter(handling=Handling.WAITING)}
    assert rest == {theirs.pk: None, nameless.pk: theirs.pk}


def test_what_is_left_over_of_a_burst_waits_by_itself(
    clerk: Person, item: NewsItem, clause: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderation.alike.TOGETHER", 1)
    first, second, third, fourth = [make_comment(item=item) for _ in range(4)]

    decide(clerk, first, "remove", clause=clause)

    rest = {one.pk: one.alike_id for one in Comment.objects.filter(handling=Handling.WAITING)}
    assert rest == {third.pk: None, fourth.pk: third.pk}
    assert Comment.objects.get(pk=second.pk).showing == Showing.REMOVED


def test_elsewhere_it_is_done_by_hand_and_proved(
    clerk: Person, officer: Person, councillor: Person, item: NewsItem, clause: int
) -> None:
    comment = make_comment(item=item, way="network")
    made = decide(clerk, comment, "hide", clause=clause)
    carried = Enforcement.objects.get(ruling=made)
    assert (carried.by_hand, carried.done_at) == (True, None)
    with pytest.raises(NotYours):
        prove_done(actor=councillor, comment_id=comment.pk, note="Done")
    with pytest.raises(InvalidInput):
        prove_done(actor=officer, comment_id=comment.pk, note=" ")

    prove_done(actor=officer, comment_id=comment.pk, note="Hidden there; looked again at 15:10.")

    carried.refresh_from_db()
    assert (carried.done_by, carried.proof) == (officer.membership, "Hidden there; looked again at 15:10.")
    with pytest.raises(Refusal, match="waits to be done"):
        prove_done(actor=officer, comment_id=comment.pk, note="Again")


def test_a_claim_keeps_others_out_until_it_ends(clerk: Person, item: NewsItem, clause: int) -> None:
    other = make_person(council=clerk.council, role=Role.CLERK, name="Sam Second")
    comment = make_comment(item=item)
    claim(actor=clerk, comment_id=comment.pk)

    with pytest.raises(InAnotherHand, match="Casey Clerk has this comment in hand"):
        claim(actor=other, comment_id=comment.pk)
    with pytest.raises(InAnotherHand):
        decide(other, comment, "remove", clause=clause)
    with pytest.raises(Refusal):
        put_back(actor=other, comment_id=comment.pk)
    Comment.objects.filter(pk=comment.pk).update(claimed_until=timezone.now() - CLAIM_FOR)
    assert claim(actor=other, comment_id=comment.pk).claimed_by == other.membership
    put_back(actor=other, comment_id=comment.pk)
    assert Comment.objects.get(pk=comment.pk).claimed_by is None


def test_rulings_are_never_changed(clerk: Person, item: NewsItem, clause: int) -> None:
    decide(clerk, make_comment(item=item), "remove", clause=clause)

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Ruling.objects.update(ground="obscene")


@pytest.mark.parametrize(("was", "to"), [(a, b) for a in Showing for b in Showing])
def test_nothing_private_becomes_public_and_nothing_hidden_is_held(was: str, to: str) -> None:
    assert may_move(was, to) == (Showing(to) in MOVES[Showing(was)])
    if Showing.PRIVATE in {was, to}:
        assert may_move(was, to) is False


@pytest.mark.django_db(transaction=True)
def test_of_two_who_rule_at_once_one_is_refused(clerk: Person, item: NewsItem, clause: int) -> None:
    comment = make_comment(item=item)

    def act() -> Any:
        return decide(clerk, comment, "remove", clause=clause)

    answers = at_once(act, act)

    assert sorted(type(one).__name__ for one in answers) == ["Refusal", "Ruling"]
    assert Ruling.objects.count() == 1
