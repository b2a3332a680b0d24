"""What stands with a comment on its network is kept with the words, screened, shown to who rules, and erased."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from moderation.appeals.restoring import in_force_like
from moderation.erasing import erase_comments
from moderation.intake.assessing import Risk
from moderation.models import Assessment, Comment, CommentVersion
from moderation.nearly import line_of
from moderation.ruling import Judged, rule
from moderation.states import Handling
from portal.channels.connectors.attaching import Attached, Kind
from portal.channels.connectors.listening import Page
from portal.channels.models import Channel, Publication
from portal.councils.people import Person
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder
from tests.makers import sign_in
from tests.makers.comments import make_house_rules
from tests.moderation.intake.test_polling import turn
from tests.moderation.networking import Net, make_channel, make_posted, named, only, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("net")]
TEXT = "The bins in Mill Lane were missed again this week."
ABUSE = "You are all morons and I hope you rot."
AT = "https://files.net.example/m1.png"
PICTURE = Attached(Kind.PICTURE, "m1", "Bins beside the road", AT)
KEPT = {"kind": "picture", "name": "m1", "alt": "Bins beside the road", "address": AT}
FILED = f"A picture stands with it\nBins beside the road\n{AT}\nm1"


@pytest.fixture
def channel(clerk: Person) -> Channel:
    return make_channel(clerk)


@pytest.fixture
def posted(officer: Person, clerk: Person, channel: Channel) -> Publication:
    return make_posted(author=officer, clerk=clerk, channel=channel)


def hear(net: Net, channel: Channel, text: str, *attached: Attached) -> Comment:
    """Have the network say ``text`` with ``attached``, read it, and return it as it is kept now."""
    net.said = {"post 1": [said("1", text, attached=attached)]}
    turn(channel)
    return only()


def desk(person: Person, rest: str = "") -> str:
    answer = sign_in(person).get(f"/{person.council.slug}/desk/moderation/{rest}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_reply_that_is_only_a_picture_is_kept_and_filed_and_somebody_must_look(
    net: Net, channel: Channel, posted: Publication
) -> None:
    found = hear(net, channel, "", PICTURE)

    assert (found.text, found.attached, found.risk) == ("(no words)", [KEPT], Risk.NOTED)
    assert CommentVersion.objects.get().attached == [KEPT]
    filed = Snapshot.objects.filter(object_type="comment", object_id=found.pk, status="comment_received")
    assert list(filed.order_by("pk").values_list("title", "text")) == [
        ("Jo: in public on a network", "(no words)"),
        ("Jo: in public on a network, what stands with it", FILED),
    ]


def test_words_that_pass_alone_do_not_pass_unseen_beside_a_picture(
    net: Net, channel: Channel, posted: Publication
) -> None:
    assert hear(net, channel, TEXT).risk == Risk.NONE

    found = hear(net, channel, TEXT, replace(PICTURE, alt=""))

    assert (found.version, found.risk) == (2, Risk.NOTED)


def test_a_mention_and_a_message_bring_what_stands_with_them(net: Net, clerk: Person) -> None:
    channel = make_channel(clerk, "heeding")
    now = timezone.now()
    net.pages = {
        "": Page([named("9", TEXT, attached=(PICTURE,), at=now)]),
        "alone": Page([named("m1", "See this.", private=True, attached=(PICTURE,), at=now)]),
    }

    turn(channel)
    turn(channel)

    rows = Comment.objects.order_by("way").values_list("way", "attached", "version")
    assert list(rows) == [("message", [KEPT], 1), ("network", [KEPT], 1)]


def test_another_picture_is_a_new_version_that_waits_and_another_address_of_the_same_is_none(
    net: Net, channel: Channel, posted: Publication
) -> None:
    hear(net, channel, TEXT, PICTURE)
    Comment.objects.update(handling=Handling.SETTLED, settled_at=timezone.now())

    moved = hear(net, channel, TEXT, replace(PICTURE, address="https://cdn.net.example/1"))
    assert (moved.version, moved.handling) == (1, Handling.SETTLED)

    other = hear(net, channel, TEXT, replace(PICTURE, name="m2"))
    assert (other.version, other.handling, other.attached) == (2, Handling.WAITING, [{**KEPT, "name": "m2"}])
    gone = hear(net, channel, TEXT)
    assert (gone.version, gone.attached, gone.text) == (3, [], TEXT)
    kept = CommentVersion.objects.order_by("number").values_list("attached", flat=True)
    assert list(kept) == [[KEPT], [{**KEPT, "name": "m2"}], []]
    assert LedgerEntry.objects.filter(verb="comment_changed").count() == 2


def test_the_same_words_beside_another_picture_are_ruled_on_by_themselves(
    net: Net, channel: Channel, posted: Publication
) -> None:
    other = replace(PICTURE, name="m2")
    rows = [said("1", TEXT), said("2", TEXT, attached=(PICTURE,)), said("3", TEXT, attached=(other,))]
    net.said = {"post 1": rows}

    turn(channel)

    kept = Comment.objects.filter(alike__isnull=True).order_by("pk")
    assert list(kept.values_list("remote_id", flat=True)) == ["1", "2", "3"]
    second = Comment.objects.get(remote_id="2")
    assert line_of(second, bare=False).endswith(f"{TEXT} [A picture stands with it: Bins beside the road]")


def test_abuse_in_a_description_is_found_and_masked_there_and_the_words_are_not(
    net: Net, channel: Channel, posted: Publication, clerk: Person
) -> None:
    found = hear(net, channel, TEXT, replace(PICTURE, alt=ABUSE))
    assert found.risk == Risk.GROUND
    spans = [span for row in Assessment.objects.get().findings for span in row["spans"]]
    assert min(start for start, _ in spans) >= len(TEXT) + 2

    page, row = desk(clerk, f"{found.pk}/"), desk(clerk)

    assert f"{TEXT}</p>" in page
    assert "A picture stands with it: " in page
    assert "morons" not in page + row
    assert "masked)" in page
    assert "A picture stands with it, its description masked</p>" in row
    assert f"A picture stands with it: {ABUSE}" in desk(clerk, f"{found.pk}/?words=show")


def test_the_answers_of_a_poll_are_kept_filed_screened_and_masked_like_words(
    net: Net, channel: Channel, posted: Publication, clerk: Person
) -> None:
    poll = Attached(Kind.POLL, "34830", f"More bins\n{ABUSE}")

    found = hear(net, channel, "What do you say?", poll)

    assert found.attached == [
        {"kind": "poll", "name": "34830", "alt": f"More bins\n{ABUSE}", "address": ""},
    ]
    assert found.risk == Risk.GROUND
    told = Snapshot.objects.filter(object_type="comment", object_id=found.pk, status="comment_received")
    filed = told.latest("pk").text or ""
    assert f"A poll stands with it, between these answers\nMore bins\n{ABUSE}\n34830" in filed
    page = desk(clerk, f"{found.pk}/")
    assert "A poll stands with it, between these answers: " in page
    assert "morons" not in page


def test_the_desk_says_that_it_stands_there_and_leads_there_and_loads_nothing(
    net: Net, channel: Channel, posted: Publication, clerk: Person
) -> None:
    found = hear(net, channel, "", PICTURE, Attached(Kind.VIDEO, "m2"))

    page, row = desk(clerk, f"{found.pk}/"), desk(clerk)

    assert "(no words)</p>" in page
    link = f'<a href="{AT}" rel="noopener noreferrer nofollow">Look at it there</a>'
    assert f"A picture stands with it: Bins beside the road {link}</p>" in page
    assert "A video stands with it</p>" in page
    assert page.count(AT) == 1
    assert "A picture stands with it: Bins beside the road</p>" in row
    assert AT not in row


def test_what_stood_with_earlier_words_is_shown_with_them(
    net: Net, channel: Channel, posted: Publication, clerk: Person
) -> None:
    hear(net, channel, TEXT, PICTURE)
    found = hear(net, channel, "Now it says something else.")

    page = desk(clerk, f"{found.pk}/")

    assert "Earlier words (1)" in page
    assert "A picture stands with it: Bins beside the road" in page


def test_the_public_log_tells_nothing_of_it(
    net: Net, channel: Channel, posted: Publication, clerk: Person
) -> None:
    found = hear(net, channel, TEXT, PICTURE)
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause.pk)
    rule(actor=clerk, comment_id=found.pk, judged=judged, reason="The picture insults.")

    page = Client().get(f"/{clerk.council.slug}/moderation/").content.decode()

    assert "abuse, threats or insults;" in page
    assert [one for one in (AT, "Bins beside", "stands with it", "m1.png") if one in page] == []


def test_an_appeal_brings_back_nothing_that_stood_beside_another_picture(
    net: Net, channel: Channel, posted: Publication, clerk: Person
) -> None:
    other, clause = replace(PICTURE, name="m2"), make_house_rules(clerk).clauses.get(ref="7.9/b1")
    rows = [said("1", TEXT), said("2", TEXT, attached=(PICTURE,)), said("3", TEXT, attached=(other,))]
    net.said = {"post 1": rows}
    turn(channel)
    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause.pk)

    made = [
        rule(actor=clerk, comment_id=one.pk, judged=judged, reason="It insults.")
        for one in Comment.objects.order_by("remote_id")
    ]

    assert [list(in_force_like(one)) for one in made] == [[], [], []]


def test_it_is_erased_with_the_words_and_never_without_them(
    net: Net, channel: Channel, posted: Publication
) -> None:
    hear(net, channel, TEXT, PICTURE)
    gone = {"text": "", "erased_at": timezone.now()}
    with pytest.raises(DatabaseError), transaction.atomic():
        CommentVersion.objects.update(**gone)
    with pytest.raises(DatabaseError), transaction.atomic():
        Comment.objects.update(**gone, author="", author_key="", link="")

    with transaction.atomic():
        order = EraseOrder(channel.council_id, (posted.communication_id,), timezone.now() + timedelta(days=1))
        assert erase_comments(order) > 0

    assert (only().attached, only().text) == ([], "")
    assert (CommentVersion.objects.get().attached, CommentVersion.objects.get().text) == ([], "")
    filed = Snapshot.objects.filter(object_type="comment").values_list("text", "title")
    assert list(filed) == [(None, "")] * 2
