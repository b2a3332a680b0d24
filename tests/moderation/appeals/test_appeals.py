"""Whoever wrote what came down asks for another look; somebody else decides, and what was wrong shows again."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from moderation.appeals.deciding import decide_appeal
from moderation.appeals.keys import key_of, opens, reference_with_key
from moderation.appeals.making import WITHIN, NothingToAppeal, appeal
from moderation.appeals.restoring import LOOKED_AGAIN
from moderation.discussions.allowing import allow_comments
from moderation.models import Appeal, Comment, Enforcement, Ruling
from moderation.notices.deciding import close, remove
from moderation.notices.states import Event
from moderation.ruling import Judged, OtherWords, rule
from moderation.states import Showing
from moderation.telling import about_comment, to_author
from portal.channels.models import NewsItem, Notice
from portal.channels.notices.words import Words
from portal.councils.models import Membership
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_membership, make_person, sign_in
from tests.makers.comments import TEXT, make_comment, make_house_rules
from tests.makers.notices import AGREES
from tests.makers.notices import make_answered as make_answered_notice

pytestmark = pytest.mark.django_db
ROBIN = "robin@people.example"


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


@pytest.fixture
def down(item: NewsItem, clerk: Person) -> Comment:
    """Return a comment that the clerk removed."""
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    made = make_comment(item=item)
    judged = Judged(version=1, outcome="remove", ground="abusive", clause_id=clause.pk)
    rule(actor=clerk, comment_id=made.pk, judged=judged, reason="It insults.")
    made.refresh_from_db()
    return made


@pytest.fixture
def second(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.CLERK, name="Sam Second")


def appealed(down: Comment, **changes: Any) -> Appeal:
    given = {"reference": reference_with_key(down), "who": ROBIN, "words": "It was fair.", **changes}
    return appeal(council_id=down.council_id, **given)


def test_an_appeal_is_kept_once_filed_and_told_to_who_did_not_rule(
    down: Comment, clerk: Person, second: Person
) -> None:
    made = appealed(down, reference=f" {reference_with_key(down).lower()} ", who="Robin@People.example")

    assert appealed(down).pk == made.pk
    assert (made.words, made.ruled_by) == ("It was fair.", clerk.membership)
    assert Snapshot.objects.filter(status="ruling_appealed", text="It was fair.").count() == 1
    assert LedgerEntry.objects.filter(verb="ruling_appealed").count() == 1
    notice = Notice.objects.get(what="comment_appealed")
    assert notice.recipient == second.membership
    words = about_comment(notice, second)
    assert isinstance(words, Words)
    assert down.reference in words.body
    assert TEXT not in words.body


@pytest.mark.parametrize(
    "changes",
    [
        {"who": "other@people.example"},
        {"reference": "AAAAAAAAAA"},
        {"reference": "AAAAAAAAAA-AAAAAAAA"},
        {"reference": ""},
        {"who": ""},
    ],
)
def test_a_wrong_address_or_reference_tells_nothing(down: Comment, changes: dict[str, str]) -> None:
    with pytest.raises(NothingToAppeal) as refused:
        appealed(down, **changes)
    assert "nothing that came down under this reference and address" in refused.value.what
    assert not Appeal.objects.exists()


def test_what_stands_and_what_was_ruled_long_ago_cannot_be_appealed(
    down: Comment, item: NewsItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    stands = make_comment(item=item, text="This one stands where it was.")
    with pytest.raises(NothingToAppeal):
        appealed(stands)
    monkeypatch.setattr("moderation.appeals.making.WITHIN", -WITHIN)
    with pytest.raises(NothingToAppeal):
        appealed(down)


def test_whoever_ruled_does_not_decide_where_somebody_else_can(
    down: Comment, clerk: Person, second: Person
) -> None:
    made = appealed(down)

    with pytest.raises(NotYours, match="your own ruling"):
        decide_appeal(actor=clerk, appeal_id=made.pk, allowed=False, reason="No.", minute="12/26")
    decide_appeal(actor=second, appeal_id=made.pk, allowed=False, reason="It stands.", minute="")

    made.refresh_from_db()
    assert (made.allowed, made.decided_by) == (False, second.membership)
    assert Comment.objects.get(pk=down.pk).showing == Showing.REMOVED
    with pytest.raises(Refusal, match="decided already"):
        decide_appeal(actor=second, appeal_id=made.pk, allowed=True, reason="Yes.", minute="")


def test_who_ruled_in_an_office_before_does_not_decide_in_their_new_one(
    down: Comment, clerk: Person, second: Person
) -> None:
    made = appealed(down)
    Membership.objects.filter(pk=clerk.membership.pk).update(ended_at=timezone.now())
    again = make_membership(council=clerk.council, role=Role.CLERK, user=clerk.membership.user)

    with pytest.raises(NotYours, match="your own ruling"):
        decide_appeal(
            actor=person_now(again.pk), appeal_id=made.pk, allowed=False, reason="No.", minute="12/26"
        )
    Membership.objects.filter(pk=second.membership.pk).update(ended_at=timezone.now())
    with pytest.raises(InvalidInput, match="minute of the committee"):
        decide_appeal(actor=person_now(again.pk), appeal_id=made.pk, allowed=False, reason="No.", minute="")


def test_where_nobody_else_can_decide_a_committee_does(down: Comment, clerk: Person) -> None:
    made = appealed(down)
    with pytest.raises(InvalidInput, match="minute of the committee"):
        decide_appeal(actor=clerk, appeal_id=made.pk, allowed=True, reason="Resolved.", minute=" ")

    decide_appeal(actor=clerk, appeal_id=made.pk, allowed=True, reason="Resolved.", minute="34/26")

    assert Comment.objects.get(pk=down.pk).showing == Showing.SHOWN
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        Appeal.objects.filter(pk=made.pk).update(minute="")


def test_what_was_wrong_shows_again_by_a_ruling_that_overrules(
    down: Comment, item: NewsItem, officer: Person, second: Person
) -> None:
    allow_comments(actor=officer, communication_id=item.communication_id, hold_all=False)
    page = f"/{item.council.slug}/news/{item.slug}/"
    assert TEXT not in Client().get(page).content.decode()

    decide_appeal(actor=second, appeal_id=appealed(down).pk, allowed=True, reason="It was fair.", minute="")

    assert TEXT in Client().get(page).content.decode()
    last = Ruling.objects.latest("pk")
    assert (last.outcome, last.overrules is not None, last.reason) == ("leave", True, "It was fair.")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHAIR, Role.AUDITOR])
def test_nobody_decides_but_who_rules(down: Comment, role: str) -> None:
    other = make_person(council=down.council, role=role)

    with pytest.raises(NotYours):
        decide_appeal(actor=other, appeal_id=appealed(down).pk, allowed=True, reason="Yes.", minute="")


def test_from_the_placeholder_to_the_comment_that_shows_again(
    down: Comment, item: NewsItem, officer: Person, second: Person
) -> None:
    allow_comments(actor=officer, communication_id=item.communication_id, hold_all=False)
    slug, reader = item.council.slug, Client()
    shown = reader.get(f"/{slug}/news/{item.slug}/").content.decode()
    assert f"/{slug}/appeals/?reference={down.reference}" in shown
    sent = {"reference": reference_with_key(down), "who": ROBIN, "words": "It was fair."}

    refused = reader.post(f"/{slug}/appeals/", {**sent, "who": "nobody@people.example"})
    assert refused.status_code == 422
    assert "It was fair." in refused.content.decode()
    answer = reader.post(f"/{slug}/appeals/", sent, follow=True)
    assert "It is decided by" in answer.content.decode()
    desk, made = sign_in(second), Appeal.objects.get()
    assert "Its author appeals" in desk.get(f"/{slug}/desk/moderation/{down.pk}/").content.decode()
    assert (
        f"/desk/moderation/{down.pk}/" in desk.get(f"/{slug}/desk/moderation/?show=appeals").content.decode()
    )
    desk.post(
        f"/{slug}/desk/moderation/appeals/{made.pk}/",
        {"allowed": "yes", "reason": "It was fair.", "version": 1},
    )

    assert reader.get(f"/{slug}/appeals/{down.reference}/").status_code == 404
    assert reader.get(f"/{slug}/appeals/{down.reference}-AAAAAAAA/").status_code == 404
    at = f"/{slug}/appeals/{reference_with_key(down)}/"
    assert "your comment shows again" in reader.get(at).content.decode()
    assert TEXT in reader.get(f"/{slug}/news/{item.slug}/").content.decode()
    assert "1 in all: 1 allowed, 0 refused" in reader.get(f"/{slug}/moderation/").content.decode()


def test_an_appeal_is_due_on_a_working_day(down: Comment) -> None:
    made = appealed(down)

    assert timedelta(days=11) < made.due_at - timezone.now() < timedelta(days=25)


def test_the_public_half_of_a_reference_is_not_enough(down: Comment) -> None:
    with pytest.raises(NothingToAppeal):
        appealed(down, reference=down.reference)
    with pytest.raises(NothingToAppeal):
        appealed(down, reference=f"{down.reference}-AAAAAAAA")
    assert appealed(down).ruling.comment == down


def test_its_author_alone_is_shown_the_secret_half(item: NewsItem, officer: Person) -> None:
    allow_comments(actor=officer, communication_id=item.communication_id, hold_all=False)
    made = make_comment(item=item)
    there = f"/{item.council.slug}/comments/{item.slug}/sent/{made.reference}/"

    assert reference_with_key(made) in Client().get(there, {"key": key_of(made)}).content.decode()
    for stranger in ({}, {"key": "AAAAAAAA"}):
        assert key_of(made) not in Client().get(there, stranger).content.decode()


def test_who_gave_an_address_is_mailed_what_came_down_and_how_the_appeal_ended(
    down: Comment, second: Person
) -> None:
    notice = Notice.objects.get(what="author_ruled")
    words = to_author(notice)
    assert words is not None
    assert words.to == ("Robin", ROBIN)
    assert f"appeals/?reference={reference_with_key(down)}" in words.body
    assert TEXT not in words.body

    decide_appeal(actor=second, appeal_id=appealed(down).pk, allowed=True, reason="It was fair.", minute="")

    assert to_author(notice) is None
    told = to_author(Notice.objects.get(what="author_appeal_decided"))
    assert told is not None
    assert "your comment shows again.\n\nIt was fair." in told.body


def test_nobody_is_mailed_where_no_address_was_given_or_it_was_erased(down: Comment) -> None:
    notice = Notice.objects.get(what="author_ruled")
    Comment.objects.filter(pk=down.pk).update(email="")

    assert to_author(notice) is None


def test_what_came_down_by_the_same_act_shows_again_with_it(
    item: NewsItem, clerk: Person, second: Person
) -> None:
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    first, same, network, changed = (
        make_comment(item=item, remote_id=f"{way} {number}", way=way, email=f"{number}@people.example")
        for number, way in enumerate(("newsroom", "newsroom", "network", "newsroom"))
    )
    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause.pk)
    rule(actor=clerk, comment_id=first.pk, judged=judged, reason="It insults.")
    make_comment(item=item, remote_id="newsroom 3", text="You are all vermin.", email="3@people.example")
    other = appealed(same, who="1@people.example")

    decided = appealed(first, who="0@people.example")
    decide_appeal(actor=second, appeal_id=decided.pk, allowed=True, reason="It was fair.", minute="")

    rows = dict(Comment.objects.values_list("pk", "showing"))
    assert {rows[one.pk] for one in (first, same, network)} == {Showing.SHOWN}
    assert rows[changed.pk] == Showing.HIDDEN
    other.refresh_from_db()
    assert (other.allowed, other.answer) == (True, LOOKED_AGAIN)
    assert Enforcement.objects.filter(ruling__comment=network, ruling__outcome="leave").count() == 1
    kept = json.loads(LedgerEntry.objects.get(verb="appeal_decided").body)["facts"]["restored"]
    assert kept == [same.pk, network.pk]
    told = {note.object_id: to_author(note) for note in Notice.objects.filter(what="author_appeal_decided")}
    bodies = {pk: words.body for pk, words in told.items() if words is not None}
    assert set(bodies) == {first.pk, same.pk, network.pk}
    assert bodies[same.pk].startswith("You asked for another look")
    assert "like another that says the same, or nearly" in bodies[network.pk]


def test_what_is_answered_to_one_author_is_neither_told_to_the_others_nor_kept_with_theirs(
    item: NewsItem, clerk: Person, second: Person
) -> None:
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    first, silent, asked = (make_comment(item=item, email=f"{number}@people.example") for number in range(3))
    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause.pk)
    rule(actor=clerk, comment_id=first.pk, judged=judged, reason="It insults.")
    theirs = appealed(asked, who="2@people.example")
    why = "You told us of your illness, Jo Miller: it was fair."

    made = appealed(first, who="0@people.example")
    decide_appeal(actor=second, appeal_id=made.pk, allowed=True, reason=why, minute="")

    told = {note.object_id: to_author(note) for note in Notice.objects.filter(what="author_appeal_decided")}
    bodies = {pk: words.body for pk, words in told.items() if words is not None}
    assert {pk: why in body for pk, body in bodies.items()} == {
        first.pk: True,
        silent.pk: False,
        asked.pk: False,
    }
    assert f"your comment shows again.\n\n{LOOKED_AGAIN}\n\n" in bodies[silent.pk]
    assert f"your comment shows again.\n\n{LOOKED_AGAIN}\n\n" in bodies[asked.pk]
    theirs.refresh_from_db()
    assert theirs.answer == LOOKED_AGAIN
    kept = dict(Ruling.objects.filter(outcome="leave").values_list("comment_id", "reason"))
    assert kept == {first.pk: why, silent.pk: LOOKED_AGAIN, asked.pk: LOOKED_AGAIN}


def test_an_appeal_of_one_that_was_ruled_with_another_restores_that_too(
    item: NewsItem, clerk: Person, second: Person
) -> None:
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    first, same = (make_comment(item=item, email=f"{number}@people.example") for number in range(2))
    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause.pk)
    rule(actor=clerk, comment_id=first.pk, judged=judged, reason="It insults.")

    made = appealed(same, who="1@people.example")
    decide_appeal(actor=second, appeal_id=made.pk, allowed=True, reason="It was fair.", minute="")

    assert set(Comment.objects.values_list("showing", flat=True)) == {Showing.SHOWN}
    assert Ruling.objects.filter(comment=first).latest("pk").overrules is not None


def test_words_that_changed_while_the_appeal_was_read_are_not_shown_unread(
    down: Comment, second: Person
) -> None:
    made = appealed(down)
    Comment.objects.filter(pk=down.pk).update(version=2, text="Other words.")
    order: dict[str, Any] = {
        "actor": second,
        "appeal_id": made.pk,
        "allowed": True,
        "reason": "It was fair.",
        "minute": "",
    }

    with pytest.raises(OtherWords):
        decide_appeal(**order, version=1)

    made.refresh_from_db()
    down.refresh_from_db()
    assert (made.decided_at, down.showing) == (None, Showing.REMOVED)


def test_a_key_that_was_told_before_the_secret_was_changed_opens_still(
    down: Comment, settings: Settings
) -> None:
    told = reference_with_key(down)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 9
    assert reference_with_key(down) != told

    assert appealed(down, reference=told).comment == down

    settings.SECRET_KEY_FALLBACKS = []
    assert not opens(down, told.rpartition("-")[2])


def test_who_only_audits_does_not_read_the_key(down: Comment, clerk: Person) -> None:
    at = f"/{down.council.slug}/desk/moderation/{down.pk}/"
    auditor = make_person(council=clerk.council, role=Role.AUDITOR)
    key = reference_with_key(down)
    Comment.objects.filter(pk=down.pk).update(email="", way="network")

    assert key in sign_in(clerk).get(at).content.decode()
    assert key not in sign_in(auditor).get(at).content.decode()


def test_what_a_notice_asked_to_be_removed_as_well_does_not_show_again_with_it(
    item: NewsItem, clerk: Person, second: Person
) -> None:
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    first, same, asked = (
        make_comment(item=item, remote_id=f"alike {number}", email=f"{number}@people.example")
        for number in range(3)
    )
    judged = Judged(version=1, outcome="remove", ground="abusive", clause_id=clause.pk)
    rule(actor=clerk, comment_id=first.pk, judged=judged, reason="It insults.")
    made = make_answered_notice(clerk=clerk, comment=asked, answer=AGREES)
    remove(actor=clerk, notice_id=made.pk, event=Event.REMOVE_AGREED)

    decided = appealed(first, who="0@people.example")
    decide_appeal(actor=second, appeal_id=decided.pk, allowed=True, reason="It was fair.", minute="")

    rows = dict(Comment.objects.values_list("pk", "showing"))
    assert (rows[first.pk], rows[same.pk], rows[asked.pk]) == ("shown", "shown", "removed")
    close(actor=clerk, notice_id=made.pk, note="Withdrawn.")
    assert Comment.objects.get(pk=asked.pk).showing != Showing.SHOWN
