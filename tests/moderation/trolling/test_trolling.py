"""What is done to a member: their own record, the clerk's too once shared, one reply by the council and none after."""

import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from moderation.models import Comment, Incident, OneReply, Reply
from moderation.replies.beginning import begin_reply
from moderation.replies.debates import Answered
from moderation.trolling.erasing import erase_incidents
from moderation.trolling.exporting import take_file
from moderation.trolling.keeping import Happened, contents, keep, share, take_out
from moderation.trolling.replying import begin_one_reply, thread_of
from moderation.trolling.seeing import incidents_of
from moderation.trolling.telling import about_incident
from portal.channels.models import NewsItem, Notice
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.models import Council, Membership
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.drafts.models import Communication
from portal.drafts.retaining import place_hold, release_hold
from portal.records.canonical import canonical_json, sha256_of
from portal.records.models import LedgerEntry
from portal.records.retention import EraseOrder, UnderHold
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, make_revision, sign_in
from tests.makers.comments import make_comment
from tests.moderation.replies.test_replies import clear, say

pytestmark = pytest.mark.django_db
WORDS = "We know where you live, you vermin."
LINK = "https://www.network.example/Groups/town/77/"


@pytest.fixture
def member(council: Council) -> Person:
    return make_person(council=council, role=Role.COUNCILLOR, name="Cleo Councillor")


def kept(member: Person, **changes: Any) -> Incident:
    given = {
        "happened_at": timezone.now(),
        "words": WORDS,
        "place": "A group",
        "link": LINK,
        "who": "@nobody",
    }
    return keep(actor=member, happened=Happened(**{**given, **changes}))


def asked(member: Person, **changes: Any) -> Incident:
    return share(actor=member, incident_id=kept(member, **changes).pk, ask_for_reply=True)


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (8, 8), (9, 9, 9)).save(out, "PNG")
    return SimpleUploadedFile("screen.png", out.getvalue(), "image/png")


def test_it_is_kept_with_its_hash_and_recorded_without_its_words(member: Person) -> None:
    made = kept(member, file=picture())

    assert made.sha256 == sha256_of(canonical_json(contents(Incident.objects.get(pk=made.pk))))
    assert str(made.file.name).endswith(f"{made.file_sha256}.png")
    entry = LedgerEntry.objects.get(verb="incident_kept")
    assert made.sha256 in entry.body
    assert "vermin" not in entry.body


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"words": " "}, "What was said"),
        ({"happened_at": timezone.now() + timedelta(days=2)}, "still to come"),
        ({"happened_at": datetime.min.replace(tzinfo=UTC)}, "after 1900"),
        ({"link": "http://[network.example/77"}, "no address of a page"),
        ({"reference": "AAAAAAAAAA"}, "No comment that shows here"),
        ({"file": SimpleUploadedFile("x.png", b"<svg onload=alert(1)>")}, "must be a PDF, a JPEG or a PNG"),
    ],
)
def test_what_cannot_be_kept_is_refused(member: Person, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        kept(member, **changes)
    assert not Incident.objects.exists()


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.AUDITOR, Role.VOLUNTEER])
def test_members_alone_keep_one(council: Council, role: str) -> None:
    with pytest.raises(NotYours):
        kept(make_person(council=council, role=role))


def test_nobody_else_reads_it_and_the_clerk_once_it_is_shared(
    member: Person, clerk: Person, officer: Person
) -> None:
    made = kept(member)
    chair = make_person(council=member.council, role=Role.CHAIR)
    others = (clerk, officer, chair, make_person(council=make_council(), role=Role.CLERK))
    assert [incidents_of(one).count() for one in others] == [0, 0, 0, 0]
    assert incidents_of(member).get() == made

    share(actor=member, incident_id=made.pk)

    assert [incidents_of(one).count() for one in others] == [1, 0, 0, 0]
    notice = Notice.objects.get(what="incident_shared")
    assert notice.recipient == clerk.membership
    words = about_incident(notice, clerk)
    assert words is not None
    assert "vermin" not in words.body
    with pytest.raises(Refusal, match="already"):
        share(actor=member, incident_id=made.pk)
    with pytest.raises(NotYours, match="member’s own"):
        share(actor=clerk, incident_id=made.pk, ask_for_reply=True)


def test_nothing_of_it_stands_in_anybody_else_s_record_or_at_an_address(
    member: Person, clerk: Person
) -> None:
    made = kept(member, file=picture())
    slug = member.council.slug
    for person in (clerk, make_person(council=member.council)):
        window = sign_in(person)
        assert "kept something" not in lines_of(window, slug)
        for path in ("", "file/", "share/"):
            assert window.get(f"/{slug}/desk/incidents/{made.pk}/{path}").status_code == 404
    own = sign_in(member)
    assert (
        "kept something" in own.get(f"/{slug}/desk/record/").content.decode().lower().partition("</form>")[2]
    )
    assert own.get(f"/{slug}/desk/incidents/{made.pk}/file/")["Content-Disposition"].startswith("attachment")


def lines_of(window: Client, slug: str) -> str:
    """Return the record's lines, without the form that offers every verb there is."""
    page = window.get(f"/{slug}/desk/record/").content.decode()
    return re.sub(r"<select.*?</select>", "", page, flags=re.DOTALL).lower()


def test_the_file_for_the_police_holds_all_of_it_with_hashes_that_can_be_checked(member: Person) -> None:
    first, second = kept(member), kept(member, words="Again, <script>.", who="")
    made = json.loads(take_file(actor=member, sort="json"))

    assert [one["words"] for one in made["incidents"]] == [first.words, second.words]
    for one in made["incidents"]:
        plain = {name: value for name, value in one.items() if name not in {"number", "sha256"}}
        assert sha256_of(canonical_json(plain)) == one["sha256"]
    assert made["sha256"] == sha256_of(f"{first.sha256}\n{second.sha256}")
    assert take_file(actor=member, sort="pdf").startswith(b"%PDF")
    assert LedgerEntry.objects.filter(verb="incident_exported").count() == 2


def test_that_the_record_was_taken_out_is_for_the_member_alone_to_read(member: Person, clerk: Person) -> None:
    shared, own = kept(member), kept(member, words="Something else.")
    share(actor=member, incident_id=shared.pk)
    take_file(actor=member, sort="json")
    take_file(actor=member, sort="json", incident_id=shared.pk)

    slug = member.council.slug
    entries = LedgerEntry.objects.filter(verb="incident_exported")
    assert {(one.object_type, one.object_id) for one in entries} == {("incidents", member.membership.pk)}
    assert str(own.pk) in entries.earliest("number").body
    took = "took out their record"
    assert lines_of(sign_in(member), slug).count(took) == 2
    for other in (clerk, make_person(council=member.council)):
        lines = lines_of(sign_in(other), slug)
        assert took not in lines
        assert ("shared" in lines) is (other is clerk)


def test_a_sign_that_no_typeface_has_keeps_nothing_of_the_record_off_paper(member: Person) -> None:
    kept(member, words="Go away \U0001f52a \u6eda\u5f00.")

    said = " ".join(
        page.extract_text() for page in PdfReader(BytesIO(take_file(actor=member, sort="pdf"))).pages
    )

    assert "Go away [U+1F52A] [U+6EDA][U+5F00]." in " ".join(said.split())
    assert "stands as its code in brackets" in " ".join(said.split())


def test_where_one_file_cannot_hold_all_it_has_the_last_and_says_how_many_are_left_out(
    member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderation.trolling.exporting.MOST", 2)
    now = timezone.now()
    for days in (3, 1, 2):
        kept(member, words=f"{days} days ago.", happened_at=now - timedelta(days=days))

    made = json.loads(take_file(actor=member, sort="json"))
    paper = PdfReader(BytesIO(take_file(actor=member, sort="pdf"))).pages[0].extract_text()

    assert [one["words"] for one in made["incidents"]] == ["2 days ago.", "1 days ago."]
    assert made["left_out"] == 1
    assert "Earlier incidents that are not in this file: 1." in " ".join(paper.split())


def test_only_the_member_takes_it_out_as_a_file_or_erases_it(member: Person, clerk: Person) -> None:
    made = kept(member)
    share(actor=member, incident_id=made.pk)

    with pytest.raises(Refusal, match="nothing in your record"):
        take_file(actor=clerk, sort="json")
    with pytest.raises(NotYours):
        take_out(actor=clerk, incident_id=made.pk)
    hold = place_hold(actor=clerk, reason="A dispute.")
    with pytest.raises(UnderHold):
        take_out(actor=member, incident_id=made.pk)
    release_hold(actor=clerk, hold_id=hold.pk)
    take_out(actor=member, incident_id=made.pk)
    made.refresh_from_db()
    assert (made.words, made.link, made.erased_at is not None) == ("", "", True)
    with pytest.raises(Refusal, match="belongs to that"):
        take_out(actor=member, incident_id=asked(member).pk)


def test_the_council_replies_once_and_says_nothing_further_in_the_same_thread(
    member: Person, clerk: Person
) -> None:
    first = asked(member)
    again = asked(member, link="http://network.example/groups/town/77", words="More of it.")
    elsewhere = asked(member, link="https://network.example/groups/town/78")

    made = begin_one_reply(actor=clerk, incident_id=first.pk)
    assert begin_one_reply(actor=clerk, incident_id=first.pk).pk == made.pk
    assert (made.communication.kind, made.communication.stage) == ("social_post", "draft")
    begun = made.communication.current_revision
    assert begun is not None
    assert "network.example" not in str(begun.content)
    assert [word for word in ("shared", "clerk", "incident") if word in str(begun.content)] == []
    with pytest.raises(Answered, match="none further"):
        begin_one_reply(actor=clerk, incident_id=again.pk)
    assert begin_one_reply(actor=clerk, incident_id=elsewhere.pk).pk != made.pk

    make_revision(author=clerk, communication=made.communication)
    Communication.objects.filter(pk=made.communication_id).update(stage="rejected", shared_at=timezone.now())
    assert begin_one_reply(actor=clerk, incident_id=again.pk).incident == again
    assert OneReply.objects.count() == 3
    assert OneReply.objects.get(given_up_at__isnull=False) == made
    with pytest.raises(Answered, match="none further"):
        begin_one_reply(actor=clerk, incident_id=first.pk)


@pytest.mark.parametrize(
    "link",
    [
        "network.example/groups/town/77",
        "https://m.network.example/groups/town/77/?utm_source=mail&fbclid=AbC",
        "http://WWW.network.example/Groups/town/77?#reply",
    ],
)
def test_one_page_is_one_thread_however_its_link_was_copied(member: Person, link: str) -> None:
    assert thread_of(kept(member, link=link)).key == thread_of(kept(member)).key


def test_pages_that_differ_by_what_they_ask_for_are_two_threads(member: Person) -> None:
    first, second, again = (
        "https://n.example/p?id=1&a=2",
        "https://n.example/p?id=2",
        "n.example/p?a=2&id=1",
    )
    keys = [thread_of(kept(member, link=link)).key for link in (first, second, again)]

    assert keys[0] != keys[1]
    assert keys[0] == keys[2]


def test_a_comment_that_was_named_by_its_link_is_that_comment(
    item: NewsItem, member: Person, clerk: Person
) -> None:
    comment = make_comment(item=item)
    Comment.objects.filter(pk=comment.pk).update(link="https://www.network.example/groups/town/77/")
    found = kept(member, link="m.network.example/Groups/town/77?fbclid=x")

    assert thread_of(found).comment == comment
    assert thread_of(found).key == thread_of(kept(member, reference=comment.reference)).key
    other = make_comment(item=item, text="Something else.")
    Comment.objects.filter(pk=other.pk).update(link="https://network.example/groups/town/77")
    assert thread_of(found).comment is None
    stranger = make_person(council=make_council(), role=Role.COUNCILLOR)
    assert thread_of(kept(stranger, link=comment.link)).comment is None


def test_who_has_another_office_now_keeps_their_own_record(member: Person) -> None:
    made = kept(member)
    for role in (Role.CHAIR, Role.OFFICER):
        now = make_person(council=member.council, role=role)
        in_it = Membership.objects.filter(council=member.council, user=member.user_id)
        in_it.filter(ended_at__isnull=True).update(ended_at=timezone.now())
        Membership.objects.filter(pk=now.membership.pk).update(user=member.user_id)
        later = person_now(now.membership.pk)
        assert incidents_of(later).get() == made
        assert WORDS in take_file(actor=later, sort="json").decode()
    share(actor=later, incident_id=made.pk)
    assert not incidents_of(make_person(council=member.council, role=Role.OFFICER)).exists()


def test_what_the_member_did_not_ask_for_is_not_begun_nor_by_anybody_but_the_clerk(
    member: Person, clerk: Person, officer: Person
) -> None:
    made = kept(member)
    share(actor=member, incident_id=made.pk)

    with pytest.raises(Refusal, match="did not ask"):
        begin_one_reply(actor=clerk, incident_id=made.pk)
    for other in (member, officer):
        with pytest.raises(NotYours):
            begin_one_reply(actor=other, incident_id=made.pk)


def test_where_nobody_can_tell_the_thread_it_is_asked_for(member: Person, clerk: Person) -> None:
    made = asked(member, link="", place="", who="")

    with pytest.raises(Refusal, match="where this was said"):
        begin_one_reply(actor=clerk, incident_id=made.pk)


def test_under_a_comment_here_it_closes_the_debate(item: NewsItem, member: Person, clerk: Person) -> None:
    comment = make_comment(item=item)
    made = begin_one_reply(actor=clerk, incident_id=asked(member, reference=comment.reference.lower()).pk)

    reply = Reply.objects.get(communication=made.communication)
    assert (reply.sort, reply.comment, reply.debate) == ("close", comment, made.thread)
    assert say(reply, clerk).state == "live"
    other = make_comment(item=item, text="And something else.")
    with pytest.raises(Answered, match="closed this debate"):
        begin_reply(actor=clerk, comment_id=other.pk, sort="reply")


def test_a_second_answer_that_was_written_meanwhile_is_held_with_words(
    item: NewsItem, member: Person, clerk: Person
) -> None:
    comment = make_comment(item=item)
    other = make_comment(item=item, author="Sam", email="s@p.example", text="Is the hall open at Easter?")
    late = begin_reply(actor=clerk, comment_id=other.pk, sort="reply")
    made = begin_one_reply(actor=clerk, incident_id=asked(member, reference=comment.reference).pk)
    once = say(Reply.objects.get(communication=made.communication), clerk)
    Reply.objects.filter(pk=late.pk).update(debate=made.thread)
    delivery = clear(late, clerk).deliveries.get()

    carry(RowKind.DELIVERY, delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.problem) == (
        "held",
        f"Answered once, by {once.communication.reference}: the council says nothing further in this thread.",
    )


def test_it_is_erased_when_its_time_is_over(member: Person) -> None:
    made = kept(member)
    council = member.council
    later = timezone.now() + timedelta(days=366 * (council.retention_years + 1))

    assert erase_incidents(EraseOrder(council.pk, (), timezone.now())) == 0
    assert erase_incidents(EraseOrder(council.pk, (), later)) == 1
    made.refresh_from_db()
    assert (made.words, made.who, len(made.sha256)) == ("", "", 64)


def test_a_member_keeps_shares_and_is_shown_support_on_the_desk(member: Person, clerk: Person) -> None:
    window, at = sign_in(member), f"/{member.council.slug}/desk/incidents/"
    page = window.get(at).content.decode()
    assert "In danger now? Call 999." in page
    sent = {"happened_at": "2026-05-03T10:00", "words": "<script>alert(1)</script>", "file": picture()}

    shown = window.post(f"{at}keep/", sent, follow=True).content.decode()

    assert "&lt;script&gt;" in shown
    made = Incident.objects.get()
    assert (
        "clerk reads it now"
        in window.post(f"{at}{made.pk}/share/", {"reply": "yes"}, follow=True).content.decode()
    )
    desk: Client = sign_in(clerk)
    assert "Reply asked for" in desk.get(at).content.decode()
    refused = desk.post(f"{at}{made.pk}/reply/", follow=True)
    assert refused.status_code == 409
    named = asked(member)
    begun = desk.post(f"{at}{named.pk}/reply/", follow=True)
    assert "says nothing more there" in begun.content.decode()
    assert window.post(f"{at}file/pdf/").content.startswith(b"%PDF")
