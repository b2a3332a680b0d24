"""Letters to the council in the browser: who finds what there, and every act by its own form."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.letters.handling import assign, begin_letter_answer, close_letter
from approvals.models import LetterForward, LetterShare, ReceivedLetter
from policies.judging import judge
from policies.models import MatterLink
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from tests.approvals.letters.conftest import TRAIL, entered
from tests.approvals.letters.test_entering import scan
from tests.approvals.letters.test_forwarding import forward
from tests.makers import make_council, make_membership, make_person, sign_in
from tests.makers.circumstances import make_flag, make_matter

pytestmark = pytest.mark.django_db
DESK = "/ptc/desk/letters-in/"


def page(person: Person, path: str = "") -> str:
    answer = sign_in(person).get(f"{DESK}{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def searched(person: Person) -> str:
    answer = sign_in(person).get(reverse("record_search", args=["ptc"]), {"q": "nuisance"})
    assert answer.status_code == 200
    return answer.content.decode()


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "way": "post",
        "sender": "Pat Resident",
        "subject": "The bins",
        "text": "They overflow.",
        "received_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        **changes,
    }


def test_an_officer_enters_a_letter_with_its_scanned_pages(officer: Person) -> None:
    client = sign_in(officer)
    pages = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 entered by hand")
    answer = client.post(f"{DESK}new/", typed(text="", scan=pages))
    made = ReceivedLetter.objects.get()
    assert answer.headers["Location"] == f"{DESK}{made.pk}/"
    file = client.get(f"{DESK}{made.pk}/scan/")
    assert b"".join(file.streaming_content) == b"%PDF-1.7 entered by hand"  # type: ignore[attr-defined]
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": ""}, "Enter what it says, or choose the scanned pages."),
        ({"sender": ""}, "Enter who writes."),
        ({"received_at": "2026-13-45T99:99"}, "Enter a date and a time"),
        ({"way": "pigeon"}, "pigeon is not one of"),
        ({"matter": "999999"}, "not offered any more"),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed(
    officer: Person, changes: dict[str, str], words: str
) -> None:
    answer = sign_in(officer).post(f"{DESK}new/", typed(subject="Why <b>bins</b>?", **changes))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert words in shown
    assert "Why &lt;b&gt;bins&lt;/b&gt;?" in shown
    assert not ReceivedLetter.objects.exists()


def test_the_list_puts_what_is_due_first_and_keeps_what_ended_apart(officer: Person) -> None:
    now = timezone.now()
    entered(officer, subject="No time set")
    for subject, days in (("Due later", 5), ("Due soon", 1)):
        made = entered(officer, subject=subject)
        assign(
            actor=officer,
            letter_id=made.pk,
            member_id=officer.membership.pk,
            reply_by=now + timedelta(days=days),
        )
    ended = entered(officer, subject="Long over")
    close_letter(actor=officer, letter_id=ended.pk, outcome="noted", words="Thanks.")
    shown = page(officer)
    places = [shown.index(words) for words in ("Due soon", "Due later", "No time set")]
    assert places == sorted(places)
    assert "Long over" not in shown
    assert "Long over" in page(officer, "?show=closed")
    assert "No time set" not in page(officer, "?show=mine")
    assert "Due soon" in page(officer, "?show=%00")


def test_lists_and_pages_take_as_many_queries_for_thirty_as_for_one(
    officer: Person, member: Person, other: Person, django_assert_num_queries: Any
) -> None:
    client, made = sign_in(officer), entered(officer)
    forward(officer, made, member)
    pages = (DESK, f"{DESK}{made.pk}/", "/ptc/desk/")
    counts = []
    for path in pages:
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        counts.append(len(captured))
    for number in range(24):
        entered(officer, subject=f"Number {number}")
        forward(officer, made, member)
    for path, count in zip(pages, counts, strict=True):
        with django_assert_num_queries(count):
            client.get(path)


def test_who_is_not_in_it_finds_nothing(
    officer: Person, member: Person, council: Council, clerk: Person
) -> None:
    made = entered(officer, scan=scan("for clerk and officers"))
    for one in (member, make_person(council=council, role=Role.PARTNER)):
        for path in ("", "scan/", "forward/"):
            assert sign_in(one).get(f"{DESK}{made.pk}/{path}").status_code == 404
        assert "The bins" not in page(one)
    stranger = make_person(council=make_council(), role=Role.CLERK)
    assert sign_in(stranger).get(f"{DESK}{made.pk}/").status_code == 404
    assert Client().get(f"{DESK}{made.pk}/").status_code == 302
    assert "overflow" in page(make_person(council=council, role=Role.AUDITOR), f"{made.pk}/")


def test_a_letter_on_a_matter_of_named_access_is_for_the_named_alone(
    clerk: Person, officer: Person, council: Council
) -> None:
    matter = make_matter(clerk=clerk)
    matter.named_access_only = True
    matter.save()
    made = entered(clerk, matter_id=matter.pk)
    assert "overflow" in page(clerk, f"{made.pk}/")
    for one in (officer, make_person(council=council, role=Role.AUDITOR)):
        assert sign_in(one).get(f"{DESK}{made.pk}/").status_code == 404
        assert "The bins" not in page(one)
        assert "The bins" not in sign_in(one).get("/ptc/desk/").content.decode()
        assert "The bins" not in searched(one)
    assert "The bins" in searched(clerk)


def test_the_page_shows_what_is_cut_and_recipients_read_the_rest_alone(
    officer: Person, member: Person, other: Person
) -> None:
    made = entered(officer, scan=scan("not handed on"))
    client = sign_in(officer)
    shown = client.get(f"{DESK}{made.pk}/forward/").content.decode()
    assert shown.index("What goes along") < shown.index("What is cut") < shown.index("nuisance")
    name = f"why-{member.membership.pk}"
    answer = client.post(f"{DESK}{made.pk}/forward/", {name: "Her ward.", "note": "Please look."})
    assert answer.status_code == 302
    assert LetterForward.objects.get().cut == TRAIL
    theirs = page(member, f"{made.pk}/")
    assert "overflow" in theirs
    assert "Please look." in theirs
    for hidden in ("nuisance", "Her ward.", "Shared outside", "1 Mill Lane", "PR/7", "Write the answer"):
        assert hidden not in theirs
    assert sign_in(member).get(f"{DESK}{made.pk}/scan/").status_code == 404
    assert sign_in(member).get(f"{DESK}{made.pk}/forward/").status_code == 403
    assert sign_in(member).get(reverse("record_search", args=["ptc"]), {"q": "nuisance"}).status_code == 403
    assert "The bins" in searched(officer)


def test_to_everybody_or_nobody_is_asked_about_on_the_page(
    officer: Person, member: Person, other: Person
) -> None:
    made = entered(officer)
    client = sign_in(officer)
    refused = client.post(f"{DESK}{made.pk}/forward/", {"note": "Kept <i>note</i>"})
    assert refused.status_code == 422
    assert "Say of at least one person" in refused.content.decode()
    assert "Kept &lt;i&gt;note&lt;/i&gt;" in refused.content.decode()
    everybody = {f"why-{one.membership.pk}": "All of you." for one in (member, other)}
    refused = client.post(f"{DESK}{made.pk}/forward/", everybody)
    assert refused.status_code == 409
    assert "every member of the council at once" in refused.content.decode()
    assert not LetterForward.objects.exists()


def test_from_asking_to_the_clerk_s_permission_to_sent(officer: Person, clerk: Person) -> None:
    made = entered(officer)
    at, by_officer, by_clerk = f"{DESK}{made.pk}/", sign_in(officer), sign_in(clerk)
    by_officer.post(f"{at}share/", {"with_whom": "County <b>Council</b>", "why": "They empty them."})
    share = LetterShare.objects.get()
    assert "It was sent" not in by_officer.get(at).content.decode()
    assert "Answer<span" in by_clerk.get(at).content.decode()
    assert "County &lt;b&gt;Council&lt;/b&gt;" in by_clerk.get(f"{at}share/{share.pk}/").content.decode()
    by_clerk.post(f"{at}share/{share.pk}/", {"allowed": "yes", "reason": "Theirs."})
    assert "It was sent" in by_officer.get(at).content.decode()
    by_officer.post(f"{at}share/{share.pk}/sent/")
    share.refresh_from_db()
    assert share.sent_at is not None
    elsewhere = entered(officer)
    assert by_officer.post(f"{DESK}{elsewhere.pk}/share/{share.pk}/sent/").status_code == 404


def test_the_answer_begins_with_both_references_and_the_matter(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    made = entered(clerk, matter_id=matter.pk)
    answer = sign_in(clerk).post(f"{DESK}{made.pk}/answer/")
    made.refresh_from_db()
    assert made.answer is not None
    assert answer.headers["Location"] == f"/ptc/desk/drafts/{made.answer_id}/"
    revision = made.answer.current_revision
    content = revision.content if revision else {}
    assert (content["reference"], content["their_reference"]) == ("IN/0001", "PR/7")
    assert content["title"] == "Your email: The bins"
    assert MatterLink.objects.get(communication=made.answer).matter_id == matter.pk
    assert begin_letter_answer(actor=clerk, letter_id=made.pk) == made.answer


def test_the_answer_on_a_flagged_matter_is_the_holding_reply(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    make_flag(matter=matter, by=clerk, holding_reply="Please wait for the minutes.")
    made = begin_letter_answer(actor=clerk, letter_id=entered(clerk, matter_id=matter.pk).pk)
    content = made.current_revision.content if made.current_revision else {}
    assert content["title"] == "Your email"
    assert "Please wait for the minutes." in content["body"]
    found = {one.check for one in judge(made, content).findings}
    assert not found & {"confidential-matter", "sensitive-matter"}
    other = {one.check for one in judge(made, {**content, "body": "<p>It is sold.</p>"}).findings}
    assert "confidential-matter" in other


def test_open_letters_stand_on_the_desk_and_in_the_inbox_of_several_councils(
    officer: Person, clerk: Person, member: Person
) -> None:
    made = entered(officer)
    assert "Letters to answer" in sign_in(clerk).get("/ptc/desk/").content.decode()
    assert "Letters to answer" not in sign_in(member).get("/ptc/desk/").content.decode()
    assign(actor=officer, letter_id=made.pk, member_id=member.membership.pk, reply_by=None)
    assert "The bins" in sign_in(member).get("/ptc/desk/").content.decode()
    second = make_membership(council=make_council(slug="barton"), user=member.membership.user)
    shown = sign_in(person_now(second.pk)).get(reverse("inbox")).content.decode()
    assert f"{DESK}{made.pk}/" in shown
    assert "Pellworth Town Council · IN/0001" in shown
