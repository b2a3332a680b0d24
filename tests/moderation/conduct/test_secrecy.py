"""Nothing of a case is anywhere for anybody who has no part in it: no list, count, search, record, message, export."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from moderation.conduct.answering import answer, tell_subject
from moderation.conduct.capturing import Shown
from moderation.conduct.erasing import erase_cases
from moderation.conduct.keys import whole_reference
from moderation.conduct.listing import ended
from moderation.conduct.packing import take_pack
from moderation.conduct.seeing import handled_by, handlers_of
from moderation.conduct.triaging import set_aside
from moderation.models import ConductCase, ConductEvidence
from policies.models import Clause
from portal.channels.models import NewsItem, Notice
from portal.channels.states import Delivering
from portal.councils.models import Membership
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.drafts.retaining import place_hold, release_hold
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder
from tests.makers import make_person, sign_in
from tests.makers.conduct import ALLEGED, REPLY, WORDS, make_answered, make_case, make_outcome, make_taken_up
from tests.moderation.conduct.test_reporting import png

pytestmark = pytest.mark.django_db
SECRET = "zyxwvutsr"


@pytest.fixture
def case(clerk: Person, councillor: Person, officer: Person, item: NewsItem, clause: Clause) -> ConductCase:
    """Return a decided case, all of whose words hold one that stands nowhere else."""
    made = make_answered(
        about=councillor,
        handler=clerk,
        clause=clause,
        words=f"{WORDS} {SECRET}",
        shown=Shown(where=item.reference, pasted=f"Pasted {SECRET}"),
    )
    make_outcome(made, by=clerk, reason=f"Because {SECRET}.")
    return made


PLACES = (
    "",
    "conduct/",
    "conduct/?show=over",
    "record/",
    "record/?verb=conduct_reported",
    "record/?verb=conduct_decided",
    f"record/search/?q={SECRET}",
    "messages/",
    "notifications/",
    "people/",
    "calendar/",
    "moderation/",
    "moderation/?show=settled",
)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHAIR, Role.DEPUTY, Role.COUNCILLOR, Role.AUDITOR])
def test_no_place_of_the_desk_shows_anything_of_it_to_others(case: ConductCase, role: str) -> None:
    other = make_person(council=case.council, role=role)
    client = sign_in(other)
    head = (
        LedgerEntry.objects.filter(council_id=case.council_id).latest("number").hash
    )  # shown to verify the whole
    kept = LedgerEntry.objects.filter(object_type="conduct_case").exclude(hash=head)
    entries = [str(row.hash)[:16] for row in kept]
    assert len(entries) >= 4
    Notice.objects.update(state=Delivering.FAILED, problem="Refused.")

    for place in PLACES:
        answer = client.get(f"/{case.council.slug}/desk/{place}")
        assert answer.status_code in {200, 403}, place
        html = answer.content.decode()
        main = html.partition("<main")[2].replace("Conduct: report a breach", "")
        for hidden in (case.reference, ALLEGED, REPLY, *entries):
            assert hidden not in main, place
        if "search" not in place:
            assert SECRET not in main, place
        if "record" not in place:
            assert "A report of conduct" not in main, place


def test_the_search_finds_nothing_of_it_for_whoever_handles_it_either(
    case: ConductCase, clerk: Person
) -> None:
    assert Snapshot.objects.filter(text__contains=SECRET).count() >= 3

    html = sign_in(clerk).get(f"/{case.council.slug}/desk/record/search/?q={SECRET}").content.decode()

    assert "Pasted" not in html
    assert "Because" not in html


def test_the_item_that_it_is_about_shows_nothing_of_it(
    case: ConductCase, officer: Person, item: NewsItem
) -> None:
    home = f"/{case.council.slug}/desk/"
    for place in (
        f"drafts/{item.communication_id}/",
        f"drafts/{item.communication_id}/history/",
        f"queue/item/{item.communication_id}/",
        f"queue/item/{item.communication_id}/export/",
    ):
        answer = sign_in(officer).get(home + place)
        assert answer.status_code in {200, 302}
        text = b"".join(answer) if answer.streaming else answer.content
        assert case.reference not in text.decode()
        assert "conduct" not in text.decode().lower().partition("<main")[2]
    assert case.reference not in Client().get(f"/{case.council.slug}/news/{item.slug}/").content.decode()


def test_a_case_about_the_clerk_is_nowhere_for_the_clerk(clerk: Person, chair: Person) -> None:
    made = make_case(about=clerk, words=f"{WORDS} {SECRET}", shown=Shown(pasted=SECRET))
    assert Notice.objects.get().recipient == chair.membership
    Notice.objects.update(state=Delivering.FAILED, problem="Refused.")

    client = sign_in(clerk)
    for place in PLACES:
        answer = client.get(f"/{clerk.council.slug}/desk/{place}")
        assert answer.status_code == 200, place
        main = answer.content.decode().partition("<main")[2]
        assert made.reference not in main, place
        assert "A report of conduct" not in main.replace("a report of conduct", ""), place
    failed = Notice.objects.get()
    assert client.post(f"/{clerk.council.slug}/desk/messages/{failed.pk}/again/").status_code == 404


def test_an_auditor_reads_that_there_was_a_case_and_how_it_ended_and_no_paper(
    clerk: Person, auditor: Person, councillor: Person, case: ConductCase
) -> None:
    assert ended(auditor)[0] == []
    aside = make_case(about=councillor)
    set_aside(actor=clerk, case_id=aside.pk, why="no_case", reason="Nothing in it.")
    ConductCase.objects.filter(pk=case.pk).update(state="closed", over_at=timezone.now())

    client = sign_in(auditor)
    html = client.get(f"/{clerk.council.slug}/desk/conduct/").content.decode()
    assert "No case to answer" in html
    assert f"Advice (Terms of use, {case.clauses.get().cited} (version 1))" in html
    for hidden in (councillor.name, WORDS, REPLY, SECRET, "Nothing in it."):
        assert hidden not in html
    assert client.get(f"/{clerk.council.slug}/desk/conduct/{case.pk}/").status_code == 404
    assert client.post(f"/{clerk.council.slug}/desk/conduct/{case.pk}/pack/").status_code == 404


def test_a_file_is_for_who_handles_it_and_for_whom_it_is_about_once_they_are_shown_it(
    clerk: Person, chair: Person, councillor: Person, clause: Clause
) -> None:
    made = make_answered(about=councillor, handler=clerk, clause=clause, shown=Shown(file=png()))
    file = made.evidence.get()
    at = f"/{clerk.council.slug}/desk/conduct/files/{file.pk}/"

    sent = sign_in(clerk).get(at)
    assert (sent.status_code, sent["Content-Type"]) == (200, "image/png")
    assert sent["Content-Disposition"].startswith("attachment")
    assert [sign_in(one).get(at).status_code for one in (chair, councillor)] == [404, 404]
    ConductEvidence.objects.filter(pk=file.pk).update(shared=True)
    assert [sign_in(one).get(at).status_code for one in (chair, councillor)] == [404, 200]


def test_a_file_s_name_and_what_a_camera_wrote_into_it_do_not_reach_whom_it_is_about(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    out, noted = BytesIO(), Image.Exif()
    noted[0x013B] = f"Robin {SECRET}"
    Image.new("RGB", (6, 6)).save(out, "JPEG", exif=noted)
    file = SimpleUploadedFile(f"robin-{SECRET}.jpg", out.getvalue(), "image/jpeg")
    made = make_taken_up(about=councillor, handler=clerk, clause=clause, shown=Shown(file=file))
    kept = made.evidence.get()
    tell_subject(actor=clerk, case_id=made.pk, alleged=ALLEGED, evidence_ids=[kept.pk])
    home, at = f"/{clerk.council.slug}/desk/conduct/", f"files/{kept.pk}/"

    page = sign_in(councillor).get(f"{home}mine/{made.pk}/").content.decode()
    sent = b"".join(sign_in(councillor).get(home + at))
    assert f"File {kept.pk}" in page
    assert SECRET not in page
    assert SECRET.encode() not in sent
    assert SECRET.encode() in b"".join(sign_in(clerk).get(home + at))
    answer(actor=councillor, case_id=made.pk, words=REPLY)
    make_outcome(made, by=clerk)
    pack = take_pack(actor=clerk, case_id=made.pk, form="json", names_reporter=False, reason="")
    assert SECRET.encode() not in pack.raw


def test_files_go_only_with_the_erasing_that_commits_and_none_that_a_hold_protects(
    clerk: Person,
    councillor: Person,
    item: NewsItem,
    clause: Clause,
    django_capture_on_commit_callbacks: Any,
) -> None:
    made = make_answered(about=councillor, handler=clerk, clause=clause, shown=Shown(file=png()))
    held = make_answered(about=councillor, handler=clerk, clause=clause, shown=Shown(where=item.reference))
    ConductCase.objects.update(state="closed", over_at=timezone.now().replace(year=2001))
    hold = place_hold(actor=clerk, reason="A request.", communication_id=item.communication_id)
    file = made.evidence.get().file
    order: Any = EraseOrder(clerk.council.pk, (), timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        erase_cases(order)
        assert file.storage.exists(str(file.name))
    assert not file.storage.exists(str(file.name))

    held.refresh_from_db()
    assert held.words == WORDS
    release_hold(actor=clerk, hold_id=hold.pk)
    erase_cases(order)
    held.refresh_from_db()
    assert held.words == ""


def test_who_reported_sees_how_far_it_is_and_nothing_else(
    clerk: Person, councillor: Person, officer: Person
) -> None:
    made = make_case(about=councillor, by=officer, nameless=True)
    home = f"/{clerk.council.slug}/desk/conduct/"

    html = sign_in(officer).get(home).content.decode()
    assert made.reference in html
    assert "nobody has taken it up yet" in html
    assert sign_in(officer).get(f"{home}{made.pk}/").status_code == 404


def test_in_public_the_whole_reference_alone_tells_how_far_it_is(case: ConductCase) -> None:
    whole = whole_reference(case)

    told = Client().get(f"/{case.council.slug}/conduct/{whole}/")
    assert told.status_code == 200
    assert "It is being looked into." in told.content.decode()
    assert case.subject is not None
    for hidden in (WORDS, SECRET, case.subject.user.name):
        assert hidden not in told.content.decode()
    for wrong in (case.reference, f"{case.reference}-AAAAAAAAAAAAAAAA", whole[:-1]):
        assert Client().get(f"/{case.council.slug}/conduct/{wrong}/").status_code == 404


def test_its_words_go_when_its_time_is_over_and_the_hashes_stay(
    case: ConductCase, clerk: Person, councillor: Person, clause: Clause
) -> None:
    running = make_answered(about=councillor, handler=clerk, clause=clause)
    make_outcome(running, by=clerk, kind="suspension", review_on=date(2199, 1, 1))
    long_ago = timezone.now().replace(year=2001)
    ConductCase.objects.update(state="closed", over_at=long_ago)
    before = list(case.evidence.order_by("pk").values_list("sha256", flat=True))

    order: Any = EraseOrder(case.council_id, (), timezone.now())
    assert erase_cases(order) > 4

    case.refresh_from_db()
    assert (case.words, case.answer, case.alleged, case.reporter_key) == ("", "", "", "")
    assert list(case.evidence.order_by("pk").values_list("sha256", flat=True)) == before
    assert {one.text for one in case.evidence.all()} == {""}
    assert not Snapshot.objects.filter(
        object_id=case.pk, object_type="conduct_case", text__isnull=False
    ).exists()
    running.refresh_from_db()
    assert running.words == WORDS
    assert erase_cases(order) == 0


def test_who_becomes_the_clerk_while_a_case_about_them_is_open_does_not_handle_it(
    clerk: Person, chair: Person, councillor: Person, clause: Clause
) -> None:
    made = make_answered(about=councillor, handler=clerk, clause=clause)
    assert (list(handled_by(clerk)), list(handled_by(chair))) == ([made], [])

    Membership.objects.filter(pk=councillor.membership.pk).update(role=Role.CLERK)

    appointed = person_now(councillor.membership.pk)
    assert [list(handled_by(one)) for one in (appointed, clerk, chair)] == [[], [], [made]]
    made.refresh_from_db()
    assert handlers_of(made) == [chair.membership.pk]
    make_outcome(made, by=chair, kind="suspension", review_on=date(2199, 1, 1), minute="66/26")
    assert person_now(councillor.membership.pk).suspended
