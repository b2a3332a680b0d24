"""Answers to comments: one draft a debate, cleared like everything else, said beneath the comment, and then no more."""

import json
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from approvals.deciding import Issue, approve
from approvals.submitting import submit
from moderation.discussions.allowing import allow_comments
from moderation.models import Comment, Reply
from moderation.paper import report_words
from moderation.replies.beginning import begin_reply
from moderation.replies.debates import Answered, debate_of
from moderation.replies.noting import note_answers
from moderation.reporting import months_of, table_of
from moderation.ruling import Judged, rule
from moderation.states import Handling, Showing
from policies.answered_before import answered_asked, answered_read
from policies.models import Version
from portal.channels.models import AnswerTo, Channel, Delivery, NewsItem, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.releasing import channels_for
from portal.channels.states import PublicState
from portal.councils.models import Council
from portal.councils.people import Person
from portal.drafts.editing import revise
from portal.drafts.states import Stage
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.together import ask_together
from tests.makers import make_channels, sign_in
from tests.makers.comments import make_call, make_comment
from tests.makers.policies import make_adopted_policy, make_clause_rule
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
WORDS = "The lorry broke down. Mill Lane is emptied on Thursday."


def clear(reply: Reply, clerk: Person, note: str = "", **changes: Any) -> Publication:
    """Let an answer be written and cleared; it is on its way."""
    item = reply.communication
    first = item.current_revision
    assert first is not None
    content = {**first.content, **({"text": WORDS} if not first.content.get("text") else {}), **changes}
    done = revise(actor=clerk, communication_id=item.pk, raw=content, based_on_id=first.pk)
    review = submit(actor=clerk, communication_id=item.pk, revision_id=done.pk)
    open_ones = channels_for(item.council_id, item.spec.outputs, item.body_id, item_id=item.pk)
    order = Issue(channel_ids=[one.pk for one in open_ones], public_note=note)
    _, publication = approve(actor=clerk, review_id=review.pk, revision_id=done.pk, issue=order)
    assert publication is not None
    return publication


def say(reply: Reply, clerk: Person, note: str = "", **changes: Any) -> Publication:
    """Let an answer be written, cleared and carried, and noted."""
    publication = clear(reply, clerk, note, **changes)
    for delivery in publication.deliveries.all():
        carry(RowKind.DELIVERY, delivery.pk)
    publication.refresh_from_db()
    note_answers()
    return publication


def bind(clerk: Person, then: str) -> Version:
    """Have the council's policy say what follows a first answer."""
    made = make_adopted_policy(clerk=clerk)
    clause = made.clauses.order_by("position").first()
    assert clause is not None
    make_clause_rule(
        clerk=clerk, version=made, ref=clause.ref, check_id="repeat", parameters={"second_answer": then}
    )
    return made


def test_an_answer_is_a_draft_that_goes_out_beneath_the_comment_and_nowhere_else(
    council: Council, clerk: Person, officer: Person, item: NewsItem
) -> None:
    make_channels(council, "mastodon")
    allow_comments(actor=clerk, communication_id=item.communication_id, hold_all=False)
    comment = make_comment(item=item)

    made = begin_reply(actor=officer, comment_id=comment.pk, sort="reply")

    draft = made.communication
    assert (draft.stage, draft.author_id, draft.title) == (
        Stage.DRAFT,
        officer.membership.pk,
        f"Answer to comment {comment.reference}",
    )
    offered = channels_for(council.pk, draft.spec.outputs, draft.body_id, item_id=draft.pk)
    assert [one.connector for one in offered] == ["newsroom"]
    publication = say(made, clerk)
    assert publication.state == PublicState.LIVE
    assert NewsItem.objects.count() == 1
    page = Client().get(f"/{council.slug}/comments/{item.slug}/").content.decode()
    assert "The council’s answer" in page
    assert WORDS in page
    assert draft.spec.slug == "social_post"


def test_once_it_is_out_the_comment_is_answered_and_settled_at_that_moment(
    clerk: Person, item: NewsItem
) -> None:
    comment, same, held = (
        make_comment(item=item, email=f"{name}@people.example") for name in ("robin", "sam", "kim")
    )
    assert (same.alike, held.alike, held.showing) == (comment, comment, Showing.HELD)
    Comment.objects.filter(pk=same.pk).update(showing=Showing.SHOWN)
    made = begin_reply(actor=clerk, comment_id=comment.pk, sort="reply")

    publication = say(made, clerk)

    rows = Comment.objects.order_by("pk").values_list("handling", "answered_at", "settled_at", "alike")
    assert list(rows) == [
        (Handling.SETTLED, publication.live_at, publication.live_at, None),
        (Handling.SETTLED, publication.live_at, publication.live_at, comment.pk),
        (Handling.WAITING, publication.live_at, None, None),
    ]
    assert note_answers() == 0
    entry = LedgerEntry.objects.get(verb="comment_answered")
    facts = json.loads(entry.body)["facts"]
    assert (entry.object_id, facts["answered"], facts["settled"]) == (comment.pk, 3, 2)


def test_what_its_author_changed_while_the_answer_was_written_waits_for_somebody(
    clerk: Person, item: NewsItem
) -> None:
    comment = make_comment(item=item, remote_id="one")
    made = begin_reply(actor=clerk, comment_id=comment.pk, sort="reply")
    make_comment(item=item, remote_id="one", text="And now the glass was left as well, all of it.")

    say(made, clerk)

    comment.refresh_from_db()
    assert (comment.handling, comment.answered_at is not None) == (Handling.WAITING, True)


def test_a_withdrawn_answer_is_read_beneath_the_comment_no_more(
    council: Council, clerk: Person, item: NewsItem
) -> None:
    allow_comments(actor=clerk, communication_id=item.communication_id, hold_all=False)
    comment = make_comment(item=item)
    publication = say(begin_reply(actor=clerk, comment_id=comment.pk, sort="reply"), clerk)
    assert WORDS in Client().get(f"/{council.slug}/comments/{item.slug}/").content.decode()

    Publication.objects.filter(pk=publication.pk).update(
        state=PublicState.WITHDRAWN, ended_at=timezone.now(), end_reason="Wrong day."
    )

    page = Client().get(f"/{council.slug}/comments/{item.slug}/").content.decode()
    assert WORDS not in page
    assert "The council withdrew this answer on " in page
    assert ": Wrong day." in page


def test_a_corrected_answer_says_what_was_corrected_and_leads_where_it_links(
    council: Council, clerk: Person, item: NewsItem
) -> None:
    allow_comments(actor=clerk, communication_id=item.communication_id, hold_all=False)
    reply = begin_reply(actor=clerk, comment_id=make_comment(item=item).pk, sort="reply")
    say(reply, clerk)
    reply.communication.refresh_from_db()
    other = {"text": "Mill Lane is emptied on Friday.", "link": "https://ptc.example/bins"}
    say(reply, clerk, note="The day was wrong.", **other)

    page = Client().get(f"/{council.slug}/comments/{item.slug}/").content.decode()

    assert WORDS not in page
    assert "Mill Lane is emptied on Friday." in page
    assert 'href="https://ptc.example/bins"' in page
    assert ": The day was wrong." in page


def test_while_an_answer_is_being_written_there_is_no_other_in_the_debate(
    clerk: Person, officer: Person, item: NewsItem
) -> None:
    first = make_comment(item=item)
    second = make_comment(item=item, text="Nobody has answered me yet, and the bins are full.")
    assert debate_of(first) == debate_of(second)
    made = begin_reply(actor=officer, comment_id=first.pk, sort="reply")

    assert begin_reply(actor=clerk, comment_id=second.pk, sort="offline") == made
    assert Reply.objects.count() == 1


def test_another_author_is_another_debate(clerk: Person, item: NewsItem) -> None:
    bind(clerk, "nothing")
    say(begin_reply(actor=clerk, comment_id=make_comment(item=item).pk, sort="reply"), clerk)
    other = make_comment(item=item, email="sam@people.example", text="And what about Church Road, please?")

    assert begin_reply(actor=clerk, comment_id=other.pk, sort="reply").sort == "reply"


def test_what_hangs_below_a_comment_is_in_its_debate(council: Council, item: NewsItem) -> None:
    first = make_comment(item=item, remote_id="one")
    below = make_comment(
        item=item, remote_id="two", email="sam@people.example", parent_id="one", text="I agree with them."
    )

    assert below.parent == first
    assert debate_of(below) == debate_of(first)


@pytest.mark.parametrize("then", ["offline", "nothing", ""])
def test_a_second_answer_is_what_the_policy_makes_of_it(clerk: Person, item: NewsItem, then: str) -> None:
    if then:
        bind(clerk, then)
    say(begin_reply(actor=clerk, comment_id=make_comment(item=item).pk, sort="reply"), clerk)
    again = make_comment(item=item, text="That is no answer at all. When exactly on Thursday?")

    if then == "nothing":
        with pytest.raises(Answered, match="gave its position in this debate once"):
            begin_reply(actor=clerk, comment_id=again.pk, sort="reply")
        assert Reply.objects.count() == 1
        return
    made = begin_reply(actor=clerk, comment_id=again.pk, sort="reply")
    revision = made.communication.current_revision
    assert revision is not None
    assert (made.sort, made.offered_instead) == (("offline", True) if then else ("reply", False))
    assert ("goes better in person" in revision.content["text"]) == bool(then)


def test_the_offer_to_talk_elsewhere_is_made_once(clerk: Person, item: NewsItem) -> None:
    bind(clerk, "offline")
    say(begin_reply(actor=clerk, comment_id=make_comment(item=item).pk, sort="offline"), clerk)
    again = make_comment(item=item, text="I do not want to call anybody, I want the bins emptied.")

    with pytest.raises(Answered, match="offered to talk elsewhere already"):
        begin_reply(actor=clerk, comment_id=again.pk, sort="offline")


def test_a_debate_that_was_closed_with_an_answer_gets_no_other_whatever_the_policy(
    clerk: Person, item: NewsItem
) -> None:
    say(begin_reply(actor=clerk, comment_id=make_comment(item=item).pk, sort="close"), clerk)
    again = make_comment(item=item, text="You cannot just close this, I have more to say.")

    with pytest.raises(Answered, match="closed this debate"):
        begin_reply(actor=clerk, comment_id=again.pk, sort="reply")


def test_the_check_of_drafts_knows_that_the_debate_has_its_answer(clerk: Person, item: NewsItem) -> None:
    first = begin_reply(actor=clerk, comment_id=make_comment(item=item).pk, sort="reply")
    assert told(first) == ("", False)
    publication = say(first, clerk)
    again = make_comment(item=item, text="That is no answer at all. When exactly on Thursday?")
    second = begin_reply(actor=clerk, comment_id=again.pk, sort="reply")

    named, offering = told(second)
    assert named.startswith(publication.communication.reference)
    assert not offering
    AnswerTo.objects.filter(communication=second.communication).update(offers=True)
    assert told(second) == ("", True)


def told(reply: Reply) -> tuple[str, bool]:
    [rows] = ask_together(answered_asked(reply.communication_id))
    return answered_read(rows)


@pytest.mark.parametrize("showing", [Showing.HELD, Showing.HIDDEN, Showing.REMOVED])
def test_what_nobody_reads_is_not_answered_in_public(clerk: Person, item: NewsItem, showing: str) -> None:
    comment = make_comment(item=item)
    Comment.objects.filter(pk=comment.pk).update(showing=showing)

    with pytest.raises(Refusal, match="nobody could read an answer beneath it"):
        begin_reply(actor=clerk, comment_id=comment.pk, sort="reply")
    assert not Reply.objects.exists()


def test_where_the_portal_cannot_answer_it_says_so(clerk: Person, item: NewsItem) -> None:
    comment = make_comment(item=item)
    Channel.objects.filter(comments=comment).update(connector="manual")

    with pytest.raises(Refusal, match="cannot answer where this was said"):
        begin_reply(actor=clerk, comment_id=comment.pk, sort="reply")


def test_a_call_is_answered_by_letter(clerk: Person) -> None:
    call = make_call(by=clerk, answer_to="3 Mill Lane")

    made = begin_reply(actor=clerk, comment_id=call.pk, sort="reply")

    revision = made.communication.current_revision
    assert revision is not None
    assert made.communication.kind == "letter"
    assert (revision.content["addressee"], revision.content["address"]) == ("Robin", "3 Mill Lane")
    assert not AnswerTo.objects.exists()


def test_members_begin_no_answers_and_nobody_an_unknown_sort(
    clerk: Person, councillor: Person, item: NewsItem
) -> None:
    comment = make_comment(item=item)

    with pytest.raises(NotYours):
        begin_reply(actor=councillor, comment_id=comment.pk, sort="reply")
    with pytest.raises(InvalidInput):
        begin_reply(actor=clerk, comment_id=comment.pk, sort="shout")
    with pytest.raises(InvalidInput):
        begin_reply(actor=clerk, comment_id=comment.pk, sort="reply", template="own-0")


def test_the_page_of_a_comment_leads_to_its_answer(council: Council, clerk: Person, item: NewsItem) -> None:
    comment, window = make_comment(item=item), sign_in(clerk)
    at = f"/{council.slug}/desk/moderation/{comment.pk}/"

    answer = window.post(f"{at}reply/", {"sort": "reply", "template": "event"})

    made = Reply.objects.get()
    assert answer["Location"] == f"/{council.slug}/desk/drafts/{made.communication_id}/"
    assert "An answer is being written." in window.get(at).content.decode()
    say(made, clerk, text=WORDS)
    assert "The council answered it" in window.get(at).content.decode()


def test_a_comment_that_was_left_can_still_be_answered(clerk: Person, item: NewsItem) -> None:
    comment = make_comment(item=item)
    rule(
        actor=clerk,
        comment_id=comment.pk,
        judged=Judged(version=1, outcome="leave", answering="reply"),
        reason="",
    )

    publication = say(begin_reply(actor=clerk, comment_id=comment.pk, sort="reply"), clerk)

    comment.refresh_from_db()
    assert comment.answered_at == publication.live_at


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_begin_one_answer(clerk: Person, officer: Person, item: NewsItem) -> None:
    comments = [
        make_comment(item=item),
        make_comment(item=item, text="Nobody answers, and the bins are full."),
    ]

    made = at_once(
        *(
            partial(begin_reply, actor=actor, comment_id=one.pk, sort="reply")
            for actor, one in zip((clerk, officer), comments, strict=True)
        )
    )

    assert made == [Reply.objects.get()] * 2


def test_how_long_answers_take_stands_in_the_figures(council: Council, clerk: Person, item: NewsItem) -> None:
    comment = make_comment(item=item)
    publication = say(begin_reply(actor=clerk, comment_id=comment.pk, sort="reply"), clerk)
    assert publication.live_at is not None
    Comment.objects.filter(pk=comment.pk).update(
        received_at=publication.live_at - timedelta(hours=5, minutes=10)
    )

    (month, *_) = months_of(council.pk, publication.live_at)

    assert (month.answered, month.hours) == (1, 5)
    head, row, *_ = table_of([month])
    assert dict(zip(head, row, strict=True))["Hours to the answer"] == "5"
    assert ["Answered through the portal", "1, on average after 5 hours"] in report_words(
        council, publication.live_at
    )["figures"]
    assert "Hours to the answer" in Client().get(f"/{council.slug}/moderation/").content.decode()


@pytest.mark.parametrize(
    ("link", "begins"),
    [
        ("https://social.example/@jo/1234", "@jo@social.example"),
        ("https://social.example/@jo@other.example/1234", "@jo@other.example"),
        ("https://social.example/users/jo", ""),
        ("", ""),
    ],
)
def test_on_mastodon_an_answer_begins_with_the_name_by_which_its_reader_is_told(
    council: Council, clerk: Person, item: NewsItem, link: str, begins: str
) -> None:
    make_channels(council, "mastodon")
    network = Channel.objects.get(council=council, connector="mastodon")
    comment = make_comment(item=item, way="network", link=link)
    Comment.objects.filter(pk=comment.pk).update(channel=network)
    Delivery.objects.create(
        publication=item.publication, channel=network, external_id="77", due_at=timezone.now(), state="sent"
    )

    made = begin_reply(actor=clerk, comment_id=comment.pk, sort="reply")

    revision = made.communication.current_revision
    assert revision is not None
    assert revision.content["text"] == begins
    place = AnswerTo.objects.get()
    assert (place.channel, place.root, place.remote_id) == (network, "77", comment.remote_id)
