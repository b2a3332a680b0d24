"""A notice from its receipt to its end: what is kept, what comes down, who is told what, and what is recorded."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from moderation.appeals.keys import reference_with_key
from moderation.appeals.making import NothingToAppeal, appeal
from moderation.measures.standing import strikes_of
from moderation.models import Comment, DefamationNotice, Enforcement, NoticeLetter, Ruling
from moderation.notices.answering import Answer, answer_notice
from moderation.notices.checking import check_notice, name_comment, pass_on
from moderation.notices.deciding import close, keep, obey_order, remove
from moderation.notices.moving import ABOUT, Overtaken
from moderation.notices.receiving import Given, complete_notice, receive_notice
from moderation.notices.states import Event, NotNow, Stage
from moderation.notices.telling import about_notice
from moderation.ruling import Judged, rule
from moderation.states import Showing
from moderation.telling import to_author
from portal.channels.models import NewsItem, Notice
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person
from tests.makers.comments import TEXT, make_comment, make_house_rules
from tests.makers.notices import (
    AGREES,
    STANDS,
    WHOLE,
    make_answered,
    make_complete,
    make_notice,
    make_waiting,
)

pytestmark = pytest.mark.django_db
VERA, ROBIN = "vera@people.example", "robin@people.example"


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


@pytest.fixture
def comment(item: NewsItem) -> Comment:
    return make_comment(item=item)


def verbs() -> list[str]:
    rows = LedgerEntry.objects.filter(object_type=ABOUT).order_by("pk")
    return list(rows.values_list("verb", flat=True))


def letters(notice: DefamationNotice) -> list[tuple[str, str]]:
    return list(notice.letters.order_by("pk").values_list("kind", "email"))


def mail_of(letter: NoticeLetter) -> str:
    words = to_author(Notice.objects.get(key=letter.key))
    assert words is not None
    assert words.to == (letter.name, letter.email)
    return words.body


def shown(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).showing


def move_back(notice: DefamationNotice, **times: Any) -> None:
    """Let time have passed: the clock of a notice stands where the test wants it."""
    DefamationNotice.objects.filter(pk=notice.pk).update(**times)


def test_a_notice_is_kept_filed_and_told_to_who_decides(
    comment: Comment, clerk: Person, officer: Person
) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk)

    assert (made.stage, made.comment, made.name) == (Stage.RECEIVED, comment, "Vera Example")
    assert made.due_at is not None
    assert timedelta(hours=48) <= made.due_at - made.received_at <= timedelta(days=9)
    filed = Snapshot.objects.get(object_type=ABOUT, object_id=made.pk)
    assert "It says that I am a thief." in (filed.text or "")
    assert verbs() == ["defamation_received"]
    notice = Notice.objects.get(what="defamation_to_do")
    assert notice.recipient == clerk.membership
    words = about_notice(notice, clerk)
    assert words is not None
    assert made.reference in words.body
    assert "thief" not in words.body
    assert "Vera" not in words.body
    assert about_notice(notice, officer) is None
    assert shown(comment) == Showing.SHOWN


def test_the_same_form_sent_twice_is_one_notice(comment: Comment) -> None:
    first = make_notice(comment=comment, council_id=comment.council_id, mark="a" * 64)

    assert make_notice(comment=comment, council_id=comment.council_id, mark="a" * 64) == first
    assert verbs() == ["defamation_received"]


@pytest.mark.parametrize(
    "missing",
    [
        {"name": ""},
        {"email": ""},
        {"statement": ""},
        {"why": ""},
        {"where": ""},
        {"meaning": ""},
        {"wrong": ""},
        {"without_details": False},
        {"name_passed": None},
        {"email_passed": None},
    ],
    ids=lambda missing: next(iter(missing)),
)
def test_a_notice_without_one_particular_is_sent_back_and_the_letter_names_it(
    comment: Comment, clerk: Person, missing: dict[str, Any]
) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk, said=replace(WHOLE, **missing))

    found = check_notice(actor=clerk, notice_id=made.pk, wanting=[])

    (name,) = missing
    assert (found.stage, found.lacking, found.due_at) == (Stage.DEFECTIVE, [name], None)
    letter = found.letters.get()
    assert letter.kind == "defective"
    assert letter.body.count("\n- ") == 1
    assert letter.email == found.email
    assert (Notice.objects.filter(key=letter.key).count() == 1) is (name != "email")
    with pytest.raises(NotNow, match="Sent back"):
        pass_on(actor=clerk, notice_id=made.pk)


def test_what_stands_there_and_will_not_do_is_missing_too(comment: Comment, clerk: Person) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk)

    found = check_notice(actor=clerk, notice_id=made.pk, wanting=["meaning", "why"])

    assert found.lacking == ["why", "meaning"]
    assert "the meaning that the complainant takes the statement to have" in mail_of(found.letters.get())
    with pytest.raises(InvalidInput):
        check_notice(actor=clerk, notice_id=made.pk, wanting=["nothing"])


def test_the_clock_begins_again_when_what_was_missing_comes(comment: Comment, clerk: Person) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk, said=replace(WHOLE, meaning=""))
    check_notice(actor=clerk, notice_id=made.pk, wanting=[])
    before = DefamationNotice.objects.get(pk=made.pk).received_at

    found = complete_notice(actor=None, notice_id=made.pk, given=Given(WHOLE))

    assert (found.stage, found.lacking, found.meaning) == (Stage.RECEIVED, [], "That I stole.")
    assert found.received_at > before
    assert found.due_at is not None
    assert found.comment == comment
    assert verbs() == ["defamation_received", "defamation_found_defective", "defamation_completed"]
    with pytest.raises(NotNow):
        complete_notice(actor=None, notice_id=made.pk, given=Given(WHOLE))


def test_a_the_poster_is_told_without_the_name_and_the_complainant_gets_an_acknowledgement(
    comment: Comment, clerk: Person
) -> None:
    made = make_waiting(clerk=clerk, comment=comment)

    assert made.stage == Stage.WAITING
    assert letters(made) == [("to_poster", ROBIN), ("received", VERA)]
    told = mail_of(made.letters.get(kind="to_poster"))
    assert "Vera Example" not in told
    assert VERA not in told
    assert "It says that I am a thief. Signed, [withheld]." in told
    assert "full name" in told
    assert "a court orders us to" in told
    assert f"/notices/{made.reference}/answer/" in told
    assert f"/notices/{made.reference}/answer/" not in mail_of(made.letters.get(kind="received"))
    assert made.answer_by is not None
    assert made.passed_at is not None
    assert timedelta(days=5) < made.answer_by - made.passed_at <= timedelta(days=6, hours=1)
    assert shown(comment) == Showing.SHOWN


def test_a_name_that_may_be_given_is_given(comment: Comment, clerk: Person) -> None:
    made = make_waiting(clerk=clerk, comment=comment, said=replace(WHOLE, name_passed=True))

    told = made.letters.get(kind="to_poster").body
    assert "Who complains:\nVera Example" in told
    assert VERA not in told
    assert "We gave them your name, but not your email address." in made.letters.get(kind="received").body


def removed_by(clerk: Person, notice: DefamationNotice, event: Event, **more: Any) -> Ruling:
    """Remove the comment and assert what every removal leaves behind."""
    found = remove(actor=clerk, notice_id=notice.pk, event=event, **more)
    assert found.stage == Stage.REMOVED
    assert found.closed_at is not None
    assert found.comment is not None
    gone = Comment.objects.get(pk=found.comment.pk)
    assert (gone.showing, gone.text) == (Showing.REMOVED, TEXT)
    assert found.letters.latest("pk").kind == "removed"
    assert verbs()[-1] == "defamation_removed"
    made = Ruling.objects.get(comment=gone, overruled_by__isnull=True)
    assert found.ruling == made
    assert (made.ground, made.clause, made.outcome, made.ruled_by) == (
        "notice",
        None,
        "remove",
        clerk.membership,
    )
    assert Enforcement.objects.get(ruling=made).state == "done"
    return made


def test_b_where_the_poster_gave_no_address_the_comment_is_removed(item: NewsItem, clerk: Person) -> None:
    silent = make_comment(item=item, email="")
    made = make_complete(clerk=clerk, comment=silent)
    with pytest.raises(NotNow, match="gave no private address"):
        pass_on(actor=clerk, notice_id=made.pk)

    removed_by(clerk, made, Event.REMOVE_UNREACHABLE)

    assert "no private way to reach" in mail_of(NoticeLetter.objects.get())


def test_c_who_does_not_answer_in_time_loses_the_comment(comment: Comment, clerk: Person) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    with pytest.raises(NotNow, match="With the poster"):
        remove(actor=clerk, notice_id=made.pk, event=Event.REMOVE_SILENT)
    ended = timezone.now() - timedelta(minutes=1)
    move_back(made, answer_by=ended, due_at=ended)
    with pytest.raises(NotNow, match="time for an answer is over"):
        answer_notice(actor=None, notice_id=made.pk, answer=STANDS)

    removed_by(clerk, made, Event.REMOVE_SILENT)

    assert [step.event for step in made.history.order_by("number")][-2:] == ["time_over", "remove_silent"]
    over = made.history.get(event="time_over")
    assert (over.at, over.late, over.by) == (ended, False, None)
    assert "defamation_time_over" in verbs()


@pytest.mark.parametrize(
    "answer",
    [
        replace(STANDS, name=""),
        replace(STANDS, address=""),
        replace(STANDS, details_passed=None),
    ],
    ids=["no name", "no address", "no word of consent"],
)
def test_d_an_answer_that_lacks_something_does_not_keep_the_comment(
    comment: Comment, clerk: Person, answer: Answer
) -> None:
    made = make_answered(clerk=clerk, comment=comment, answer=answer)
    with pytest.raises(NotNow, match="lacks what the law asks"):
        keep(actor=clerk, notice_id=made.pk)

    removed_by(clerk, made, Event.REMOVE_DEFICIENT)


def test_d_an_obviously_false_answer_is_one_for_which_somebody_says_why(
    comment: Comment, clerk: Person
) -> None:
    made = make_answered(clerk=clerk, comment=comment)
    with pytest.raises(NotNow, match="has all that it needs"):
        remove(actor=clerk, notice_id=made.pk, event=Event.REMOVE_DEFICIENT)

    removed_by(clerk, made, Event.REMOVE_DEFICIENT, note="There is no such street.")

    assert made.history.latest("number").note == "There is no such street."
    assert Snapshot.objects.filter(status="defamation_removed", text="There is no such street.").exists()


def test_e_who_agrees_has_it_removed(comment: Comment, clerk: Person) -> None:
    made = make_answered(clerk=clerk, comment=comment, answer=AGREES)
    with pytest.raises(NotNow, match="agrees that it is removed"):
        keep(actor=clerk, notice_id=made.pk)

    removed_by(clerk, made, Event.REMOVE_AGREED)


@pytest.mark.parametrize(("allowed", "told"), [(True, True), (False, False)])
def test_f_who_stands_by_it_keeps_it_and_their_details_go_only_where_they_say_so(
    comment: Comment, clerk: Person, *, allowed: bool, told: bool
) -> None:
    made = make_answered(clerk=clerk, comment=comment, answer=replace(STANDS, details_passed=allowed))

    found = keep(actor=clerk, notice_id=made.pk)

    body = mail_of(found.letters.get(kind="kept"))
    assert ("Robin Poster" in body, "1 Mill Lane" in body) == (told, told)
    assert ("do not allow us to give them to you" in body) is not told
    assert (found.stage, shown(comment)) == (Stage.KEPT, Showing.SHOWN)
    assert not Ruling.objects.exists()
    assert verbs()[-1] == "defamation_kept"


def removed_before(item: NewsItem, clerk: Person, text: str) -> DefamationNotice:
    made = make_answered(clerk=clerk, comment=make_comment(item=item, text=text), answer=AGREES)
    return remove(actor=clerk, notice_id=made.pk, event=Event.REMOVE_AGREED)


def test_g_the_third_time_the_poster_is_not_asked_where_our_own_record_shows_two(
    item: NewsItem, clerk: Person
) -> None:
    first, second = (
        removed_before(item, clerk, "Vera steals."),
        removed_before(item, clerk, "She stole, Vera did."),
    )
    third = make_complete(clerk=clerk, comment=make_comment(item=item), says_repeated=True)
    with pytest.raises(NotNow, match="own record does not show"):
        remove(actor=clerk, notice_id=third.pk, event=Event.REMOVE_REPEATED, same=[first.pk])

    removed_by(clerk, third, Event.REMOVE_REPEATED, same=[first.pk, second.pk])

    assert letters(third) == [("removed", VERA)]


@pytest.mark.parametrize("other", ["poster", "complainant", "unsaid"])
def test_g_removals_of_others_do_not_count(item: NewsItem, clerk: Person, other: str) -> None:
    earlier = [removed_before(item, clerk, text).pk for text in ("Vera steals.", "She stole, Vera did.")]
    email = "sam@people.example" if other == "poster" else ROBIN
    said = replace(WHOLE, email="wim@people.example") if other == "complainant" else WHOLE
    comment = make_comment(item=item, email=email)
    third = make_complete(clerk=clerk, comment=comment, said=said, says_repeated=other != "unsaid")

    with pytest.raises(NotNow):
        remove(actor=clerk, notice_id=third.pk, event=Event.REMOVE_REPEATED, same=earlier)
    assert shown(comment) == Showing.SHOWN


def test_a_court_s_order_is_done_at_any_time(comment: Comment, clerk: Person) -> None:
    made = make_answered(clerk=clerk, comment=comment, answer=replace(STANDS, details_passed=False))
    keep(actor=clerk, notice_id=made.pk)
    order = "High Court, 3 March 2027, claim 12"

    obey_order(actor=clerk, notice_id=made.pk, removes=False, note=order)
    assert "1 Mill Lane" in mail_of(made.letters.get(kind="disclosed"))
    assert DefamationNotice.objects.get(pk=made.pk).stage == Stage.KEPT
    found = obey_order(actor=clerk, notice_id=made.pk, removes=True, note=order)

    assert (found.stage, shown(comment)) == (Stage.REMOVED, Showing.REMOVED)
    assert (found.ruling and found.ruling.ground) == "order"
    assert "because a court ordered it" in found.letters.get(kind="removed").body
    assert verbs()[-2:] == ["court_ordered_disclosure", "court_ordered_removal"]


def test_a_late_act_is_done_and_noted_as_late(comment: Comment, clerk: Person) -> None:
    made = make_complete(clerk=clerk, comment=comment)
    move_back(made, due_at=timezone.now() - timedelta(hours=1))

    pass_on(actor=clerk, notice_id=made.pk)

    assert made.history.get(event="pass_on").late is True
    assert made.history.get(event="find_complete").late is False
    entry = LedgerEntry.objects.get(verb="defamation_passed_on")
    assert '"late":true' in entry.body.replace(" ", "")


@pytest.mark.parametrize("hours", [1, -1])
def test_what_is_closed_past_its_time_is_noted_as_late(comment: Comment, clerk: Person, hours: int) -> None:
    made = make_complete(clerk=clerk, comment=comment)
    move_back(made, due_at=timezone.now() - timedelta(hours=hours))

    close(actor=clerk, notice_id=made.pk, note="The complainant takes it back.")

    assert made.history.get(event="close").late is (hours > 0)


def test_what_is_closed_while_its_poster_may_answer_is_never_late(comment: Comment, clerk: Person) -> None:
    made, over = make_waiting(clerk=clerk, comment=comment), timezone.now() - timedelta(hours=1)
    move_back(made, due_at=over, answer_by=over)
    close(actor=clerk, notice_id=made.pk, note="The complainant takes it back.")

    assert made.history.get(event="close").late is False


def test_what_the_law_took_down_breaks_no_rule_and_is_not_shown_again_by_a_ruling(
    comment: Comment, clerk: Person
) -> None:
    made = make_answered(clerk=clerk, comment=comment, answer=AGREES)
    removed_by(clerk, made, Event.REMOVE_AGREED)

    assert not strikes_of(comment).exists()
    with pytest.raises(NothingToAppeal):
        appeal(council_id=comment.council_id, reference=reference_with_key(comment), who=ROBIN, words="No.")
    told = to_author(Notice.objects.get(what="author_ruled"))
    assert told is not None
    assert "because the law asks it" in told.body
    assert "appeals" not in told.body
    back = Judged(version=1, outcome="leave", answering="other")
    with pytest.raises(Refusal, match="The law took this comment down"):
        rule(actor=clerk, comment_id=comment.pk, judged=back, reason="It is fair.")
    close(actor=clerk, notice_id=made.pk, note="The complainant takes it back.")

    rule(actor=clerk, comment_id=comment.pk, judged=back, reason="The notice was taken back.")

    assert shown(comment) == Showing.SHOWN


def test_what_a_ruling_hid_before_is_removed_by_the_law_over_it(comment: Comment, clerk: Person) -> None:
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    hidden = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause.pk)
    before = rule(actor=clerk, comment_id=comment.pk, judged=hidden, reason="It insults.")
    made = make_answered(clerk=clerk, comment=comment, answer=AGREES)

    after = removed_by(clerk, made, Event.REMOVE_AGREED)

    assert after.overrules == before


def test_a_letter_is_entered_with_when_it_came_and_its_comment_is_named_later(
    comment: Comment, clerk: Person
) -> None:
    came = timezone.now() - timedelta(days=1)
    said = replace(WHOLE, where="Somewhere below the fête")
    given = Given(said, way="letter", received_at=came, source="Dear council, …")
    made = receive_notice(actor=clerk, council_id=clerk.council.pk, given=given)
    assert (made.comment, made.received_at, made.entered_by, made.source) == (
        None, came, clerk.membership, "Dear council, …",
    )  # fmt: skip
    check_notice(actor=clerk, notice_id=made.pk, wanting=[])
    with pytest.raises(NotNow, match="Say first which comment"):
        pass_on(actor=clerk, notice_id=made.pk)
    with pytest.raises(InvalidInput, match="no comment with this reference"):
        name_comment(actor=clerk, notice_id=made.pk, reference="AAAAAAAAAA")

    due = DefamationNotice.objects.get(pk=made.pk).due_at
    steps = DefamationNotice.objects.get(pk=made.pk).steps
    found = name_comment(actor=clerk, notice_id=made.pk, reference=comment.reference.lower(), steps=steps)
    assert (found.stage, found.due_at, found.steps) == (Stage.RECEIVED, due, steps + 1)
    assert found.history.get(number=steps + 1).event == "name_comment"
    with pytest.raises(Overtaken):
        check_notice(actor=clerk, notice_id=made.pk, wanting=[], steps=steps)
    check_notice(actor=clerk, notice_id=made.pk, wanting=[])

    assert pass_on(actor=clerk, notice_id=made.pk).stage == Stage.WAITING
    with pytest.raises(NotNow, match="With the poster"):
        name_comment(actor=clerk, notice_id=made.pk, reference=comment.reference)


@pytest.mark.parametrize("hours", [1, -367 * 24])
def test_a_time_that_cannot_be_is_refused(clerk: Person, hours: int) -> None:
    given = Given(WHOLE, way="email", received_at=timezone.now() + timedelta(hours=hours))

    with pytest.raises(InvalidInput, match="When it came"):
        receive_notice(actor=clerk, council_id=clerk.council.pk, given=given)


def test_the_clerk_enters_an_answer_that_came_by_letter(comment: Comment, clerk: Person) -> None:
    made = make_waiting(clerk=clerk, comment=comment)

    found = answer_notice(actor=clerk, notice_id=made.pk, answer=STANDS, note="By letter, today.")

    assert (found.stage, found.poster_name, found.due_at is not None) == (
        Stage.ANSWERED,
        "Robin Poster",
        True,
    )
    with pytest.raises(NotNow, match="The poster answered"):
        answer_notice(actor=None, notice_id=made.pk, answer=AGREES)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHAIR, Role.COUNCILLOR, Role.AUDITOR])
def test_nobody_deals_with_notices_but_who_decides(comment: Comment, clerk: Person, role: str) -> None:
    made = make_complete(clerk=clerk, comment=comment)
    other = make_person(council=clerk.council, role=role)

    with pytest.raises(NotYours):
        pass_on(actor=other, notice_id=made.pk)
    with pytest.raises(NotYours):
        receive_notice(actor=other, council_id=clerk.council.pk, given=Given(WHOLE, way="letter"))


def test_another_council_s_notice_and_comment_do_not_exist(comment: Comment, clerk: Person) -> None:
    made = make_complete(clerk=clerk, comment=comment)
    stranger = make_person(council=make_council(), role=Role.CLERK)

    with pytest.raises(NotYours):
        pass_on(actor=stranger, notice_id=made.pk)
    with pytest.raises(InvalidInput, match="no comment with this reference"):
        make_notice(comment=comment, council_id=stranger.council.pk)


def test_who_acts_on_an_old_page_is_told_that_something_happened(comment: Comment, clerk: Person) -> None:
    made = make_complete(clerk=clerk, comment=comment)
    pass_on(actor=clerk, notice_id=made.pk, steps=made.steps)

    with pytest.raises(Overtaken):
        pass_on(actor=clerk, notice_id=made.pk, steps=made.steps)
    assert NoticeLetter.objects.filter(kind="to_poster").count() == 1
