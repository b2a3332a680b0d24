"""The public form, the page by which a complaint is followed, and the desk: what a person sees on each."""

import re
from datetime import timedelta
from time import time
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moderation.complaints import marks, seeing
from moderation.complaints.desk import listed
from moderation.complaints.handling import acknowledge, ask
from moderation.complaints.keys import token_of
from moderation.complaints.marks import OPENED_AT_MOST, SENT_AT_MOST, new_mark
from moderation.complaints.saying import withdraw
from moderation.complaints.telling import to_complainant
from moderation.models import Complaint
from portal.channels.models import NewsItem, Notice
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry
from tests.makers import make_person, sign_in
from tests.makers.complaints import WRONG, make_acknowledged, make_answered, make_complaint, make_to_review

pytestmark = pytest.mark.django_db
_MESSAGES = "messages/"
SENT = {"kind": "communication", "words": WRONG, "name": "Robin", "email": "robin@people.example"}


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


def mark_of(page: Any) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


def seen_of(page: Any) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page.content.decode())
    assert found is not None
    return found[1]


def sent(council: Council, **changes: str) -> Any:
    """Return the answer to a complaint from the form."""
    reader, at = Client(), f"/{council.slug}/complaints/make/"
    return reader.post(at, {**SENT, "mark": mark_of(reader.get(at)), **changes}, follow=True)


def test_from_the_procedure_to_the_page_that_follows_it(council: Council) -> None:
    page = Client().get(f"/{council.slug}/complaints/").content.decode()
    assert "5 working days" in page
    assert "Ombudsman does not look into complaints about parish" in page
    assert f"/{council.slug}/complaints/make/" in page

    answer = sent(council, about="the notice of 3 May")

    made = Complaint.objects.get()
    assert answer.redirect_chain == [(f"/{council.slug}/complaints/status/{token_of(made)}/", 302)]
    shown = answer.content.decode()
    assert WRONG in shown
    assert "Received." in shown
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mark": "forged"}, "nothing was sent yet"),
        ({"homepage": "https://spam.example"}, "it is there to stop machines"),
        ({"email": ""}, "or another way to answer you"),
        ({"words": "x\x00y"}, "Null characters are not allowed"),
        ({"kind": "praise"}, "is not one of the available choices"),
    ],
)
def test_what_cannot_be_taken_is_shown_again_with_what_was_typed(
    council: Council, changes: dict[str, str], words: str
) -> None:
    answer = sent(council, **changes)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Robin" in answer.content.decode()
    assert not Complaint.objects.exists()


def test_where_nobody_can_read_what_is_about_the_clerk_the_form_says_where_to_go(council: Council) -> None:
    at = f"/{council.slug}/complaints/make/"
    assert "Hand a complaint about the clerk to any councillor" in Client().get(at).content.decode()

    make_person(council=council, role=Role.DEPUTY)

    assert "to any councillor" not in Client().get(at).content.decode()


def test_the_title_of_an_item_is_shown_to_those_who_may_read_the_item(
    council: Council, clerk: Person, item: NewsItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_complaint(council, about=item.reference)

    shown = sign_in(clerk).get(f"/{council.slug}/desk/complaints/{made.pk}/").content.decode()
    assert "<dt>Item</dt>" in shown

    monkeypatch.setattr(seeing, "visible_to", lambda _: Communication.objects.none())

    shown = sign_in(clerk).get(f"/{council.slug}/desk/complaints/{made.pk}/").content.decode()
    assert "<dt>Item</dt>" not in shown


def test_the_same_form_with_other_words_shows_nothing_of_what_was_sent_before(council: Council) -> None:
    reader, at = Client(), f"/{council.slug}/complaints/make/"
    mark = mark_of(reader.get(at))
    first = reader.post(at, {**SENT, "mark": mark})
    assert reader.post(at, {**SENT, "mark": mark}).headers["Location"] == first.headers["Location"]

    for other in ({"words": "Something else."}, {"email": "sam@people.example"}):
        refused = Client().post(at, {**SENT, **other, "mark": mark})
        assert refused.status_code == 422
        assert "Something else was sent by this form before" in refused.content.decode()
        assert Client().post(at, {**SENT, **other, "mark": mark_of(refused)}).status_code == 302
    assert Complaint.objects.count() == 3


def test_a_form_that_was_opened_days_ago_is_shown_once_more(council: Council) -> None:
    with mock.patch("django.core.signing.time.time", return_value=time() - 2 * 86_400):
        old = new_mark(council.pk)

    assert sent(council, mark=old).status_code == 422


def test_scripts_are_words_and_many_complaints_from_one_network_are_not_taken(council: Council) -> None:
    answer = sent(council, words="<script>alert(1)</script>", about="<img src=x>")
    assert "<script>alert(1)" not in answer.content.decode()
    assert "&lt;script&gt;" in answer.content.decode()

    for _ in range(SENT_AT_MOST - 1):
        sent(council)
    assert sent(council).status_code == 429
    assert Complaint.objects.count() == SENT_AT_MOST


def test_who_complained_answers_a_question_adds_and_withdraws_on_their_page(
    council: Council, clerk: Person
) -> None:
    made = make_acknowledged(clerk)
    at, reader = f"/{council.slug}/complaints/status/{token_of(made)}/", Client()

    added = {"act": "say", "words": "Words to add.", "seen": seen_of(reader.get(at))}
    assert "Words to add." in reader.post(at, added, follow=True).content.decode()
    assert reader.post(at, {"act": "say", "words": " "}).status_code == 422
    assert reader.post(at, {"act": "withdraw"}).status_code == 422
    assert reader.post(at, {"act": "review", "words": "Too early."}).status_code == 409
    over = reader.post(at, {"act": "withdraw", "sure": "on"}, follow=True).content.decode()
    assert "You withdrew your complaint" in over
    assert 'value="say"' not in over


def test_an_address_that_opens_nothing_says_the_same_whatever_it_was(council: Council) -> None:
    made = make_complaint(council)
    wrong = [f"{made.reference}-AAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAA-AAAAAAAAAAAAAAAAAAAA", "x", "%00x"]
    wrong.append(f"{made.reference}%00-AAAAAAAAAAAAAAAAAAAA")
    pages = [Client().get(f"/{council.slug}/complaints/status/{one}/") for one in wrong]

    assert {one.status_code for one in pages} == {404}
    assert len({one.content for one in pages}) == 1
    for _ in range(OPENED_AT_MOST):
        last = Client().get(f"/{council.slug}/complaints/status/x/")
    assert last.status_code == 429


def test_no_network_address_stands_in_the_key_by_which_requests_to_a_page_are_counted(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    monkeypatch.setattr(marks, "over", lambda key, *_, **__: kept.append(key))
    reader, at = Client(REMOTE_ADDR="192.0.2.7"), token_of(make_complaint(council))

    assert reader.get(f"/{council.slug}/complaints/status/{at}/").status_code == 200

    assert [key.partition(":")[0] for key in kept] == ["complaint_page"]
    assert "192.0.2.7" not in kept[0]


def test_the_office_deals_with_it_on_the_desk(council: Council, clerk: Person) -> None:
    made, desk = make_complaint(council), sign_in(clerk)
    at = f"/{council.slug}/desk/complaints/{made.pk}/"
    assert made.reference in desk.get(f"/{council.slug}/desk/complaints/").content.decode()

    desk.post(f"{at}acknowledge/", {"version": 1, "words": "We look into it."})
    stale = desk.post(f"{at}ask/", {"version": 1, "words": "Which road?"})
    assert stale.status_code == 409
    assert "Which road?" in stale.content.decode()
    desk.post(f"{at}ask/", {"version": 2, "words": "Which road?"})
    page = desk.post(
        f"{at}answer/", {"version": 3, "outcome": "upheld", "words": "You are right."}, follow=True
    ).content.decode()

    assert "It is answered." in page
    status = Client().get(f"/{council.slug}/complaints/status/{token_of(made)}/").content.decode()
    for words in ("We look into it.", "Which road?", "You are right.", "Ask for a review"):
        assert words in status
    assert clerk.name not in status


def test_what_is_about_the_clerk_is_at_no_address_and_in_no_record_of_clerk_and_officers(
    council: Council, clerk: Person, officer: Person
) -> None:
    chair = make_person(council=council, role=Role.CHAIR)
    made = make_complaint(council, kind="clerk")
    acknowledge(actor=chair, complaint_id=made.pk)
    at, record = f"/{council.slug}/desk/complaints/", f"/{council.slug}/desk/record/"
    for person in (clerk, officer):
        window = sign_in(person)
        assert window.get(f"{at}{made.pk}/").status_code == 404
        assert made.reference not in window.get(at).content.decode()
        assert "received a complaint" not in shown_lines(window, record)
        assert window.post(f"{at}{made.pk}/take/").status_code == 404
        assert "complain" not in messages_of(window, council)
    window = sign_in(chair)
    assert made.reference in window.get(at).content.decode()
    assert WRONG in window.get(f"{at}{made.pk}/").content.decode()
    assert "received a complaint" in shown_lines(window, record)
    member = sign_in(make_person(council=council))
    make_complaint(council)
    assert "received a complaint" not in shown_lines(member, record)
    assert "received a complaint" in shown_lines(sign_in(clerk), record)


def messages_of(window: Client, council: Council) -> str:
    """Return the list of the council's messages, and what of it waits on the desk."""
    Notice.objects.update(state="failed", problem="Nobody answered.")
    pages = [window.get(f"/{council.slug}/desk/{path}").content.decode() for path in (_MESSAGES, "")]
    return " ".join(re.sub(r"<footer.*", "", page, flags=re.DOTALL) for page in pages).lower()


def shown_lines(window: Client, record: str) -> str:
    """Return the record's lines, without the form that offers every verb there is."""
    return re.sub(r"<select.*?</select>", "", window.get(record).content.decode(), flags=re.DOTALL).lower()


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.AUDITOR])
def test_nobody_of_the_office_reads_the_address_of_the_page_of_whoever_complained(
    council: Council, role: Role
) -> None:
    made = make_complaint(council, email="", contact="3 Mill Lane")
    at = f"/{council.slug}/desk/complaints/{made.pk}/"

    assert token_of(made) not in sign_in(make_person(council=council, role=role)).get(at).content.decode()


def test_the_address_is_shown_once_to_who_enters_a_complaint_that_has_no_email(
    council: Council, clerk: Person
) -> None:
    window, other = sign_in(clerk), sign_in(make_person(council=council, role=Role.OFFICER))
    entered = {"kind": "communication", "way": "paper", "came_on": timezone.localdate().isoformat()}
    entered |= {"name": "Robin Resident", "words": "Wrong.", "contact": "3 Mill Lane"}

    window.post(f"/{council.slug}/desk/complaints/enter/", entered)

    made = Complaint.objects.get()
    at, key = f"/{council.slug}/desk/complaints/{made.pk}/", token_of(made)
    assert [key in who.get(at).content.decode() for who in (other, window, window)] == [False, True, False]


def test_an_address_that_was_lost_is_given_anew_for_a_reason_and_the_earlier_one_opens_nothing(
    council: Council, clerk: Person
) -> None:
    made = make_complaint(council, email="", contact="3 Mill Lane")
    at, lost = f"/{council.slug}/desk/complaints/{made.pk}/", token_of(made)
    window, other = sign_in(clerk), sign_in(make_person(council=council, role=Role.OFFICER))
    assert window.post(f"{at}address/", {"version": made.version, "words": " "}).status_code == 422

    sent = {"version": made.version, "words": "They came to the office and lost the paper."}
    assert window.post(f"{at}address/", sent).status_code == 302

    made.refresh_from_db()
    key = token_of(made)
    assert [key in who.get(at).content.decode() for who in (other, window, window)] == [False, True, False]
    pages = [Client().get(f"/{council.slug}/complaints/status/{one}/") for one in (lost, key)]
    assert [page.status_code for page in pages] == [404, 200]
    assert "They came to the office and lost the paper." in pages[1].content.decode()
    entry = LedgerEntry.objects.get(verb="complaint_address_given")
    assert key.rpartition("-")[2] not in entry.body
    assert "lost the paper" not in entry.body


def test_whoever_gave_an_email_address_is_mailed_the_new_one_and_the_office_is_not_shown_it(
    council: Council, clerk: Person
) -> None:
    made = make_complaint(council)
    at, window = f"/{council.slug}/desk/complaints/{made.pk}/", sign_in(clerk)

    window.post(f"{at}address/", {"version": made.version, "words": "They lost the mail."})

    made.refresh_from_db()
    assert made.key_number == 2
    assert token_of(made) not in window.get(at).content.decode()
    words = to_complainant(Notice.objects.filter(what="complainant_told").latest("pk"))
    assert words is not None
    assert token_of(made) in words.body


def test_what_is_due_first_stands_first_and_what_is_late_stands_in_its_list(
    council: Council, clerk: Person
) -> None:
    answered, looked_at, review, came = (
        make_answered(clerk), make_acknowledged(clerk), make_to_review(clerk), make_complaint(council),
    )  # fmt: skip
    Complaint.objects.filter(pk=review.pk).update(review_by=timezone.now() - timedelta(days=1))

    assert list(listed(clerk, "open")) == [review, came, looked_at, answered]
    assert list(listed(clerk, "late")) == [review]
    Complaint.objects.filter(pk=came.pk).update(acknowledge_by=timezone.now() - timedelta(days=2))
    assert list(listed(clerk, "late")) == [came, review]
    Complaint.objects.filter(pk=looked_at.pk).update(answer_by=timezone.now() - timedelta(days=3))
    assert list(listed(clerk, "late")) == [looked_at, came, review]
    assert list(listed(clerk, "mine")) == [looked_at, review, answered]


@pytest.mark.parametrize("show", ["open", "late", "mine", "data", "reviews", "over"])
def test_a_list_asks_as_often_for_many_as_for_one(council: Council, clerk: Person, show: str) -> None:
    desk, at = sign_in(clerk), f"/{council.slug}/desk/complaints/?show={show}"

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(at).status_code == 200
        return len(captured)

    make_to_review(clerk)
    make_acknowledged(clerk, kind="data")
    asked()
    before = asked()
    for _ in range(4):
        make_to_review(clerk)
        make_acknowledged(clerk, kind="data")
        make_answered(clerk)
    assert asked() <= before
    assert before <= 6


def test_the_clerk_publishes_the_council_s_own_times(council: Council, clerk: Person) -> None:
    times = {"acknowledge_days": 2, "answer_days": 7, "review_days": 15, "review_within": 30}
    desk, at = sign_in(clerk), f"/{council.slug}/desk/complaints/procedure/"
    assert desk.post(at, {"version": 0, **times, "acknowledge_days": 99}).status_code == 422

    desk.post(at, {"version": 0, **times, "words": "Call at the office.", "further": "Ask the council."})

    page = Client().get(f"/{council.slug}/complaints/").content.decode()
    for words in ("2 working days", "7 working days", "30 days", "Call at the office.", "Ask the council."):
        assert words in page
    assert "Version 1" in page


@pytest.mark.parametrize("act", ["take", "look"])
def test_a_button_on_a_page_that_was_overtaken_does_nothing(clerk: Person, act: str) -> None:
    made = make_acknowledged(clerk)
    at = f"/{clerk.council.slug}/desk/complaints/{made.pk}/"
    other = sign_in(make_person(council=clerk.council, role=Role.CLERK))
    page = other.get(at).content.decode()
    assert page.count(f'name="version" value="{made.version}"') == 2
    ask(actor=clerk, complaint_id=made.pk, words="Which road?", version=made.version)

    refused = other.post(f"{at}{act}/", {"version": made.version})

    assert refused.status_code == 409
    assert "since you opened it" in refused.content.decode()
    for wrong in ({}, {"version": "x"}, {"version": "9" * 30}):
        assert other.post(f"{at}{act}/", wrong).status_code in {400, 409}
    made.refresh_from_db()
    assert (made.holder, made.state) == (clerk.membership, "asked")
    assert other.post(f"{at}take/", {"version": made.version}).status_code == 302
    made.refresh_from_db()
    assert made.holder != clerk.membership


def test_what_a_resident_answers_is_kept_and_shown_as_it_was_typed(council: Council, clerk: Person) -> None:
    made = make_acknowledged(clerk)
    ask(actor=clerk, complaint_id=made.pk, words="Which road?")
    at = f"/{council.slug}/complaints/status/{token_of(made)}/"
    typed = "<b>Mill Lane</b> & “not” High Street:\r\n\r\n   £40 \u2013 5 < 6 \U0001f6a7\r\n\tthe end  of it"

    sent = {"act": "say", "words": typed, "seen": seen_of(Client().get(at))}
    assert Client().post(at, sent).status_code == 302

    step = made.steps.get(what="reply")
    assert step.words == typed.replace("\r\n", "\n")
    assert step.sha256 == sha256_of(step.words)
    for page in (Client().get(at), sign_in(clerk).get(f"/{council.slug}/desk/complaints/{made.pk}/")):
        shown = page.content.decode()
        assert "<b>Mill" not in shown
        assert "&lt;b&gt;Mill Lane&lt;/b&gt; &amp; “not” High Street:" in shown


@pytest.mark.parametrize(("state", "code"), [("withdrawn", 409), ("asked", 429)])
def test_what_a_resident_typed_is_not_lost_where_it_cannot_be_taken(
    council: Council, clerk: Person, state: str, code: int
) -> None:
    made = make_acknowledged(clerk)
    at = f"/{council.slug}/complaints/status/{token_of(made)}/"
    reader = Client()
    seen = seen_of(reader.get(at))
    if state == "withdrawn":
        withdraw(complaint_id=made.pk)
    else:
        for _ in range(SENT_AT_MOST):
            assert reader.post(at, {"act": "say", "words": "More.", "seen": seen}).status_code == 302

    answer = reader.post(at, {"act": "say", "words": "It was <Mill> Lane.", "seen": seen})

    assert answer.status_code == code
    assert "It was &lt;Mill&gt; Lane." in answer.content.decode()


@pytest.mark.parametrize(
    "changes",
    [{"words": "Casey lied to me."}, {"about": "the parish clerk"}, {"words": "Your RFO paid it twice."}],
)
@pytest.mark.parametrize(("said", "kind"), [("yes", "clerk"), ("no", "communication")])
def test_who_names_the_clerk_is_asked_whether_it_is_about_the_clerk(
    clerk: Person, council: Council, changes: dict[str, str], said: str, kind: str
) -> None:
    answer = sent(council, **changes)
    assert (answer.status_code, Complaint.objects.count()) == (422, 0)
    assert "Your words name the clerk. Is it about what the clerk did?" in answer.content.decode()

    assert sent(council, **changes, of_clerk=said).status_code == 200

    assert Complaint.objects.get().kind == kind
    assert seeing.complaints_of(clerk).exists() == (said == "no")


def test_who_names_nobody_is_not_asked(clerk: Person, council: Council) -> None:
    page = sent(council, words="The office was closed.").content.decode()

    assert "name the clerk" not in page
    assert Complaint.objects.get().kind == "communication"
