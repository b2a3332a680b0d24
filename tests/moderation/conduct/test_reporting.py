"""Anybody reports; what the council published is kept at once; the one it is about never receives it."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone
from PIL import Image
from pytest_django.fixtures import Settings

from moderation.conduct import reporting
from moderation.conduct.capturing import Shown, add_evidence
from moderation.conduct.reporting import Told, report
from moderation.conduct.seeing import handled_by, reported_by
from moderation.models import Comment, ConductCase, ConductEvidence
from portal.channels.models import NewsItem, Notice
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person
from tests.makers.comments import make_call, make_comment
from tests.makers.conduct import WORDS, make_case

pytestmark = pytest.mark.django_db


def png() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (6, 6), (9, 9, 9)).save(out, "PNG")
    return SimpleUploadedFile("../screen.png", out.getvalue(), "image/png")


def test_a_report_is_kept_filed_and_told_to_the_clerk_and_the_record_names_no_reporter(
    clerk: Person, councillor: Person, officer: Person
) -> None:
    made = make_case(about=councillor, by=officer)

    assert (made.route, made.state, made.subject, made.reporter) == (
        "clerk",
        "reported",
        councillor.membership,
        officer.membership,
    )
    entry = LedgerEntry.objects.get(verb="conduct_reported")
    assert (entry.actor_id, entry.actor_name, entry.object_id) == (None, "the portal", made.pk)
    assert officer.name not in entry.body
    assert Snapshot.objects.get(object_type="conduct_case").text == WORDS
    assert [row.recipient for row in Notice.objects.filter(what="conduct_reported")] == [clerk.membership]


def test_who_gives_no_name_is_not_named_and_is_still_known_not_to_decide(
    clerk: Person, councillor: Person, officer: Person
) -> None:
    made = make_case(about=councillor, by=officer, nameless=True)

    assert (made.reporter, made.reporter_name) == (None, "")
    assert len(made.reporter_key) == 64
    assert list(reported_by(officer)) == [made]
    assert list(reported_by(clerk)) == []


@pytest.mark.parametrize(
    ("told", "route"),
    [
        ({"office": "clerk"}, "chair"),
        ({"who": "that Casey Clerk of yours"}, "chair"),
        ({"who": "mrs CLERK"}, "chair"),
        ({"who": "the town clerk"}, "chair"),
        ({"who": "Clerk!"}, "chair"),
        ({"who": "the Responsible Officer of the parish"}, "chair"),
        ({"who": "Casey"}, "chair"),
        ({"who": "casey at the parish office"}, "chair"),
        ({"who": "the proper officer"}, "chair"),
        ({"who": "the RFO"}, "chair"),
        ({"who": "the parish office"}, "chair"),
        ({"who": "Mrs Clerke"}, "chair"),
        ({"who": "the responsible financial officer"}, "chair"),
        ({"who": "the officer"}, "chair"),
        ({"who": "somebody of yours"}, "chair"),
        ({"who": "the clerkship of the rails"}, "chair"),
        ({"who": "Casey and Cleo Councillor"}, "chair"),
        ({"who": "the man with the van"}, "chair"),
        ({"who": "the Mayor"}, "clerk"),
        ({"who": "a councillor"}, "clerk"),
        ({"office": "chair"}, "clerk"),
        ({"who": "Cleo Councillor"}, "clerk"),
    ],
)
def test_what_is_about_the_clerk_goes_to_the_chairman_however_it_is_said(
    clerk: Person, chair: Person, councillor: Person, told: dict[str, str], route: str
) -> None:
    clerk.membership.title = "Responsible Officer"
    clerk.membership.save()
    chair.membership.title = "Mayor"
    chair.membership.save()
    made = report(actor=None, council_id=clerk.council.pk, told=Told(words=WORDS, **told))  # type: ignore[arg-type]

    assert made.route == route
    receiver = chair if route == "chair" else clerk
    assert [row.recipient for row in Notice.objects.all()] == [receiver.membership]
    assert handled_by(clerk).count() == (route == "clerk")
    assert handled_by(chair).count() == (route == "chair")


def test_what_the_chairman_reports_of_the_clerk_goes_to_the_vice_chairman(
    clerk: Person, chair: Person, deputy: Person
) -> None:
    made = make_case(about=clerk, by=chair, nameless=True)

    assert made.route == "deputy"
    assert [one.membership for one in (clerk, chair, deputy) if handled_by(one).exists()] == [
        deputy.membership
    ]


def test_a_second_clerk_does_not_see_what_is_about_a_clerk(clerk: Person, chair: Person) -> None:
    second = make_person(council=clerk.council, role=Role.CLERK)
    make_case(about=clerk)

    assert not handled_by(second).exists()
    assert handled_by(chair).exists()


def test_our_own_issue_is_kept_by_its_hash_as_it_stood(
    item: NewsItem, councillor: Person, settings: Settings
) -> None:
    where = f"{settings.SITE_URL}/{item.council.slug}/news/{item.slug}/?from=feed"
    made = make_case(about=councillor, shown=Shown(where=where))

    kept = ConductEvidence.objects.get(case=made)
    assert (kept.kind, kept.sha256) == ("item", item.publication.revision.sha256)
    assert kept.publication == item.publication
    assert Snapshot.objects.filter(status="conduct_evidence", text=kept.text).count() == 1
    assert item.headline in kept.title


@pytest.mark.parametrize("host", ["https://example.org", "//example.org", "javascript:x//example.org"])
def test_a_page_of_another_host_is_never_taken_for_our_own(
    item: NewsItem, councillor: Person, host: str
) -> None:
    where = f"{host}/{item.council.slug}/news/{item.slug}/"
    made = make_case(about=councillor, shown=Shown(where=where))

    kept = made.evidence.get()
    assert (kept.kind, kept.link, kept.publication) == ("link", where, None)
    ours = make_case(about=councillor, shown=Shown(where=f"/{item.council.slug}/news/{item.slug}/"))
    assert ours.evidence.get().kind == "item"


def test_a_form_sent_twice_at_the_same_moment_is_kept_once(
    councillor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Told(words=WORDS, member_id=councillor.membership.pk)
    first = report(actor=None, council_id=councillor.council.pk, told=told, mark="m")
    seen = iter([None])
    known = reporting._known
    monkeypatch.setattr(
        reporting, "_known", lambda council, mark, said: next(seen, known(council, mark, said))
    )

    assert report(actor=None, council_id=councillor.council.pk, told=told, mark="m") == first
    assert ConductCase.objects.count() == 1


@pytest.mark.parametrize("which", ["said in private", "speaks of danger", "held"])
def test_what_was_never_out_or_speaks_of_danger_is_copied_into_no_report(
    item: NewsItem, clerk: Person, councillor: Person, which: str
) -> None:
    comment = make_call(by=clerk) if which == "said in private" else make_comment(item=item)
    if which != "said in private":
        risk, showing = (3, "shown") if which == "speaks of danger" else (0, "held")
        Comment.objects.filter(pk=comment.pk).update(risk=risk, showing=showing)

    made = make_case(about=councillor, shown=Shown(where=comment.reference))

    kept = made.evidence.get()
    assert (kept.kind, kept.text, kept.comment_version) == ("link", "", None)
    (again,) = add_evidence(actor=clerk, case_id=made.pk, shown=Shown(where=comment.reference))
    assert (again.kind, again.text) == ("comment", comment.text)


def test_an_item_and_a_comment_are_found_by_their_references(item: NewsItem, councillor: Person) -> None:
    comment = make_comment(item=item)
    first = make_case(about=councillor, shown=Shown(where=item.reference.lower()))
    second = make_case(about=councillor, shown=Shown(where=comment.reference))

    assert first.evidence.get().publication == item.publication
    kept = second.evidence.get()
    assert (kept.kind, kept.text) == ("comment", comment.text)


def test_another_council_s_item_is_a_page_outside(item: NewsItem) -> None:
    other = make_person(council=make_council())
    made = make_case(about=other, shown=Shown(where=f"/{item.council.slug}/news/{item.slug}/"))

    assert made.evidence.get().kind == "link"


def test_a_file_is_judged_by_what_it_holds_and_kept_by_its_hash(councillor: Person) -> None:
    raw = png().read()
    made = make_case(about=councillor, shown=Shown(pasted="The baker waters the milk.", file=png()))

    words, file = made.evidence.all()
    assert (words.kind, file.kind, file.title) == ("words", "file", "screen.png")
    assert file.sha256 == hashlib.sha256(raw).hexdigest()
    assert file.file.open("rb").read() == raw
    fake = SimpleUploadedFile("x.png", b"<svg onload=x>", "image/png")
    with pytest.raises(InvalidInput, match="must be a PDF, a JPEG or a PNG"):
        make_case(about=councillor, shown=Shown(file=fake))
    assert ConductCase.objects.count() == 1


def test_evidence_is_never_changed_nor_deleted(councillor: Person) -> None:
    kept = make_case(about=councillor, shown=Shown(pasted="As it was.")).evidence.get()

    for act in (
        lambda: ConductEvidence.objects.filter(pk=kept.pk).update(text="Otherwise."),
        lambda: ConductEvidence.objects.filter(pk=kept.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    ConductEvidence.objects.filter(pk=kept.pk).update(shared=True)


def test_the_same_form_sent_twice_is_one_report(councillor: Person) -> None:
    told = Told(words=WORDS, member_id=councillor.membership.pk)
    made = [
        report(actor=None, council_id=councillor.council.pk, told=told, mark="a" * 64).pk for _ in range(2)
    ]

    assert len(set(made)) == 1


def test_what_cannot_be_a_report_is_refused(council: Council, councillor: Person, auditor: Person) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    stranger = make_person(council=make_council())
    for by, changes, why in (
        (None, {"words": "  "}, "What happened: this is needed"),
        (None, {"member_id": None}, "Say who it is about"),
        (None, {"happened_on": tomorrow}, "cannot be a day to come"),
        (None, {"member_id": stranger.membership.pk}, "somebody who speaks for this council"),
        (None, {"member_id": auditor.membership.pk}, "somebody who speaks for this council"),
        (councillor, {}, "cannot report yourself"),
    ):
        with pytest.raises(InvalidInput, match=why):
            make_case(about=councillor, by=by, **changes)
    assert not ConductCase.objects.filter(council=council).exists()


def test_more_evidence_is_kept_by_who_handles_the_case_alone(
    clerk: Person, chair: Person, officer: Person, councillor: Person
) -> None:
    made = make_case(about=councillor)

    add_evidence(actor=clerk, case_id=made.pk, shown=Shown(where="https://www.example.org/post/1"))
    for other in (officer, councillor):
        with pytest.raises(NotYours):
            add_evidence(actor=other, case_id=made.pk, shown=Shown(pasted="x"))
    with pytest.raises(Refusal, match="no such case"):
        add_evidence(actor=chair, case_id=made.pk, shown=Shown(pasted="x"))
    with pytest.raises(InvalidInput, match="Give an address"):
        add_evidence(actor=clerk, case_id=made.pk, shown=Shown())
    assert [one.kind for one in made.evidence.all()] == ["link"]
