"""An answer goes to whoever wrote, or to all who had the letter where somebody chooses that; the pages say to whom."""

import pytest
from django.utils import timezone

from approvals.letters.handling import begin_letter_answer
from approvals.letters.sharing import ask_to_share
from approvals.models import ReceivedLetter
from portal.councils.models import Council
from portal.councils.people import Person
from portal.drafts.models import Communication
from portal.records.models import Snapshot
from portal.refusals import InvalidInput
from tests.approvals.letters.conftest import entered
from tests.approvals.letters.test_views import DESK, page, typed
from tests.makers import make_channels, make_review, sign_in
from tests.makers.circumstances import make_matter
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db
OTHERS = "Quin Neighbour <quin@mail.example>\nthe-paper@press.example"
EMAIL = "pat@mail.example"


@pytest.fixture
def letter(officer: Person) -> ReceivedLetter:
    """Return an email that two others had too."""
    return entered(officer, others=OTHERS, address=EMAIL)


def recipients(item: Communication) -> tuple[str, str, str, str]:
    assert item.current_revision is not None
    content = item.current_revision.content
    return content["to"], content["cc"], content["bcc"], content["answers"]


def test_who_else_had_an_email_is_entered_and_kept_with_it(officer: Person) -> None:
    sent = typed(others="quin@mail.example; Quin <QUIN@mail.example>\nCounty Highways")
    sign_in(officer).post(f"{DESK}new/", sent)
    made = ReceivedLetter.objects.get()
    assert made.others == "quin@mail.example\nCounty Highways"
    kept = Snapshot.objects.get(object_type="received_letter", object_id=made.pk).text or ""
    assert "Who else had it: quin@mail.example, County Highways" in kept
    assert "County Highways" in page(officer, f"{made.pk}/")


def test_what_is_no_address_is_refused_and_nothing_is_entered(officer: Person) -> None:
    with pytest.raises(
        InvalidInput, match="“Quin quin@mail.example” is not an email address".replace(".", r"\.")
    ):
        entered(officer, others="Quin quin@mail.example")
    assert not ReceivedLetter.objects.exists()


def test_an_answer_goes_to_whoever_wrote_alone(officer: Person, letter: ReceivedLetter) -> None:
    made = begin_letter_answer(actor=officer, letter_id=letter.pk)
    assert recipients(made) == (f"Pat Resident <{EMAIL}>", "", "", "sender")


def test_replying_to_all_keeps_the_others_by_one_button(officer: Person, letter: ReceivedLetter) -> None:
    assert "Reply to all who had it" in page(officer, f"{letter.pk}/")
    answer = sign_in(officer).post(f"{DESK}{letter.pk}/answer/", {"to": "all"})
    made = Communication.objects.get()
    assert answer.headers["Location"] == f"/ptc/desk/drafts/{made.pk}/"
    assert recipients(made) == (f"Pat Resident <{EMAIL}>", OTHERS, "", "all")


def test_where_nobody_else_had_it_there_is_no_reply_to_all(officer: Person) -> None:
    alone = entered(officer, address="1 Mill Lane\nPellworth")
    assert "Reply to all" not in page(officer, f"{alone.pk}/")
    made = begin_letter_answer(actor=officer, letter_id=alone.pk, to_all=True)
    assert recipients(made) == ("", "", "", "sender")


def test_the_rule_speaks_as_the_answer_is_typed_and_on_its_review(
    officer: Person, clerk: Person, letter: ReceivedLetter
) -> None:
    version = make_adopted_policy(clerk=clerk)
    make_clause_rule(clerk=clerk, version=version, ref="1.1", check_id="recipients")
    made = begin_letter_answer(actor=officer, letter_id=letter.pk, to_all=True)
    said = "This answers everybody who had the message."
    desk = f"/ptc/desk/drafts/{made.pk}/"
    assert said in sign_in(officer).get(desk).content.decode()
    assert said in sign_in(officer).get(f"{desk}findings/").content.decode()
    assert said in sign_in(officer).get(f"{desk}submit/").content.decode()
    shown = reviewed(clerk, author=officer, cc=OTHERS, answers="all")
    assert said in shown


def test_the_review_shows_every_recipient_and_what_each_gets(
    clerk: Person, officer: Person, council: Council
) -> None:
    make_channels(council, "letter", "letter_mail")
    shown = reviewed(clerk, author=officer, to=EMAIL, cc="County Highways", bcc="b@solicitor.example")
    assert shown.count("b@solicitor.example") == 2
    assert "Sent by email<br>To: pat@mail.example<br>Bcc: b@solicitor.example" in shown
    assert shown.count("cc: County Highways") == 2
    assert "Nobody gets this by email" not in shown


def test_the_review_says_where_no_channel_mails_what_the_letter_names(
    clerk: Person, officer: Person, council: Council
) -> None:
    make_channels(council, "letter")
    shown = reviewed(clerk, author=officer, to=EMAIL)
    assert "Nobody gets this by email:</strong> it names pat@mail.example" in shown
    opening = "/ptc/desk/channels/open/?connector=letter_mail"
    assert f'<a href="{opening}">Open a channel for letters by email</a>' in shown
    form = sign_in(clerk).get(opening).content.decode()
    assert '<option value="letter_mail" selected>Letters by email</option>' in form
    assert 'value="Letters by email"' in form
    assert sign_in(clerk).get("/ptc/desk/channels/open/?connector=nonsense").status_code == 200
    assert "Nobody gets this by email" not in reviewed(clerk, author=officer, to="")


def reviewed(clerk: Person, *, author: Person, **changes: str) -> str:
    """Return the review's page of a letter of ``author``."""
    review = make_review(author=author, kind="letter", **changes)
    answer = sign_in(clerk).get(f"/ptc/desk/queue/{review.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_shares_a_letter_outside_and_who_allows_it_read_what_the_rule_finds(
    officer: Person, clerk: Person
) -> None:
    version = make_adopted_policy(clerk=clerk)
    make_clause_rule(clerk=clerk, version=version, ref="1.1", check_id="recipients")
    inside = entered(officer, text="Strictly confidential: who complained about the bins.")
    plain = entered(officer, text="The bins overflow.")
    found = "is outside the council, and this is an internal paper."
    assert f"“Whoever it is shared with” in “cc” {found}" in page(officer, f"{inside.pk}/share/")
    assert found not in page(officer, f"{plain.pk}/share/")
    for letter, shown in ((inside, True), (plain, False)):
        asked = ask_to_share(actor=officer, letter_id=letter.pk, with_whom="Bins Ltd", why="They empty them.")
        answer = page(clerk, f"{letter.pk}/share/{asked.pk}/")
        assert (f"“Bins Ltd” in “cc” {found}" in answer) is shown


def test_a_letter_on_a_matter_that_is_not_open_is_shown_outside_with_a_warning_to_who_may_know_of_it(
    officer: Person, clerk: Person
) -> None:
    version = make_adopted_policy(clerk=clerk)
    make_clause_rule(clerk=clerk, version=version, ref="1.1", check_id="recipients")
    matter = make_matter(clerk=clerk)
    letter = entered(officer, text="What of the depot?", matter_id=matter.pk)
    said = "is outside the council, and not all of what this is about is open."
    assert said in page(officer, f"{letter.pk}/share/")
    type(matter).objects.filter(pk=matter.pk).update(
        released_on=timezone.localdate(), released_by=clerk.membership, open_reference="34/26"
    )
    assert said not in page(officer, f"{letter.pk}/share/")
