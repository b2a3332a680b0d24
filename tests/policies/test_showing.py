"""What somebody is shown of their own text: closed matters tell nothing beyond a few words an hour."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.asking import Asked, ask
from policies.judging import judge
from policies.matters.linking import say_about
from policies.matters.replying import say_holding_reply
from policies.models import ClosedHit, Matter
from policies.models.nearing import LIMIT
from policies.showing import show_findings, show_stops
from portal.councils.models import Council
from portal.councils.people import Person
from portal.records.models import LedgerEntry
from portal.refusals import Refusal
from tests.makers import make_council, make_revision, sign_in
from tests.makers.circumstances import make_flag
from tests.makers.nearing import HIT, MISS, NAMES, make_hidden_matter, make_letter, used_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_hour")]

RESTS = "Checks for closed matters rest for you until 2:00 pm (GMT)"


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def matter(clerk: Person) -> Matter:
    return make_hidden_matter(clerk=clerk)


def asked(client: Client, text: str) -> str:
    sent = {"text": text, "kind": "social_post", "capacity": "personal", "channel": ""}
    return client.post("/ptc/desk/ask/", sent, headers={"HX-Request": "true"}).content.decode()


def test_a_finding_on_a_closed_matter_is_marked_so_and_another_is_not(
    clerk: Person, member: Person, matter: Matter
) -> None:
    revision = make_letter(author=member, text=HIT)
    item = revision.communication

    theirs = {
        one.closed is not None for one in judge(item, revision.content).findings if "matter" in one.check
    }
    clerks = judge(item, revision.content, reader_id=clerk.membership.pk)

    assert theirs == {True}
    assert {one.closed for one in clerks.findings} == {None}
    assert matter.title not in "".join(one.message for one in judge(item, revision.content).findings)


def test_three_checks_on_the_same_words_in_two_places_take_one_place(
    clerk: Person, member: Person, matter: Matter
) -> None:
    make_flag(matter=matter, by=clerk)
    revision = make_revision(author=member, kind="letter", title="The old depot", body=f"<p>{HIT}</p>")

    found = show_findings(revision.communication, revision.content, reader=member)
    show_stops(revision.communication, reader=member)

    assert len([one for one in found.findings if one.closed]) > 1
    assert ClosedHit.objects.count() == 1
    entry = LedgerEntry.objects.get(verb="matter_neared")
    assert entry.object_id == matter.pk
    assert f'"communication":{revision.communication_id}' in entry.body


def test_after_the_limit_a_draft_is_told_the_same_with_a_hit_and_without(
    member: Person, matter: Matter
) -> None:
    hit, miss = make_letter(author=member, text=HIT), make_letter(author=member, text=MISS)
    used_up(member)

    with_hit = show_findings(hit.communication, hit.content, reader=member)
    without = show_findings(miss.communication, miss.content, reader=member)

    assert with_hit == without
    assert with_hit.rests_until == datetime(2026, 11, 21, 14, tzinfo=UTC)
    assert not LedgerEntry.objects.filter(verb="matter_neared").exists()


def test_after_the_limit_every_page_of_a_draft_has_one_shape_and_one_number_of_queries(
    clerk: Person, member: Person, matter: Matter
) -> None:
    make_flag(matter=matter, by=clerk)
    drafts = [make_letter(author=member, text=text).communication_id for text in (HIT, MISS)]
    used_up(member)
    client = sign_in(member)
    client.get("/ptc/desk/drafts/")  # what the first page of a session asks besides

    for tail in ("", "findings/", "submit/"):
        seen = []
        for item_id in drafts:
            with CaptureQueriesContext(connection) as queries:
                page = client.get(f"/ptc/desk/drafts/{item_id}/{tail}").content.decode()
            assert RESTS in page
            seen.append(
                (len(queries), page.count('class="finding '), page.count("<mark"), "sensitive" in page)
            )
        assert seen[0] == seen[1]
        assert seen[0][1:] == (0, 0, False)


def test_before_the_limit_the_pages_do_tell_and_count(
    client_of_member: Client, member: Person, matter: Matter
) -> None:
    item_id = make_letter(author=member, text=HIT).communication_id
    page = client_of_member.get(f"/ptc/desk/drafts/{item_id}/findings/").content.decode()

    assert "This touches a matter that is confidential." in page
    assert matter.title not in page
    assert ClosedHit.objects.count() == 1


@pytest.fixture
def client_of_member(member: Person) -> Client:
    return sign_in(member)


def test_words_tried_one_after_the_other_are_answered_five_times(
    client_of_member: Client, member: Person, matter: Matter
) -> None:
    answers = [asked(client_of_member, f"About the {name}.") for name in NAMES]

    assert ["matter that is confidential" in page for page in answers] == [True] * LIMIT + [False]
    assert [RESTS in page for page in answers] == [False] * LIMIT + [True]
    assert LedgerEntry.objects.filter(verb="matter_neared", object_id=matter.pk).count() == LIMIT


def test_a_list_of_many_words_is_answered_as_any_text(
    client_of_member: Client, member: Person, matter: Matter
) -> None:
    tried = asked(client_of_member, " and ".join(NAMES))
    assert RESTS in tried
    assert "confidential" not in tried
    assert "<mark" not in tried


def test_after_the_limit_asking_while_typing_answers_alike(
    client_of_member: Client, member: Person, matter: Matter
) -> None:
    used_up(member)
    asked(client_of_member, MISS)
    with CaptureQueriesContext(connection) as of_hit:
        hit = asked(client_of_member, HIT)
    with CaptureQueriesContext(connection) as of_miss:
        miss = asked(client_of_member, MISS)

    assert RESTS in miss
    assert re.sub("old depot|new bench", "", hit) == re.sub("old depot|new bench", "", miss)
    assert len(of_hit) == len(of_miss)


def test_a_question_asked_while_checks_rest_keeps_all_and_shows_the_asker_nothing_closed(
    clerk: Person, member: Person, matter: Matter
) -> None:
    used_up(member)
    hit, miss = (ask(actor=member, asked=Asked(text, "social_post", "personal")) for text in (HIT, MISS))

    theirs = [sign_in(member).get(f"/ptc/desk/ask/{each.pk}/").content.decode() for each in (hit, miss)]
    assert [("confidential" in page, "Checks for closed matters rested" in page) for page in theirs] == [
        (False, True)
    ] * 2
    assert "confidential" in sign_in(clerk).get(f"/ptc/desk/ask/{hit.pk}/").content.decode()
    assert (hit.checks_rested, miss.checks_rested) == (True, True)
    assert not LedgerEntry.objects.filter(verb="matter_neared").exists()


def test_a_question_before_the_limit_counts_as_shown(member: Person, matter: Matter) -> None:
    made = ask(actor=member, asked=Asked(HIT, "social_post", "personal"))

    assert not made.checks_rested
    assert ClosedHit.objects.count() == 1
    assert "confidential" in sign_in(member).get(f"/ptc/desk/ask/{made.pk}/").content.decode()


def test_a_question_that_would_take_too_many_places_shows_nothing_closed(
    member: Person, matter: Matter
) -> None:
    made = ask(actor=member, asked=Asked(" and ".join(NAMES), "social_post", "personal"))

    assert made.checks_rested
    assert "confidential" not in sign_in(member).get(f"/ptc/desk/ask/{made.pk}/").content.decode()


def test_who_knows_of_the_matter_is_shown_it_however_often(clerk: Person, matter: Matter) -> None:
    client = sign_in(clerk)
    answers = [asked(client, f"About the {name}.") for name in NAMES]

    assert all("“The hidden sale” is confidential" in page for page in answers)
    assert not ClosedHit.objects.exists()
    assert not LedgerEntry.objects.filter(verb="matter_neared").exists()


def test_a_matter_that_is_linked_takes_one_place_whatever_the_title_becomes(
    clerk: Person, member: Person, matter: Matter
) -> None:
    revision = make_letter(author=member, text=MISS)
    item = revision.communication
    say_about(actor=clerk, communication_id=item.pk, matter_id=matter.pk, about=True)
    for title in ("A", "Ab", "Abc"):
        assert show_findings(item, {**revision.content, "title": title}, reader=member).blocking

    assert ClosedHit.objects.count() == 1


def test_the_holding_reply_is_refused_alike_while_checks_rest(
    clerk: Person, member: Person, matter: Matter
) -> None:
    make_flag(matter=matter, by=clerk)
    drafts = [make_letter(author=member, text=text).communication_id for text in (HIT, MISS)]
    used_up(member)

    for item_id in drafts:
        with pytest.raises(Refusal, match="checks for closed matters rest for you"):
            say_holding_reply(actor=member, communication_id=item_id)


def test_the_holding_reply_counts_what_it_tells(clerk: Person, member: Person, matter: Matter) -> None:
    make_flag(matter=matter, by=clerk)
    say_holding_reply(actor=member, communication_id=make_letter(author=member, text=HIT).communication_id)

    assert ClosedHit.objects.count() == 1


def test_deciding_never_rests(clerk: Person, member: Person, matter: Matter) -> None:
    revision = make_letter(author=member, text=HIT)
    used_up(member)

    verdict = judge(revision.communication, revision.content, reader_id=member.membership.pk)

    assert "confidential-matter" in {one.check for one in verdict.blocking}
