"""Whether an item's cost is recorded, as judging knows it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.judging import judge
from portal.councils.people import Person
from portal.drafts.models import Revision
from tests.makers import make_revision
from tests.makers.costs import make_cost
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db
ADVERT = "<p>Advertisement paid for by the council. Buy one get one free at Fernleigh Stores Ltd!</p>"
PLAIN = "<p>Buy one get one free at Fernleigh Stores Ltd!</p>"


def ruled(clerk: Person) -> None:
    make_clause_rule(clerk=clerk, version=make_adopted_policy(clerk=clerk), ref="2.1", check_id="commercial")


def found(revision: Revision) -> list[str]:
    findings = judge(revision.communication, revision.content).findings
    return [finding.check for finding in findings if finding.check == "commercial"]


def test_the_council_s_own_advertisement_passes_once_its_cost_is_recorded(clerk: Person) -> None:
    ruled(clerk)
    revision, other = (make_revision(author=clerk, kind="web_page", body=ADVERT) for _ in range(2))
    assert found(revision) != []
    make_cost(by=clerk)
    make_cost(by=clerk, communication=other.communication)
    assert found(revision) != []
    make_cost(by=clerk, communication=revision.communication, sort="none", net=0, vat=0)
    assert found(revision) == []


def test_other_words_are_found_whatever_they_cost(clerk: Person) -> None:
    ruled(clerk)
    revision = make_revision(author=clerk, kind="web_page", body=PLAIN)
    make_cost(by=clerk, communication=revision.communication)
    assert found(revision) != []


@pytest.mark.parametrize(
    ("body", "asked"), [(ADVERT, 1), (PLAIN, 0)], ids=["an advertisement", "other words"]
)
def test_only_an_advertisement_asks_the_account(clerk: Person, body: str, asked: int) -> None:
    revision = make_revision(author=clerk, kind="web_page", body=body)
    with CaptureQueriesContext(connection) as captured:
        judge(revision.communication, revision.content)
    assert sum("drafts_costentry" in one["sql"] for one in captured) == asked
