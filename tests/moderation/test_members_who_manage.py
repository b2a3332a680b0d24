"""A member who manages a channel by the register rules on what is said there, and of all the rest sees nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from moderation.appeals.deciding import decide_appeal
from moderation.appeals.keys import reference_with_key
from moderation.appeals.making import appeal
from moderation.claiming import claim, put_back
from moderation.due import asked_of, read
from moderation.grounds import house_rules
from moderation.managing import managed
from moderation.measures.taking import warn
from moderation.models import Comment, Incident, Ruling
from moderation.queue import history_of, listed, lists_for, next_for, referrals_of, waiting
from moderation.referrals.referring import refer
from moderation.replies.beginning import begin_reply
from moderation.ruling import Judged, rule
from moderation.seeing import comments_of, may_answer, may_rule_on
from moderation.states import Handling
from moderation.threads import thread_of
from policies.models import MatterLink
from portal.channels.models import Access, Channel, NewsItem
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.suspending import suspend
from portal.refusals import NotYours, SecondStepNeeded
from portal.together import ask_together
from tests.makers import make_channels, make_council, make_person, sign_in
from tests.makers.circumstances import make_interest, make_matter
from tests.makers.comments import make_comment, make_house_rules, make_news

pytestmark = pytest.mark.django_db
LEFT = Judged(version=1, outcome="leave", answering="reply")


@pytest.fixture
def councillor(council: Council) -> Person:
    return make_person(council=council, role="councillor", name="Cleo Marchbanks")


@pytest.fixture
def access(clerk: Person, councillor: Person, item: NewsItem) -> Access:
    """Return that the councillor manages the newsroom."""
    return Access.objects.create(
        channel=Channel.objects.get(council=clerk.council, connector="newsroom", body__kind="council"),
        member=councillor.membership,
        part=Access.Part.MANAGER,
        since=timezone.localdate(),
        given_by=clerk.membership,
    )


@pytest.fixture
def here(access: Access, item: NewsItem) -> Comment:
    """Return what was said on the channel that the councillor manages."""
    return make_comment(item=item)


def moved(comment: Comment, **changes: Any) -> Comment:
    """Return a comment as if it had been said on another channel."""
    council = comment.council
    if not Channel.objects.filter(council=council, connector="mastodon").exists():
        make_channels(council, "mastodon")
    there = Channel.objects.get(council=council, connector="mastodon")
    Comment.objects.filter(pk=comment.pk).update(channel=there, **changes)
    comment.refresh_from_db()
    return comment


def address(comment: Comment, more: str = "") -> str:
    return f"/{comment.council.slug}/desk/moderation/{comment.pk}/{more}"


def test_they_see_what_was_said_there_rule_on_it_and_open_the_next(
    here: Comment, councillor: Person, item: NewsItem
) -> None:
    second = make_comment(item=item, text="Another thing altogether about the allotments.")
    client = sign_in(councillor)
    page = client.get(f"/{item.council.slug}/desk/moderation/").content.decode()
    assert "You manage a channel" in page
    assert "missed again" in page
    assert "Rule on it" in client.get(address(here)).content.decode()
    assert client.post(address(here, "claim/")).status_code == 302

    sent = {"version": 1, "last": 0, "outcome": "leave", "answering": "reply", "reason": ""}
    answer = client.post(address(here), sent)

    assert answer.headers["Location"] == address(second)
    assert Ruling.objects.get().ruled_by == councillor.membership
    here.refresh_from_db()
    assert here.handling == Handling.SETTLED


def test_what_was_said_elsewhere_is_at_no_address_and_in_no_list_count_or_history(
    here: Comment, councillor: Person, clerk: Person, item: NewsItem
) -> None:
    there = moved(make_comment(item=item, text="The bins in Mill Lane are a disgrace, elsewhere."))
    client = sign_in(councillor)
    for more in ("", "claim/", "put-back/", "reply/"):
        for send in (client.get, client.post):
            assert send(address(there, more)).status_code in {404, 405}, more
    seen = [list(listed(councillor, which)) for which in lists_for(councillor)]
    assert all(one == here for rows in seen for one in rows)
    assert [line.comment.pk for line in thread_of(clerk, there).near] == [here.pk]
    assert thread_of(councillor, here).is_empty
    assert history_of(councillor, here).comments == 0
    assert history_of(clerk, here).comments == 1
    assert list(lists_for(councillor)) == ["waiting", "late", "mine", "settled"]
    for verb in (claim, put_back):
        with pytest.raises(NotYours):
            verb(actor=councillor, comment_id=there.pk)
    with pytest.raises(NotYours):
        rule(actor=councillor, comment_id=there.pk, judged=LEFT, reason="")
    with pytest.raises(NotYours):
        begin_reply(actor=councillor, comment_id=there.pk, sort="reply")


def test_a_danger_to_somebody_is_not_theirs_to_see_though_it_was_said_there(
    here: Comment, councillor: Person, item: NewsItem
) -> None:
    danger = make_comment(item=item, text="I am going to kill myself tonight.")

    assert sign_in(councillor).get(address(danger)).status_code == 404
    assert list(comments_of(councillor)) == [here]


def test_nothing_else_of_the_desk_opens_to_them(here: Comment, councillor: Person, item: NewsItem) -> None:
    client, of_item = sign_in(councillor), f"items/{item.communication_id}/"
    pages = ["report.pdf", "enter/", "notices/", "packs/", "holding/", "blocks/", of_item]
    found = {page: client.get(f"/{item.council.slug}/desk/moderation/{page}").status_code for page in pages}

    assert found == dict.fromkeys(pages, 403)
    assert here.channel is not None


def test_nobody_s_email_complaint_or_report_stands_on_their_page(
    here: Comment, councillor: Person, clerk: Person
) -> None:
    refer(actor=clerk, comment_id=here.pk, kind="foi", due_on=None, reason="They ask what the bins cost.")
    page = sign_in(councillor).get(address(here)).content.decode()

    assert "robin@people.example" not in page
    assert "what the bins cost" not in page
    assert "Comments under this item" not in page
    assert referrals_of(councillor, here) == []
    assert "what the bins cost" in sign_in(clerk).get(address(here)).content.decode()
    for more in ("refer/", "warn/", "block/", "done/"):
        assert sign_in(councillor).get(address(here, more)).status_code == 403


def test_what_hangs_on_the_same_words_of_another_channel_stands_by_itself_to_them_and_is_ruled_on_alone(
    access: Access, councillor: Person, clerk: Person, item: NewsItem
) -> None:
    first = make_comment(item=item, email="a@people.example")
    same = make_comment(item=item, email="b@people.example")
    moved(first)
    assert same.alike == first

    shown = [[(one.pk, one.same) for one in waiting(person)] for person in (councillor, clerk)]  # type: ignore[attr-defined]
    assert shown == [[(same.pk, 0)], [(first.pk, 1)]]
    assert first.reference not in sign_in(councillor).get(address(same)).content.decode()
    rule(actor=councillor, comment_id=same.pk, judged=LEFT, reason="")

    assert list(Ruling.objects.values_list("comment", flat=True)) == [same.pk]
    assert [one.pk for one in waiting(clerk)] == [first.pk]


@pytest.mark.parametrize(
    "why", ["over", "not yet", "ended", "suspended", "holder", "volunteer", "left", "another council"]
)
def test_whoever_does_not_manage_it_now_sees_nothing_at_all(
    here: Comment, access: Access, councillor: Person, clerk: Person, why: str
) -> None:
    today, now, rows = timezone.localdate(), timezone.now(), Access.objects.filter(pk=access.pk)
    expected = 403
    if why == "over":
        rows.update(since=today - timedelta(days=9), until=today - timedelta(days=1))
    elif why == "not yet":
        rows.update(since=today + timedelta(days=1))
    elif why == "ended":
        rows.update(ended_at=now, ended_by=clerk.membership, handed_over="To the clerk.")
    elif why == "suspended":
        suspend(actor=clerk, member=councillor.membership, reason="Until it is clear.", review_on=today)
    elif why == "holder":
        rows.update(part=Access.Part.HOLDER)
    elif why == "volunteer":
        councillor = make_person(council=clerk.council, role="volunteer")
        rows.update(member=councillor.membership)
    elif why == "left":
        councillor.membership.ended_at = now
        councillor.membership.save(update_fields=["ended_at"])
        expected = 404
    else:
        councillor, expected = make_person(council=make_council(), role="clerk"), 404
    client = sign_in(councillor)

    assert client.get(address(here)).status_code == expected
    assert client.post(address(here, "claim/")).status_code == expected
    assert not may_rule_on(councillor, here)
    with pytest.raises(NotYours):
        rule(actor=councillor, comment_id=here.pk, judged=LEFT, reason="")


def test_what_is_late_is_read_there_still_and_ruled_on_by_the_clerk(
    here: Comment, councillor: Person, clerk: Person
) -> None:
    Comment.objects.filter(pk=here.pk).update(reply_by=timezone.now())

    assert "The clerk rules on this one" in sign_in(councillor).get(address(here)).content.decode()
    assert sign_in(councillor).post(address(here, "claim/")).status_code == 403
    assert not may_answer(councillor, here)
    with pytest.raises(NotYours, match="until its answer is due"):
        rule(actor=councillor, comment_id=here.pk, judged=LEFT, reason="")
    assert may_rule_on(clerk, here)


def test_what_names_them_is_the_clerk_s_from_the_beginning(
    here: Comment, councillor: Person, clerk: Person, item: NewsItem
) -> None:
    about = make_comment(item=item, text="cllr marchbanks should be ashamed.")

    assert not may_rule_on(councillor, about)
    assert not may_answer(councillor, about)
    with pytest.raises(NotYours, match="names them"):
        rule(actor=councillor, comment_id=about.pk, judged=LEFT, reason="")
    assert next_for(councillor, here) is None
    assert [one.pk for one in waiting(clerk)] == [about.pk, here.pk]
    rule(actor=clerk, comment_id=about.pk, judged=LEFT, reason="They were told at the counter.")


def test_a_surname_is_read_as_a_word_of_its_own(here: Comment, councillor: Person) -> None:
    told = [
        ("Jane Green", "The green bins were missed.", True),
        ("Jane Green", "The evergreens want cutting.", False),
        ("Jane Green", "JANE GREEN OUT", True),
        ("Jane Green", "It is Green’s fault.", True),
        ("Jane O’Hara (Ward 2)", "Is the ward 2 map out?", False),
        ("Jane O’Hara (Ward 2)", "Ask Mrs O'Hara.", True),
        ("Jane Hart-Dyke", "Mrs Hart Dyke knows", True),
        ("Sir John Smith MBE", "Smith is wrong.", True),
        ("John Smith, MBE", "Congratulations on the MBE!", False),
        ("A", "A good idea.", False),
        ("Jo .*", "Whatever is said.", False),
        ("Jo (", "Whatever is said.", False),
    ]
    found = []
    for name, words, _ in told:
        councillor.membership.user.name = name
        Comment.objects.filter(pk=here.pk).update(text=words)
        found.append((name, words, not may_rule_on(councillor, here)))

    assert found == told


def test_what_they_wrote_or_keep_as_done_to_them_is_not_theirs_to_rule_on(
    here: Comment, councillor: Person, item: NewsItem
) -> None:
    wrote = make_comment(
        item=item, text="I wrote this myself.", email=councillor.membership.user.email.upper()
    )
    assert not may_rule_on(councillor, wrote)
    assert may_rule_on(councillor, here)
    incident: Model = Incident(
        council=here.council,
        member=councillor.membership,
        happened_at=timezone.now(),
        words="She of the parish.",
        comment=here,
        sha256="a" * 64,
    )
    incident.save(force_insert=True)

    assert not may_rule_on(councillor, here)


def test_under_an_item_of_a_matter_with_their_interest_they_see_nothing(
    here: Comment, councillor: Person, clerk: Person, item: NewsItem
) -> None:
    matter = make_matter(clerk=clerk)
    make_interest(matter=matter, member=councillor, clerk=clerk)
    assert may_rule_on(councillor, here)
    MatterLink.objects.create(
        communication_id=item.communication_id, matter=matter, about=True, said_by=clerk.membership
    )

    assert not comments_of(councillor).exists()
    assert not may_rule_on(councillor, here)
    assert sign_in(councillor).get(address(here)).status_code == 404
    assert not Comment.objects.filter(
        managed(here.council_id, timezone.now(), whose=0)[1], pk=here.pk
    ).exists()


def test_nobody_rules_without_the_second_step_that_the_council_requires(
    here: Comment, councillor: Person
) -> None:
    Council.objects.filter(pk=here.council_id).update(second_factor_required=True)
    now = person_now(councillor.membership.pk)

    with pytest.raises(SecondStepNeeded, match="second step"):
        rule(actor=now, comment_id=here.pk, judged=LEFT, reason="")
    assert sign_in(councillor).get(address(here)).status_code == 200


def test_their_ruling_is_appealed_to_somebody_else_and_no_appeal_is_theirs(
    here: Comment, councillor: Person, clerk: Person
) -> None:
    make_house_rules(clerk)
    clause = house_rules(clerk.council.pk)[0].clause_id
    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause)
    rule(actor=councillor, comment_id=here.pk, judged=judged, reason="It insults.")
    made = appeal(
        council_id=here.council_id,
        reference=reference_with_key(here),
        who="robin@people.example",
        words="It is fair.",
    )
    at = f"/{here.council.slug}/desk/moderation/appeals/{made.pk}/"

    assert sign_in(councillor).get(at).status_code == 403
    for act in (
        lambda: decide_appeal(actor=councillor, appeal_id=made.pk, allowed=False, reason="No.", minute="12"),
        lambda: warn(actor=councillor, comment_id=here.pk, reason="Not again."),
        lambda: rule(actor=councillor, comment_id=here.pk, judged=LEFT, reason=""),
    ):
        with pytest.raises(NotYours):
            act()
    decided = decide_appeal(actor=clerk, appeal_id=made.pk, allowed=True, reason="It is fair.", minute="")
    assert decided.decided_by == clerk.membership


def test_they_begin_an_answer_that_is_cleared_like_every_other_and_others_do_not_read_the_draft(
    here: Comment, councillor: Person, officer: Person
) -> None:
    made = begin_reply(actor=councillor, comment_id=here.pk, sort="reply")

    assert made.communication.author == councillor.membership
    assert made.communication.stage == "draft"
    page = sign_in(officer).get(address(here)).content.decode()
    assert "An answer is being written" in page
    assert "Open the draft" not in page
    assert "Open the draft" in sign_in(councillor).get(address(here)).content.decode()
    answer = sign_in(officer).post(address(here, "reply/"), {"sort": "reply"})
    assert answer.headers["Location"] == address(here)


def test_what_was_said_to_the_council_alone_is_answered_by_the_office(
    here: Comment, councillor: Person, officer: Person
) -> None:
    Comment.objects.filter(pk=here.pk).update(way="message", showing="private")
    here.refresh_from_db()

    assert (may_answer(councillor, here), may_answer(officer, here)) == (False, True)
    with pytest.raises(NotYours):
        begin_reply(actor=councillor, comment_id=here.pk, sort="reply")


def test_what_waits_for_them_stands_on_their_first_page(
    here: Comment, councillor: Person, officer: Person
) -> None:
    def due(person: Person) -> list[str]:
        asked = asked_of(person)
        return [one.what for one in read(person, asked, ask_together(*(one.first() for one in asked)))]

    assert due(councillor) == [f"Comment {here.reference}: rule on it, its answer is due"]
    assert due(make_person(council=here.council, role="councillor")) == []
    assert (
        f"/desk/moderation/{here.pk}/"
        in sign_in(councillor).get(f"/{here.council.slug}/desk/").content.decode()
    )
    channel = f"/{here.council.slug}/desk/channels/{here.channel_id}/"
    assert "What people say there" in sign_in(councillor).get(channel).content.decode()
    assert "What people say there" not in sign_in(officer).get(channel).content.decode()


def test_access_that_ends_while_their_page_is_open_ends_their_ruling(
    here: Comment, access: Access, councillor: Person, clerk: Person
) -> None:
    claim(actor=councillor, comment_id=here.pk)
    Access.objects.filter(pk=access.pk).update(
        ended_at=timezone.now(), ended_by=clerk.membership, handed_over="To the clerk."
    )

    with pytest.raises(NotYours):
        rule(actor=councillor, comment_id=here.pk, judged=LEFT, reason="")
    with pytest.raises(NotYours):
        put_back(actor=councillor, comment_id=here.pk)
    assert not Ruling.objects.exists()


def test_two_managers_do_not_rule_on_the_same_one(here: Comment, access: Access, councillor: Person) -> None:
    other = make_person(council=here.council, role="deputy", name="Dana Holloway")
    Access.objects.create(
        channel=access.channel,
        member=other.membership,
        part=Access.Part.MANAGER,
        since=timezone.localdate(),
        given_by=access.given_by,
    )
    claim(actor=councillor, comment_id=here.pk)
    with pytest.raises(Exception, match="Cleo Marchbanks has this comment in hand"):
        rule(actor=other, comment_id=here.pk, judged=LEFT, reason="")
    rule(actor=councillor, comment_id=here.pk, judged=LEFT, reason="")
    with pytest.raises(NotYours):
        rule(actor=other, comment_id=here.pk, judged=LEFT, reason="")


def test_the_list_asks_as_many_questions_however_much_was_said(
    here: Comment, councillor: Person, item: NewsItem, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        make_comment(item=item, text=f"Thing number {number} about something else altogether.")
    client = sign_in(councillor)
    with django_assert_max_num_queries(16):
        assert client.get(f"/{item.council.slug}/desk/moderation/").status_code == 200


def test_another_item_s_news_of_the_same_channel_is_theirs_too(
    here: Comment, councillor: Person, clerk: Person, officer: Person
) -> None:
    other = make_comment(item=make_news(author=officer, clerk=clerk), text="About the other item.")

    assert {one.pk for one in waiting(councillor)} == {here.pk, other.pk}
