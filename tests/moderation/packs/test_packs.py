"""Evidence for the police: what is in a pack, what its hashes show, who may take it, and who had it in hand."""

import io
import json
import re
import zipfile
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from moderation.erasing import erase_comments, items_kept
from moderation.models import Category, Comment, EvidencePack, PackAccess, Referral
from moderation.packs.gathering import Altered
from moderation.packs.handing import Broken, hand_out, match_file
from moderation.packs.making import make_pack
from moderation.packs.naming import advice_on
from moderation.referrals.referring import close_referral, refer
from moderation.ruling import Judged, rule
from moderation.seeing import ALERT
from portal.channels.connectors.attaching import Attached, Kind
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.comments import make_comment, make_house_rules

pytestmark = pytest.mark.django_db
THREAT = "I know where you live, warden. <b>Wait</b> for Friday."
WHY = "The warden is afraid to go home."


@pytest.fixture
def comment(item: NewsItem, clerk: Person) -> Comment:
    made = make_comment(item=item, text=THREAT, author_link="https://social.example/@robin")
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    judged = Judged(version=1, outcome="remove", ground="abusive", clause_id=clause.pk)
    rule(actor=clerk, comment_id=made.pk, judged=judged, reason="It threatens the warden.")
    return Comment.objects.get(pk=made.pk)


@pytest.fixture
def report(comment: Comment, clerk: Person) -> Referral:
    soon = timezone.localdate() + timedelta(days=1)
    return refer(actor=clerk, comment_id=comment.pk, kind="police", due_on=soon, reason="A threat.")


def packed(clerk: Person, report: Referral, **changes: Any) -> EvidencePack:
    given = {"category": "threat", "reason": WHY, **changes}
    return make_pack(actor=clerk, referral_id=report.pk, **given)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_json_holds_all_that_the_police_ask_for(
    comment: Comment, report: Referral, clerk: Person
) -> None:
    made = packed(clerk, report)

    found = json.loads(made.content)
    assert sorted(found) == [
        "category",
        "comments",
        "council",
        "custody",
        "format",
        "made",
        "reason",
        "reference",
        "referral",
    ]
    assert found["format"] == "proper-channels-evidence/1"
    assert found["category"] == {"code": "threat", "words": "A threat to a person"}
    (one,) = found["comments"]
    assert sorted(one) == [
        "above", "author", "channel", "deleted_there", "link", "network_id", "pictures", "received", "record",
        "reference", "rulings", "showing", "versions", "way", "written",
    ]  # fmt: skip
    seen = {"shown": "Robin", "account": "", "first": one["received"], "last": one["received"]}
    assert one["author"] == {
        "shown": "Robin", "account": "", "link": "https://social.example/@robin",
        "email": "robin@people.example", "seen_as": [seen],
    }  # fmt: skip
    assert one["network_id"] == comment.remote_id
    (version,) = one["versions"]
    assert (version["text"], version["sha256"]) == (THREAT, sha256(THREAT.encode()).hexdigest())
    (ruling,) = one["rulings"]
    assert (ruling["outcome"], ruling["reason"]) == ("Remove it", "It threatens the warden.")
    assert (
        ruling["rule"] == "7.9, bullet 1, Comments policy (version 1, adopted 4 November 2026, minute 34/26)"
    )
    assert ruling["by"].startswith("Casey Clerk, ")
    assert [row["what"] for row in one["record"]] == ["comment_received", "comment_ruled", "comment_referred"]
    entry = LedgerEntry.objects.get(verb="comment_ruled", object_id=comment.pk)
    assert one["record"][1]["hash"] == entry.hash
    assert one["above"]["item"]["revision_sha256"] == comment.publication.revision.sha256  # type: ignore[union-attr]
    assert one["above"]["answers"] is None


def test_times_stand_in_utc_and_by_the_clock_in_london(
    comment: Comment, report: Referral, clerk: Person
) -> None:
    Comment.objects.update(written_at="2026-07-01T21:30:00Z")

    (one,) = json.loads(packed(clerk, report).content)["comments"]

    assert one["written"] == {"utc": "2026-07-01T21:30:00+00:00", "london": "2026-07-01T22:30:00+01:00"}


def test_the_pdf_says_the_same_and_names_no_offence(report: Referral, clerk: Person) -> None:
    made = packed(clerk, report, category="hate")

    said = text_of(bytes(made.pdf or b""))
    for words in (
        THREAT,
        WHY,
        "Robin",
        "robin@people.example",
        "Remove it",
        "It threatens the warden.",
        "Casey Clerk",
    ):
        assert words in said
    assert "Possible hate crime: pass to police" in said
    assert made.content_sha256 in said.replace(" ", "")
    assert "names no offence" in said
    for law in ("Act 1988", "Act 2003", "Act 2023", "section"):
        assert law not in said


def test_what_stood_with_the_words_stands_in_the_pack_and_in_its_pdf(item: NewsItem, clerk: Person) -> None:
    gallows = Attached(Kind.PICTURE, "m1", "A gallows", "https://files.example/m1.png")
    made = make_comment(item=item, text=THREAT, attached=(gallows,))
    soon = timezone.localdate() + timedelta(days=1)
    report = refer(actor=clerk, comment_id=made.pk, kind="police", due_on=soon, reason="A threat.")

    pack = packed(clerk, report)

    (one,) = json.loads(pack.content)["comments"]
    address = "https://files.example/m1.png"
    assert one["versions"][0]["attached"] == [
        {"kind": "picture", "name": "m1", "alt": "A gallows", "address": address}
    ]
    said = text_of(bytes(pack.pdf or b""))
    assert [words for words in ("It came with picture", "A gallows", address) if words not in said] == []


def test_no_category_names_an_offence() -> None:
    assert [one.value for one in Category] == ["threat", "hate", "harassment", "offensive", "false", "other"]
    assert not any(word in label for label in Category.labels for word in ("Act", "malicious", "s."))


def test_the_hashes_are_those_of_the_bytes(report: Referral, clerk: Person) -> None:
    made = packed(clerk, report)

    taken = {
        part: hand_out(actor=clerk, pack_id=made.pk, part=part)[1] for part in ("pdf", "json", "archive")
    }

    assert {part: sha256(raw).hexdigest() for part, raw in taken.items()} == {
        "pdf": made.pdf_sha256,
        "json": made.content_sha256,
        "archive": made.archive_sha256,
    }
    with zipfile.ZipFile(io.BytesIO(taken["archive"])) as archive:
        assert archive.namelist() == ["evidence.pdf", "evidence.json", "SHA256SUMS"]
        assert archive.read("evidence.pdf") == taken["pdf"]
        assert archive.read("evidence.json") == taken["json"]
        assert archive.read("SHA256SUMS").decode() == (
            f"{made.pdf_sha256}  evidence.pdf\n{made.content_sha256}  evidence.json\n"
        )


def test_every_time_that_somebody_has_it_in_hand_is_recorded(report: Referral, clerk: Person) -> None:
    made = packed(clerk, report)
    _, raw = hand_out(actor=clerk, pack_id=made.pk, part="json")
    matched = match_file(actor=clerk, parts=[raw])

    assert matched == (made, "json")
    assert match_file(actor=clerk, parts=[raw + b" "]) is None
    chain = list(PackAccess.objects.order_by("pk").values_list("act", "sha256", "by"))
    me = clerk.membership.pk
    assert chain == [
        ("made", made.archive_sha256, me),
        ("json", made.content_sha256, me),
        ("matched", made.content_sha256, me),
    ]
    rows = LedgerEntry.objects.filter(object_type="evidence_pack").order_by("number")
    assert list(rows.values_list("verb", flat=True)) == [
        "pack_made",
        "pack_handed_out",
        "pack_matched",
        "pack_matched",
    ]
    assert made.pdf_sha256 in rows[0].body
    assert WHY not in "".join(row.body for row in rows)


def test_further_comments_of_the_same_author_go_with_it_and_no_others(
    item: NewsItem, report: Referral, clerk: Person
) -> None:
    again = make_comment(item=item, text="I am watching you.")
    other = make_comment(item=item, text="Somebody else says this.", email="sam@people.example")

    made = packed(clerk, report, also=[again.pk])

    assert [one["versions"][0]["text"] for one in json.loads(made.content)["comments"]] == [
        THREAT,
        "I am watching you.",
    ]
    with pytest.raises(InvalidInput, match="that the page offers"):
        packed(clerk, report, also=[other.pk])


def test_whoever_renamed_is_one_author_and_the_pack_says_under_which_names(
    item: NewsItem, clerk: Person
) -> None:
    account = {"way": "network", "author_id": "42", "email": ""}
    first = make_comment(item=item, text=THREAT, author_address="robin.test", **account)
    make_comment(item=item, text="Well?", author="R.", author_address="redbreast.test", **account)
    soon = timezone.localdate() + timedelta(days=1)
    report = refer(actor=clerk, comment_id=first.pk, kind="police", due_on=soon, reason="A threat.")

    made = packed(clerk, report)

    (one,) = json.loads(made.content)["comments"]
    seen = [(name["shown"], name["account"]) for name in one["author"]["seen_as"]]
    assert seen == [("R.", "redbreast.test"), ("Robin", "robin.test")]
    assert "redbreast.test" in text_of(bytes(made.pdf or b""))


@pytest.mark.parametrize(
    ("changes", "words"), [({"category": "murder"}, "Choose why"), ({"reason": " "}, "Why: this is needed")]
)
def test_what_is_missing_is_said(
    report: Referral, clerk: Person, changes: dict[str, str], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        packed(clerk, report, **changes)
    assert not EvidencePack.objects.exists()


def test_only_an_open_report_to_the_police_has_a_pack(
    comment: Comment, report: Referral, clerk: Person
) -> None:
    foi = refer(actor=clerk, comment_id=comment.pk, kind="foi", due_on=None, reason="They ask.")
    with pytest.raises(Refusal, match="no open report to the police"):
        packed(clerk, foi)
    close_referral(actor=clerk, referral_id=report.pk, note="Crime number 1.")
    with pytest.raises(Refusal, match="no open report to the police"):
        packed(clerk, report)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHAIR, Role.AUDITOR])
def test_nobody_makes_or_takes_one_but_who_rules(report: Referral, clerk: Person, role: str) -> None:
    made, other = packed(clerk, report), make_person(council=clerk.council, role=role)

    for act in (
        lambda: packed(other, report),
        lambda: hand_out(actor=other, pack_id=made.pk, part="pdf"),
        lambda: match_file(actor=other, parts=[b"x"]),
    ):
        with pytest.raises(NotYours):
            act()
    assert PackAccess.objects.count() == 1


def test_another_council_s_pack_does_not_exist(report: Referral, clerk: Person) -> None:
    made = packed(clerk, report)
    stranger = make_person(council=make_council(), role=Role.CLERK)

    with pytest.raises(NotYours):
        hand_out(actor=stranger, pack_id=made.pk, part="json")
    assert match_file(actor=stranger, parts=[made.content.encode()]) is None


def test_what_is_not_what_was_made_is_not_handed_out(
    report: Referral, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = packed(clerk, report)
    with pytest.raises(DatabaseError), transaction.atomic():
        EvidencePack.objects.filter(pk=made.pk).update(content="{}")
    monkeypatch.setattr("moderation.packs.handing.archive_of", lambda content, pdf, _: pdf + content.encode())

    with pytest.raises(Broken):
        hand_out(actor=clerk, pack_id=made.pk, part="archive")
    assert PackAccess.objects.count() == 1


def test_a_pack_goes_with_the_words_that_it_holds_and_its_hashes_stay(
    comment: Comment, report: Referral, clerk: Person
) -> None:
    made = packed(clerk, report)
    close_referral(actor=clerk, referral_id=report.pk, note="Crime number 1.")
    with transaction.atomic():
        erase_comments(EraseOrder(comment.council_id, (), timezone.now() + timedelta(days=366)))

    gone = EvidencePack.objects.get()
    assert (gone.content, gone.pdf, gone.reason, gone.pdf_sha256) == ("", None, "", made.pdf_sha256)
    with pytest.raises(Refusal, match="was erased"):
        hand_out(actor=clerk, pack_id=made.pk, part="pdf")
    found = match_file(actor=clerk, parts=[made.content.encode()])
    assert found is not None
    assert not Snapshot.objects.filter(object_type="evidence_pack", text__isnull=False).exists()


def test_a_pack_of_an_open_report_keeps_each_of_its_comments(
    item: NewsItem, comment: Comment, report: Referral, clerk: Person
) -> None:
    again = make_comment(item=item, text="I am watching you.")
    made = packed(clerk, report, also=[again.pk])
    judged = Judged(version=1, outcome="leave", answering="other")
    rule(actor=clerk, comment_id=again.pk, judged=judged, reason="The police have it.")
    later = timezone.now() + timedelta(days=365 * 30)
    with transaction.atomic():
        assert erase_comments(EraseOrder(comment.council_id, (), later)) == 0
        assert erase_comments(EraseOrder(comment.council_id, (item.communication_id,), later)) == 0
    assert EvidencePack.objects.get(pk=made.pk).content == made.content
    assert list(items_kept(comment.council_id).distinct()) == [item.communication_id]

    close_referral(actor=clerk, referral_id=report.pk, note="Crime number 1.")
    with transaction.atomic():
        assert erase_comments(EraseOrder(comment.council_id, (), later)) > 0


@pytest.mark.parametrize(
    ("role", "finds"), [(Role.CLERK, True), (Role.AUDITOR, True), (Role.OFFICER, False), (Role.CHAIR, False)]
)
def test_why_it_went_to_the_police_is_found_by_who_has_a_part_in_it(
    report: Referral, clerk: Person, role: str, *, finds: bool
) -> None:
    packed(clerk, report)
    desk = sign_in(make_person(council=clerk.council, role=role))

    found = desk.get(f"/{clerk.council.slug}/desk/record/search/", {"q": "afraid"}).content.decode()

    assert ("is afraid to go home" in re.sub("<[^>]+>", "", found)) is finds


@pytest.mark.parametrize("signs", ["\U0001f52a", "\u6f22\u5b57 \U0001f468\u200d\U0001f469\u200d\U0001f467"])
def test_signs_that_no_typeface_has_make_no_pack_impossible(
    item: NewsItem, comment: Comment, report: Referral, clerk: Person, signs: str
) -> None:
    again = make_comment(item=item, text=f"You will see. {signs}")

    made = packed(clerk, report, also=[again.pk], reason=f"{WHY} {signs}")

    said = text_of(bytes(made.pdf or b""))
    assert f"You will see. [U+{ord(signs[0]):04X}]" in said
    assert "stands as its code in brackets" in said
    assert [one["versions"][0]["text"] for one in json.loads(made.content)["comments"]][1] == again.text
    assert f"[U+{ord(signs[-1]):04X}]" in said


def test_a_pack_says_who_had_those_before_it_in_hand(report: Referral, clerk: Person) -> None:
    first = packed(clerk, report)
    hand_out(actor=clerk, pack_id=first.pk, part="pdf")

    made = packed(clerk, report)

    chain = json.loads(made.content)["custody"]
    assert [(one["pack"], one["act"]) for one in chain] == [
        (first.reference, "Made"),
        (first.reference, "Took the PDF"),
        (made.reference, "Made"),
    ]
    assert chain[1]["sha256"] == first.pdf_sha256
    assert chain[1]["by"].startswith("Casey Clerk, ")
    assert "Took the PDF" in text_of(bytes(made.pdf or b""))


def test_no_pack_is_made_of_words_that_are_not_those_that_came(
    comment: Comment, report: Referral, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderation.packs.gathering.sha256_of", lambda _: "0" * 64)

    with pytest.raises(Altered):
        packed(clerk, report)
    assert not EvidencePack.objects.exists()


def test_what_is_larger_than_any_pack_is_refused_and_not_called_changed(
    clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderation.packs.forms.LARGEST_FILE", 3)
    held = {"file": SimpleUploadedFile("evidence.zip", b"four")}

    page = sign_in(clerk).post(f"/{clerk.council.slug}/desk/moderation/packs/match/", held)

    assert "larger than 100 MB" in page.content.decode()
    assert not LedgerEntry.objects.filter(verb="pack_matched").exists()


@pytest.mark.parametrize(("role", "reads"), [(Role.CLERK, True), (Role.AUDITOR, False)])
def test_why_somebody_is_in_danger_is_read_by_who_rules(
    comment: Comment, report: Referral, clerk: Person, role: str, *, reads: bool
) -> None:
    Comment.objects.update(risk=ALERT)
    made = packed(clerk, report)
    desk = sign_in(make_person(council=clerk.council, role=role))
    at = f"/{clerk.council.slug}/desk"

    page = desk.get(f"{at}/moderation/packs/{made.pk}/").content.decode()
    found = desk.get(f"{at}/record/search/", {"q": "afraid"}).content.decode()

    assert (WHY in page, "afraid to go home" in re.sub("<[^>]+>", "", found)) == (reads, reads)


def test_from_the_comment_to_the_file_and_back(comment: Comment, report: Referral, clerk: Person) -> None:
    desk, at = sign_in(clerk), f"/{clerk.council.slug}/desk/moderation"
    assert f"{at}/packs/of/{report.pk}/" in desk.get(f"{at}/{comment.pk}/").content.decode()

    page = desk.post(f"{at}/packs/of/{report.pk}/", {"category": "threat", "reason": WHY}, follow=True)
    made = EvidencePack.objects.get()
    assert made.pdf_sha256 in page.content.decode()
    file = desk.post(f"{at}/packs/{made.pk}/archive/")
    assert (file.headers["Content-Type"], file.headers["Cache-Control"]) == (
        "application/zip",
        "private, no-store",
    )
    assert "took both, as an archive" in desk.get(f"{at}/packs/{made.pk}/").content.decode()

    held = {"file": SimpleUploadedFile("evidence.zip", file.content)}
    said = desk.post(f"{at}/packs/match/", held, follow=True).content.decode()
    assert f"This is the archive of pack {made.reference}" in said
    other = {"file": SimpleUploadedFile("evidence.zip", file.content + b"x")}
    assert (
        "No pack of this council has this file"
        in desk.post(f"{at}/packs/match/", other, follow=True).content.decode()
    )


@pytest.mark.parametrize(
    ("role", "list_page", "page", "take"),
    [(Role.AUDITOR, 200, 200, 403), (Role.OFFICER, 403, 404, 404), (Role.COUNCILLOR, 403, 403, 403)],
)
def test_who_sees_that_there_is_one(
    report: Referral, clerk: Person, role: str, list_page: int, page: int, take: int
) -> None:
    made = packed(clerk, report)
    desk = sign_in(make_person(council=clerk.council, role=role))
    at = f"/{clerk.council.slug}/desk/moderation/packs/"

    assert desk.get(at).status_code == list_page
    assert desk.get(f"{at}{made.pk}/").status_code == page
    assert desk.post(f"{at}{made.pk}/pdf/").status_code == take
    assert desk.get(f"{at}{made.pk}/pdf/").status_code in {403, 405}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("It is an offence under the Public Order Act 1986.", "an offence"),
        ("See the Communications Act 2003.", "Communications Act 2003"),
        ("This falls under s. 127.", "s. 127"),
        ("Please treat it as malicious\ncommunications.", "malicious communications"),
        ("He is guilty of threats.", "guilty of"),
        ("The warden is afraid to go home. They act together.", ""),
        ("Act now: page 12, street 4. Their sections of the allotment were dug up.", ""),
    ],
)
def test_who_names_an_offence_or_an_act_is_advised_and_never_refused(words: str, named: str) -> None:
    said = advice_on(words)

    assert (f"(“{named}”)" in said) if named else said == ""


def test_the_pages_advise_and_keep_what_was_typed(comment: Comment, report: Referral, clerk: Person) -> None:
    at, law = f"/{clerk.council.slug}/desk/moderation/", "He is guilty of it."
    page = (
        sign_in(clerk)
        .post(
            reverse("pack_make", args=[clerk.council.slug, report.pk]),
            {"category": "threat", "reason": law},
            follow=True,
        )
        .content.decode()
    )
    assert "seems to name an offence or a statute" in page
    assert EvidencePack.objects.get().reason == law
    soon = f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d}"
    close_referral(actor=clerk, referral_id=report.pk, note="Crime number 1.")
    refer_at = f"{at}{comment.pk}/refer/"
    for kind, advised in (("police", True), ("platform", False)):
        sent = {"kind": kind, "due_on": soon, "reason": law}
        page = sign_in(clerk).post(refer_at, sent, follow=True).content.decode()
        assert ("seems to name an offence or a statute" in page) is advised
