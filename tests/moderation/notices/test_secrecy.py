"""That somebody complains of defamation, or that a pack went to the police, is for who rules and for the auditor."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from moderation.models import Comment
from moderation.packs.making import make_pack
from moderation.referrals.referring import refer
from portal.channels.models import NewsItem, Notice
from portal.channels.notices.retrying import try_again
from portal.councils.delegating import delegate
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.refusals import Refusal
from tests.makers import make_person, sign_in
from tests.makers.comments import make_comment
from tests.makers.notices import make_waiting

pytestmark = pytest.mark.django_db
PROBLEM = "550 vera@people.example is unknown here"


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


@pytest.fixture
def comment(item: NewsItem, clerk: Person) -> Comment:
    """Return what somebody complains of, and of which the police have a pack."""
    made = make_comment(item=item)
    make_waiting(clerk=clerk, comment=made)
    soon = timezone.localdate() + timedelta(days=1)
    report = refer(actor=clerk, comment_id=made.pk, kind="police", due_on=soon, reason="A threat.")
    make_pack(actor=clerk, referral_id=report.pk, category="threat", reason="The warden is afraid.")
    return made


def shown(person: Person, path: str) -> str:
    """Return a page of the desk without the form that offers every verb there is."""
    page = sign_in(person).get(f"/{person.council.slug}/desk/{path}").content.decode()
    return re.sub(r"<select.*?</select>", "", page, flags=re.DOTALL).lower()


@pytest.mark.usefixtures("comment")
@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (Role.CLERK, True),
        (Role.AUDITOR, True),
        (Role.OFFICER, False),
        (Role.COUNCILLOR, False),
        (Role.CHAIR, False),
    ],
)
def test_the_record_has_it_for_who_rules_and_for_the_auditor(
    council: Council, role: str, *, reads: bool
) -> None:
    found = shown(make_person(council=council, role=role), "record/")

    assert "the record" in found
    assert ("passed a notice of defamation on to the poster" in found) is reads
    assert ("put evidence together for the police" in found) is reads


@pytest.mark.usefixtures("comment")
def test_no_list_of_messages_has_it_for_an_officer_to_whom_nothing_is_delegated(
    clerk: Person, officer: Person
) -> None:
    Notice.objects.filter(what__startswith="defamation").update(state="failed", problem=PROBLEM)
    for path in ("messages/", ""):
        assert "defamation" in shown(clerk, path)
        assert "vera@people.example" in shown(clerk, path)
        found = shown(officer, path)
        assert "a notice of defamation waits" not in found
        assert "a letter about a notice of defamation" not in found
        assert "vera@people.example" not in found
    letter = Notice.objects.filter(what="defamation_letter").latest("pk")
    at = f"/{clerk.council.slug}/desk/messages/{letter.pk}/again/"
    assert sign_in(officer).post(at).status_code in {403, 404}
    letter.refresh_from_db()
    assert letter.state == "failed"


@pytest.mark.usefixtures("comment")
def test_who_was_delegated_deciding_sees_it_and_tries_again(clerk: Person, officer: Person) -> None:
    Notice.objects.filter(what__startswith="defamation").update(state="failed", problem=PROBLEM)
    letter = Notice.objects.filter(what="defamation_letter").latest("pk")
    with pytest.raises(Refusal):
        try_again(actor=officer, notice_id=letter.pk)

    now = timezone.now()
    delegate(
        actor=clerk, holder=officer.membership, starts_at=now, until=now + timedelta(days=2), reason="Leave."
    )

    assert "a letter about a notice of defamation" in shown(officer, "messages/")
    assert try_again(actor=person_now(officer.membership.pk), notice_id=letter.pk).state == "pending"
