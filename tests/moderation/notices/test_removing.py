"""What a notice takes down beside other rulings: earlier ones, other words, and what officers read of it."""

from dataclasses import replace
from typing import Any

import pytest

from moderation.appeals.keys import reference_with_key
from moderation.appeals.making import appeal
from moderation.measures.standing import strikes_of
from moderation.models import Comment, CommentVersion, Ruling
from moderation.notices.deciding import close, keep, lift_order, obey_order, remove
from moderation.notices.states import Event, NotNow, Stage
from moderation.ruling import Judged, rule
from moderation.states import Showing
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, Refusal
from tests.makers import make_person, sign_in
from tests.makers.comments import make_comment, make_house_rules
from tests.makers.notices import AGREES, STANDS, make_answered, make_complete
from tests.moderation.notices.test_procedure import removed_before, removed_by, shown, verbs

pytestmark = pytest.mark.django_db
LEFT = Judged(version=1, outcome="leave", answering="other")


@pytest.fixture
def comment(item: NewsItem) -> Comment:
    return make_comment(item=item)


def ruled(clerk: Person, comment: Comment, outcome: str = "remove") -> Ruling:
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    judged = Judged(version=1, outcome=outcome, ground="abusive", clause_id=clause.pk)
    return rule(actor=clerk, comment_id=comment.pk, judged=judged, reason="It insults.")


def test_a_removal_by_a_rule_of_the_council_stays_and_so_do_its_strike_and_its_appeal(
    comment: Comment, clerk: Person
) -> None:
    before = ruled(clerk, comment)
    appealed = appeal(
        council_id=comment.council_id,
        reference=reference_with_key(comment),
        who="robin@people.example",
        words="It is fair.",
    )
    made = make_answered(clerk=clerk, comment=comment, answer=AGREES)

    found = remove(actor=clerk, notice_id=made.pk, event=Event.REMOVE_AGREED)

    assert (found.stage, found.ruling, Ruling.objects.get()) == (Stage.REMOVED, before, before)
    assert list(strikes_of(comment)) == [before]
    appealed.refresh_from_db()
    assert appealed.decided_at is None
    with pytest.raises(Refusal, match="The law took this comment down"):
        rule(actor=clerk, comment_id=comment.pk, judged=LEFT, reason="It is fair.")


def test_two_notices_that_one_removal_answered_are_one_removal(item: NewsItem, clerk: Person) -> None:
    first = removed_before(item, clerk, "Vera steals.")
    assert first.comment is not None
    again = make_answered(clerk=clerk, comment=first.comment, answer=AGREES)
    remove(actor=clerk, notice_id=again.pk, event=Event.REMOVE_AGREED)
    third = make_complete(clerk=clerk, comment=make_comment(item=item), says_repeated=True)
    same = [first.pk, again.pk]
    desk = sign_in(clerk)
    at = f"/{clerk.council.slug}/desk/moderation/notices/{third.pk}/"
    with pytest.raises(NotNow, match="own record does not show"):
        remove(actor=clerk, notice_id=third.pk, event=Event.REMOVE_REPEATED, same=same)
    assert "Our own record does not show two removals" in desk.get(at).content.decode()

    second = removed_before(item, clerk, "She stole, Vera did.")
    assert "our own record shows two removals" not in desk.get(at).content.decode()
    later = make_complete(clerk=clerk, comment=make_comment(item=item, text="Thief!"), says_repeated=True)
    page = desk.get(f"/{clerk.council.slug}/desk/moderation/notices/{later.pk}/").content.decode()
    assert "our own record shows two removals" in page
    found = remove(actor=clerk, notice_id=later.pk, event=Event.REMOVE_REPEATED, same=[*same, second.pk])
    assert found.stage == Stage.REMOVED


@pytest.mark.parametrize("why", ["a rule of the council", "shown again"])
def test_what_no_notice_removed_or_was_shown_again_is_no_earlier_removal(
    item: NewsItem, clerk: Person, why: str
) -> None:
    first = removed_before(item, clerk, "Vera steals.")
    if why == "shown again":
        second = removed_before(item, clerk, "She stole, Vera did.")
        assert second.comment is not None
        close(actor=clerk, notice_id=second.pk, note="It is taken back.")
        rule(actor=clerk, comment_id=second.comment.pk, judged=LEFT, reason="It is taken back.")
    else:
        other = make_comment(item=item, text="She stole, Vera did.")
        ruled(clerk, other)
        asked = make_answered(clerk=clerk, comment=other, answer=AGREES)
        second = remove(actor=clerk, notice_id=asked.pk, event=Event.REMOVE_AGREED)
    third = make_complete(clerk=clerk, comment=make_comment(item=item), says_repeated=True)

    with pytest.raises(NotNow, match="own record does not show"):
        remove(actor=clerk, notice_id=third.pk, event=Event.REMOVE_REPEATED, same=[first.pk, second.pk])


def changed(comment: Comment) -> Comment:
    """Have the author change the words, as a network brings it."""
    CommentVersion.objects.create(
        comment=comment, number=2, text="Vera lies.", sha256="b" * 64, received_at=comment.received_at
    )
    Comment.objects.filter(pk=comment.pk).update(version=2, text="Vera lies.")
    return Comment.objects.get(pk=comment.pk)


def test_other_words_are_removed_by_a_ruling_of_their_own(comment: Comment, clerk: Person) -> None:
    first = make_answered(clerk=clerk, comment=comment, answer=AGREES)
    before = removed_by(clerk, first, Event.REMOVE_AGREED)
    found = changed(comment)
    second = make_answered(clerk=clerk, comment=found, answer=AGREES)

    after = remove(actor=clerk, notice_id=second.pk, event=Event.REMOVE_AGREED).ruling

    assert after is not None
    assert (after.overrules, after.version.number) == (before, 2)


def test_who_lets_other_words_stand_than_a_notice_removed_says_why(comment: Comment, clerk: Person) -> None:
    made = make_answered(clerk=clerk, comment=comment, answer=AGREES)
    removed_by(clerk, made, Event.REMOVE_AGREED)
    changed(comment)
    judged = replace(LEFT, version=2, answering="none_wanted")
    with pytest.raises(InvalidInput, match=f"Notice {made.reference} removed what this comment said before"):
        rule(actor=clerk, comment_id=comment.pk, judged=judged, reason="")

    rule(actor=clerk, comment_id=comment.pk, judged=judged, reason="It says something else now.")

    assert shown(comment) == Showing.SHOWN


@pytest.mark.parametrize("ordered", [False, True], ids=["notice", "order"])
def test_the_ruling_s_reason_is_the_law_s_own_and_names_neither_notice_nor_order(
    comment: Comment, clerk: Person, *, ordered: bool
) -> None:
    made = make_answered(clerk=clerk, comment=comment, answer=AGREES)
    if ordered:
        obey_order(actor=clerk, notice_id=made.pk, removes=True, note="High Court, Vera v Robin, claim 12")
    else:
        removed_by(clerk, made, Event.REMOVE_AGREED)

    reason = Ruling.objects.get().reason
    filed = Snapshot.objects.filter(object_type="comment", object_id=comment.pk, status="comment_ruled")
    entry = LedgerEntry.objects.get(verb="comment_ruled")
    officer = sign_in(make_person(council=clerk.council, role=Role.OFFICER))
    page = officer.get(f"/{clerk.council.slug}/desk/moderation/{comment.pk}/").content.decode()
    for said in (reason, *filed.values_list("text", flat=True), entry.body, page):
        assert made.reference not in (said or "")
        assert "claim 12" not in (said or "")


def test_nobody_is_told_that_it_stays_of_a_comment_that_is_down(comment: Comment, clerk: Person) -> None:
    ruled(clerk, comment, outcome="hide")
    made = keep(actor=clerk, notice_id=make_answered(clerk=clerk, comment=comment, answer=STANDS).pk)

    letter = made.letters.get(kind="kept").body
    assert "by a rule of our own" in letter
    assert "stays" not in letter
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/").content.decode()
    assert "The comment stays.</strong>" not in page


def test_what_a_court_ordered_stands_until_the_court_lifts_it(comment: Comment, clerk: Person) -> None:
    made = make_answered(
        clerk=clerk, comment=comment, answer=replace(STANDS, agrees=True, details_passed=None)
    )
    removed_by(clerk, made, Event.REMOVE_AGREED)
    order: dict[str, Any] = {
        "actor": clerk,
        "notice_id": made.pk,
        "note": "High Court, 3 March 2027, claim 12",
    }
    obey_order(**order, removes=True)
    ruling = Ruling.objects.get(comment=comment, overruled_by__isnull=True)
    assert (ruling.ground, ruling.overrules and ruling.overrules.ground) == ("order", "notice")
    with pytest.raises(NotNow, match="ordered its removal already"):
        obey_order(**order, removes=True)
    with pytest.raises(NotNow, match="enter first that the court lifted its order"):
        close(**order)

    lift_order(**order)
    found = close(**order)

    assert (found.stage, shown(comment)) == (Stage.CLOSED, Showing.REMOVED)
    assert verbs()[-2:] == ["court_lifted_order", "defamation_closed"]
    with pytest.raises(NotNow):
        lift_order(**order)


def test_the_complainant_is_written_when_a_removal_is_given_up(comment: Comment, clerk: Person) -> None:
    agrees = replace(STANDS, agrees=True, details_passed=None)
    made = make_answered(clerk=clerk, comment=comment, answer=agrees)
    removed_by(clerk, made, Event.REMOVE_AGREED)

    close(actor=clerk, notice_id=made.pk, note="You took it back by letter.")

    letter = made.letters.get(kind="closed")
    assert "may be shown again" in letter.body
    assert "Why:\nYou took it back by letter." in letter.body
    assert "without a decision" not in letter.body
