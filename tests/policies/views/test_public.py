"""What anybody reads of a council's policies."""

from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from policies.documents.adopting import Adoption, adopt
from policies.documents.wording import Wording, draft_version, start_policy
from policies.models import Policy
from portal.councils.models import Council
from portal.councils.people import Person
from tests.makers import make_council, make_person, sign_in
from tests.makers.policies import CLAUSES, make_adopted_policy, make_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc", name="Pellworth Town Council")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role="clerk")


def adopt_second(clerk: Person, policy: Policy) -> None:
    changed = (*CLAUSES[:-1], Wording("2.1", text="Nothing is said for anybody.", printed="2.1", parent="2"))
    version = draft_version(actor=clerk, policy=policy, clauses=changed)
    adopt(actor=clerk, version_id=version.pk, adoption=Adoption(date(2026, 11, 18), "51/26"))


def text_of(page: str) -> str:
    """Return what a reader sees of ``page``, its white space as single spaces."""
    return " ".join(unescape(strip_tags(page.replace("<", " <"))).split())


def seen(path: str) -> str:
    """Return what somebody without an account reads at ``path``."""
    return text_of(Client().get(path).content.decode())


def test_the_list_names_what_is_in_force_with_its_minute_and_the_companions_apart(clerk: Person) -> None:
    make_adopted_policy(clerk=clerk)
    other = start_policy(actor=clerk, kind="complaints", title="Complaints procedure")
    version = draft_version(actor=clerk, policy=other, clauses=CLAUSES)
    adopt(actor=clerk, version_id=version.pk, adoption=Adoption(date(2026, 11, 4), "35/26"))
    page = Client().get("/ptc/policies/").content.decode()
    assert "Version 1, adopted 4 November 2026, minute 34/26" in page
    assert page.index("Communications policy") < page.index("Companion documents")
    assert page.index("Companion documents") < page.index("Complaints procedure")


def test_a_draft_is_nowhere_in_public(clerk: Person) -> None:
    make_policy(clerk=clerk, title="Secret plans")
    visitor = Client()
    assert "Secret plans" not in visitor.get("/ptc/policies/").content.decode()
    for address in ("secret-plans/", "secret-plans/1/", "secret-plans/1/policy.pdf"):
        assert visitor.get(f"/ptc/policies/{address}").status_code == 404


def test_a_clause_of_the_version_in_force_has_an_anchor_by_its_reference(clerk: Person) -> None:
    make_adopted_policy(clerk=clerk)
    page = Client().get("/ptc/policies/communications-policy/").content.decode()
    assert 'id="clause-2.1"' in page
    assert '<a href="#clause-2">2. Conduct</a>' in page
    assert "<h2" in page
    assert "Nothing is said for a party." in page


def test_a_past_version_says_that_it_is_past_and_leads_to_the_one_in_force(clerk: Person) -> None:
    version = make_adopted_policy(clerk=clerk)
    adopt_second(clerk, version.policy)
    visitor = Client()
    now = visitor.get("/ptc/policies/communications-policy/").content.decode()
    before = visitor.get("/ptc/policies/communications-policy/1/").content.decode()
    assert "Nothing is said for anybody." in now
    assert "no longer in force" not in now
    assert "Nothing is said for a party." in before
    assert "This version is no longer in force." in before
    assert visitor.get("/ptc/policies/communications-policy/3/").status_code == 404


def test_a_past_version_says_until_when_it_was_in_force_and_so_does_the_history(
    clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 4, 20, tzinfo=UTC))
    version = make_adopted_policy(clerk=clerk)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 18, 20, 30, tzinfo=UTC))
    adopt_second(clerk, version.policy)
    monkeypatch.undo()

    past, now = (seen(f"/ptc/policies/communications-policy/{end}") for end in ("1/", ""))

    assert (
        "It was in force from Wednesday 4 November 2026 until Wednesday 18 November 2026. Read the version"
        in past
    )
    assert "It was in force" not in now
    for page in (past, now):
        assert "Version 2 , adopted Wednesday 18 November 2026, minute 51/26: in force" in page
        assert (
            "Version 1 , adopted Wednesday 4 November 2026, minute 34/26: until Wednesday 18 November 2026"
            in page
        )
    desk = text_of(sign_in(clerk).get(f"/ptc/desk/policies/{version.policy_id}/").content.decode())
    assert "Adopted Wednesday 4 November 2026, minute 34/26 · until Wednesday 18 November 2026" in desk


def test_the_pdf_is_tagged_and_holds_the_words(clerk: Person) -> None:
    make_adopted_policy(clerk=clerk)
    answer = Client().get("/ptc/policies/communications-policy/1/policy.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"/MarkInfo" in answer.content
    assert b"/StructTreeRoot" in answer.content


def test_a_policy_of_another_council_does_not_exist_here(clerk: Person) -> None:
    make_adopted_policy(clerk=clerk)
    make_council(slug="elsewhere")
    assert Client().get("/elsewhere/policies/communications-policy/").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_whatever_there_is(
    clerk: Person, number: int, django_assert_max_num_queries: object
) -> None:
    for each in range(number):
        make_adopted_policy(clerk=clerk, title=f"Policy {each}")
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        assert Client().get("/ptc/policies/").status_code == 200
