"""What is kept of a member who left is still theirs: it is handed to them, or erased, as they ask."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from moderation.conduct.capturing import Shown
from moderation.leaving.erasing import erase_left, erase_reasons
from moderation.leaving.handing import hand_over
from moderation.leaving.seeing import left_here
from moderation.models import Incident
from moderation.trolling.keeping import Happened, keep, share
from policies.models import Clause
from portal.councils.models import Council, Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.retaining import place_hold
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder, UnderHold
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_membership, make_person, sign_in
from tests.makers.conduct import ALLEGED, REPLY, WORDS, make_answered, make_case, make_outcome
from tests.makers.policies import make_adopted_policy
from tests.moderation.trolling.test_trolling import lines_of

pytestmark = pytest.mark.django_db
ASKED = "She asked at the office, and showed her passport."
INSULT = "You vermin \U0001f52a."


@pytest.fixture
def clause(clerk: Person) -> Clause:
    return make_adopted_policy(clerk=clerk).clauses.get(ref="2.1")


@pytest.fixture
def chair(council: Council) -> Person:
    return make_person(council=council, role=Role.CHAIR)


@pytest.fixture
def member(council: Council) -> Person:
    return make_person(council=council, role=Role.COUNCILLOR, name="Lena Left")


def kept(member: Person, **changes: Any) -> Incident:
    return keep(actor=member, happened=Happened(timezone.now(), **{"words": INSULT, **changes}))


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (9, 9), (1, 2, 3)).save(out, "PNG")
    return SimpleUploadedFile("theirs.png", out.getvalue(), "image/png")


def leave(member: Person) -> int:
    Membership.objects.filter(pk=member.membership.pk).update(ended_at=timezone.now())
    return member.membership.pk


def unpacked(raw: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(raw)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.parametrize("who", ["clerk", "chair"])
def test_all_of_their_own_record_is_handed_over_for_a_reason_that_is_filed(
    who: str, clerk: Person, chair: Person, member: Person
) -> None:
    made = kept(member, file=picture())
    left = leave(member)

    files = unpacked(hand_over(actor={"clerk": clerk, "chair": chair}[who], member_id=left, reason=ASKED))

    assert set(files) == {"record.json", "record.pdf", f"pictures/{made.file_sha256}.png"}
    record = json.loads(files["record.json"])
    assert record["member"] == "Lena Left, Councillor"
    assert [(one["words"], one["sha256"]) for one in record["incidents"]] == [(INSULT, made.sha256)]
    assert files["record.pdf"].startswith(b"%PDF")
    assert Snapshot.objects.get(status="left_record_taken").text == ASKED
    entry = LedgerEntry.objects.get(verb="left_record_taken")
    assert json.loads(entry.body)["facts"]["incidents"] == [made.pk]
    assert "passport" not in entry.body


def test_of_cases_they_get_what_they_would_read_on_the_desk_and_no_report_or_name(
    clerk: Person, member: Person, clause: Clause
) -> None:
    reporter = make_person(council=clerk.council, name="Rita Reporter")
    case = make_answered(
        about=member, handler=clerk, clause=clause, by=reporter, shown=Shown(pasted="Not shown to her.")
    )
    case.evidence.update(shared=False)
    make_outcome(case, by=clerk, reason="Ask the clerk first.")
    make_case(about=member)

    files = unpacked(hand_over(actor=clerk, member_id=leave(member), reason=ASKED))

    assert set(files) == {"cases.json", "cases.txt"}
    (told,) = json.loads(files["cases.json"])
    assert (told["case"], told["alleged"], told["answer"]) == (case.reference, ALLEGED, REPLY)
    assert [(one["outcome"], one["reason"]) for one in told["decided"]] == [
        ("Advice", "Ask the clerk first.")
    ]
    said = b" ".join(files.values()).decode()
    assert "Alleged: " + ALLEGED in said
    for hidden in (WORDS, "Rita Reporter", "Not shown to her."):
        assert hidden not in said


def test_what_was_shown_to_them_is_in_it_with_its_file(clerk: Person, member: Person, clause: Clause) -> None:
    case = make_answered(about=member, handler=clerk, clause=clause, shown=Shown(file=picture()))
    case.evidence.update(shared=True)

    files = unpacked(hand_over(actor=clerk, member_id=leave(member), reason=ASKED))

    assert f"evidence/{case.evidence.get().pk}.png" in files


def test_what_is_about_a_clerk_who_left_the_chairman_hands_over_and_no_clerk_sees_it(
    clerk: Person, chair: Person, clause: Clause
) -> None:
    former = make_person(council=clerk.council, role=Role.CLERK)
    case = make_answered(about=former, handler=chair, clause=clause)
    left = leave(former)

    assert not left_here(clerk).exists()
    assert sign_in(clerk).get(f"/{clerk.council.slug}/desk/left/{left}/take/").status_code == 404
    files = unpacked(hand_over(actor=chair, member_id=left, reason=ASKED))
    assert json.loads(files["cases.json"])[0]["case"] == case.reference
    assert "took out what is kept of a member who left" not in lines_of(sign_in(clerk), clerk.council.slug)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DEPUTY, Role.COUNCILLOR, Role.AUDITOR])
def test_nobody_but_the_clerk_and_the_chairman_hands_anything_out(member: Person, role: Role) -> None:
    kept(member)
    other, left = make_person(council=member.council, role=role), leave(member)
    with pytest.raises(NotYours):
        hand_over(actor=other, member_id=left, reason=ASKED)
    with pytest.raises(NotYours):
        erase_left(actor=other, member_id=left, reason=ASKED)
    at = f"/{member.council.slug}/desk/left/"
    assert [sign_in(other).get(f"{at}{path}").status_code for path in ("", f"{left}/take/")] == [403, 403]
    assert Incident.objects.get().words == INSULT


def test_who_is_in_office_or_came_back_does_it_themselves_and_a_stranger_is_nobody(
    clerk: Person, member: Person
) -> None:
    kept(member)
    strange = make_person(council=make_council(), role=Role.COUNCILLOR)
    kept(strange)
    assert not left_here(clerk).exists()
    leave(strange)
    left = leave(member)
    assert [(row.pk, row.kept, row.told) for row in left_here(clerk)] == [(left, 1, 0)]  # type: ignore[attr-defined]

    make_membership(council=member.council, role=Role.DEPUTY, user=member.membership.user)

    assert not left_here(clerk).exists()
    window = sign_in(clerk)
    for pk in (left, strange.membership.pk):
        assert window.get(f"/{clerk.council.slug}/desk/left/{pk}/take/").status_code == 404


def test_the_list_says_how_much_there_is_and_nothing_of_what_it_says(clerk: Person, member: Person) -> None:
    kept(member)
    kept(member, words="Another.")
    left, at = leave(member), f"/{clerk.council.slug}/desk/left/"

    window = sign_in(clerk)
    page = window.get(at).content.decode()

    assert "Lena Left" in page
    assert "2 incidents in their own record" in page
    assert "vermin" not in page
    assert window.post(f"{at}{left}/take/", {"reason": " "}).status_code == 422
    answer = window.post(f"{at}{left}/take/", {"reason": ASKED})
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "private, no-store"


def test_who_did_it_and_the_chairman_read_in_the_record_that_it_was_handed_over(
    clerk: Person, chair: Person, member: Person
) -> None:
    kept(member)
    hand_over(actor=clerk, member_id=leave(member), reason=ASKED)

    slug, took = clerk.council.slug, "took out what is kept of a member who left"
    assert [took in lines_of(sign_in(one), slug) for one in (clerk, chair)] == [True, True]
    others = (make_person(council=clerk.council, role=role) for role in (Role.COUNCILLOR, Role.AUDITOR))
    assert not any(took in lines_of(sign_in(one), slug) for one in others)
    found = sign_in(chair).get(f"/{slug}/desk/record/search/", {"words": "passport"})
    assert "showed her passport" not in found.content.decode()


def test_their_record_is_erased_as_they_ask_but_what_the_council_was_asked_to_reply_to(
    clerk: Person, member: Person
) -> None:
    plain, asked = kept(member), kept(member, words="Reply to this.", place="A group", who="@x")
    share(actor=member, incident_id=asked.pk, ask_for_reply=True)
    left = leave(member)
    with pytest.raises(InvalidInput):
        erase_left(actor=clerk, member_id=left, reason=" ")

    assert erase_left(actor=clerk, member_id=left, reason=ASKED) == 1

    plain.refresh_from_db()
    asked.refresh_from_db()
    assert (plain.words, plain.erased_at is None) == ("", False)
    assert (asked.words, asked.erased_at) == ("Reply to this.", None)
    assert LedgerEntry.objects.filter(verb="left_record_erased").count() == 1
    with pytest.raises(Refusal, match="before its time"):
        erase_left(actor=clerk, member_id=left, reason=ASKED)


def test_what_was_shared_is_not_erased_while_a_hold_covers_all_of_the_council(
    clerk: Person, member: Person
) -> None:
    share(actor=member, incident_id=kept(member).pk)
    place_hold(actor=clerk, reason="A claim is announced.")
    with pytest.raises(UnderHold):
        erase_left(actor=clerk, member_id=leave(member), reason=ASKED)
    assert Incident.objects.get().words == INSULT


def test_why_it_was_handed_over_is_erased_when_it_is_as_old_as_texts(clerk: Person, member: Person) -> None:
    kept(member)
    hand_over(actor=clerk, member_id=leave(member), reason=ASKED)
    now, years = timezone.now(), clerk.council.retention_years
    assert erase_reasons(EraseOrder(clerk.council.pk, (), now)) == 0
    later = now.replace(year=now.year + years + 1, day=1)
    assert erase_reasons(EraseOrder(clerk.council.pk, (1,), later)) == 0
    assert erase_reasons(EraseOrder(clerk.council.pk, (), later)) == 1
    assert Snapshot.objects.get(status="left_record_taken").text is None


def test_the_list_asks_as_much_of_the_database_for_many_as_for_one(
    clerk: Person, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        gone = make_person(council=clerk.council, name=f"Gone {number}")
        kept(gone, words=f"An insult {number}.")
        leave(gone)
    with django_assert_num_queries(1):
        assert len(list(left_here(clerk))) == 3
