"""Pictures of the page on which a comment stood: who keeps them, what is taken, who sees them, where they go."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from moderation.erasing import erase_comments
from moderation.models import Comment, CommentPicture
from moderation.packs import making
from moderation.packs.handing import Broken, hand_out
from moderation.packs.making import make_pack
from moderation.pictures.keeping import LARGEST, MOST, Seen, keep_picture
from moderation.referrals.referring import close_referral, refer
from moderation.seeing import ALERT
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.records.retention import EraseOrder
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.comments import make_comment
from tests.makers.pictures import picture_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(item: NewsItem) -> Comment:
    return make_comment(item=item, text="I know where you live, warden.")


def kept(actor: Person, comment: Comment, colour: int = 1, **changes: Any) -> CommentPicture:
    given = {"file": picture_file(colour), "seen_at": timezone.now() - timedelta(hours=2), **changes}
    return keep_picture(actor=actor, comment_id=comment.pk, seen=Seen(**given))


def test_a_picture_is_kept_as_it_came_with_its_hash_and_who_saw_it_when(
    comment: Comment, clerk: Person
) -> None:
    raw = picture_file(1).read()

    made = kept(clerk, comment, seen_by="The warden")

    row = CommentPicture.objects.get()
    assert (bytes(row.content or b""), row.sha256, row.size) == (raw, sha256(raw).hexdigest(), len(raw))
    assert (row.kind, row.seen_by, row.kept_by) == ("png", "The warden", clerk.membership)
    entry = LedgerEntry.objects.get(verb="comment_picture_kept")
    facts = json.loads(entry.body)["facts"]
    assert (entry.object_id, facts["sha256"], facts["picture"]) == (comment.pk, row.sha256, made.pk)
    assert "warden" not in entry.body


def test_the_database_changes_no_picture(comment: Comment, clerk: Person) -> None:
    kept(clerk, comment)

    with pytest.raises(DatabaseError), transaction.atomic():
        CommentPicture.objects.update(seen_at=timezone.now())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"file": SimpleUploadedFile("page.png", b"<html>")}, "must be a PDF, a JPEG or a PNG"),
        ({"file": SimpleUploadedFile("page.png", b"%PDF-" + b" " * LARGEST)}, "larger than 10 MB"),
        ({"seen_at": timezone.now() + timedelta(days=1)}, "still to come"),
        ({"seen_at": datetime(1, 1, 1, tzinfo=UTC)}, "a date after 1900"),
    ],
)
def test_what_is_no_picture_of_a_page_that_was_seen_is_refused(
    comment: Comment, clerk: Person, changes: dict[str, Any], why: str
) -> None:
    with pytest.raises(InvalidInput, match=why):
        kept(clerk, comment, **changes)
    assert not CommentPicture.objects.exists()


def test_the_same_picture_is_kept_once_and_no_more_than_six_are(comment: Comment, clerk: Person) -> None:
    kept(clerk, comment)
    with pytest.raises(Refusal, match="kept with the comment already"):
        kept(clerk, comment)
    for colour in range(2, MOST + 1):
        kept(clerk, comment, colour)
    with pytest.raises(Refusal, match="6 pictures are kept"):
        kept(clerk, comment, MOST + 1)
    assert comment.pictures.count() == MOST


def test_it_is_kept_by_the_clerk_and_officers_of_the_council_alone(comment: Comment, clerk: Person) -> None:
    officer = make_person(council=clerk.council, role=Role.OFFICER)
    assert kept(officer, comment).kept_by == officer.membership
    for other in (
        make_person(council=clerk.council, role=Role.COUNCILLOR),
        make_person(council=clerk.council, role=Role.AUDITOR),
        make_person(council=make_council(), role=Role.CLERK),
    ):
        with pytest.raises(NotYours):
            kept(other, comment, 2)


def test_nothing_is_kept_with_a_comment_whose_words_were_erased(comment: Comment, clerk: Person) -> None:
    Comment.objects.update(handling="settled", settled_at=timezone.now() - timedelta(days=9_000))
    erase_comments(EraseOrder(council_id=clerk.council.pk, now=timezone.now(), communication_ids=()))

    with pytest.raises(Refusal, match="were erased"):
        kept(clerk, comment)


def test_the_page_shows_it_blurred_until_it_is_asked_for(comment: Comment, clerk: Person) -> None:
    address = reverse("comment", args=[clerk.council.slug, comment.pk])
    client = sign_in(clerk)
    form = reverse("comment_picture", args=[clerk.council.slug, comment.pk])
    seen = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    assert "takes no pictures there" in client.get(address).content.decode()

    answer = client.post(form, {"file": picture_file(1), "seen_at": seen, "seen_by": "The warden"})
    assert (answer.status_code, answer["Location"]) == (302, address)

    made = CommentPicture.objects.get()
    file = reverse("comment_picture_file", args=[clerk.council.slug, made.pk])
    veiled, bare = client.get(address).content.decode(), client.get(f"{address}?words=show").content.decode()
    assert f'class="veiled" src="{file}"' in veiled
    assert ("veiled" in bare, f'src="{file}"' in bare, "by The warden" in bare) == (False, True, True)
    given = client.get(file)
    assert (given["Content-Type"], given["Cache-Control"]) == ("image/png", "private, no-store")
    assert given["Content-Disposition"].startswith("attachment")
    assert given.content == picture_file(1).read()
    assert client.post(form, {"seen_at": seen}).status_code == 422


def test_a_picture_of_what_speaks_of_danger_is_for_those_who_rule(comment: Comment, clerk: Person) -> None:
    made = kept(clerk, comment)
    file = reverse("comment_picture_file", args=[clerk.council.slug, made.pk])
    officer = make_person(council=clerk.council, role=Role.OFFICER)
    assert sign_in(officer).get(file).status_code == 200

    Comment.objects.update(risk=ALERT)

    assert (sign_in(officer).get(file).status_code, sign_in(clerk).get(file).status_code) == (404, 200)


def reported(clerk: Person, comment: Comment) -> int:
    soon = timezone.localdate() + timedelta(days=1)
    made = refer(actor=clerk, comment_id=comment.pk, kind="police", due_on=soon, reason="A threat.")
    return made.pk


def test_it_goes_with_the_evidence_for_the_police_by_its_hash(comment: Comment, clerk: Person) -> None:
    picture = kept(clerk, comment)
    report = reported(clerk, comment)

    pack = make_pack(actor=clerk, referral_id=report, category="threat", reason="The warden is afraid.")

    (named,) = json.loads(pack.content)["comments"][0]["pictures"]
    assert (named["sha256"], named["kept_by"][:12]) == (picture.sha256, "Casey Clerk,")
    _, raw = hand_out(actor=clerk, pack_id=pack.pk, part="archive")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.read(named["file"]) == picture_file(1).read()
        assert f"{picture.sha256}  {named['file']}" in archive.read("SHA256SUMS").decode()

    later = kept(clerk, comment, 2)
    assert hand_out(actor=clerk, pack_id=pack.pk, part="archive")[1] == raw
    assert later.sha256 not in pack.content


def test_a_pack_whose_picture_is_gone_is_not_handed_out(
    comment: Comment, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(clerk, comment)
    report = reported(clerk, comment)
    monkeypatch.setattr(making, "MOST_BYTES", 10)
    with pytest.raises(InvalidInput, match="Put fewer comments"):
        make_pack(actor=clerk, referral_id=report, category="threat", reason="The warden is afraid.")
    monkeypatch.undo()
    pack = make_pack(actor=clerk, referral_id=report, category="threat", reason="The warden is afraid.")
    CommentPicture.objects.update(content=None, seen_by="", erased_at=timezone.now())

    with pytest.raises(Broken):
        hand_out(actor=clerk, pack_id=pack.pk, part="archive")


def test_it_is_erased_with_the_words_and_its_hash_stays(comment: Comment, clerk: Person) -> None:
    picture = kept(clerk, comment, seen_by="The warden")
    report = reported(clerk, comment)
    close_referral(actor=clerk, referral_id=report, note="Crime number 7.")
    Comment.objects.update(handling="settled", settled_at=timezone.now() - timedelta(days=9_000))

    erase_comments(EraseOrder(council_id=clerk.council.pk, now=timezone.now(), communication_ids=()))

    row = CommentPicture.objects.get()
    assert (row.content, row.seen_by, row.sha256) == (None, "", picture.sha256)
    assert row.erased_at is not None
    file = reverse("comment_picture_file", args=[clerk.council.slug, row.pk])
    assert sign_in(clerk).get(file).status_code == 404
