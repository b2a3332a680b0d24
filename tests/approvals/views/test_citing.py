"""A decision's reason: clauses that are picked beside free words, kept with it and read by the author."""

import json
import re
from typing import Any

import pytest

from approvals.citing import citation
from approvals.claiming import Taken, claim
from approvals.deciding import reject, return_with_reason
from approvals.founding import OFFICERS_ACT, NotInForce, Uncited, cites_of
from approvals.models import ReviewFinding
from approvals.reason_forms import LONGEST_CITATION
from policies.rules import STATUTORY
from policies.standing import enactment_of
from portal.councils.people import Person
from portal.records.models import LedgerEntry
from tests.approvals.views.conftest import Town, client_of
from tests.makers import make_council, make_person, make_review
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db

LAW = "Publicity code, objectivity"


def _page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def _clause(clerk: Person) -> str:
    """Adopt a policy of which clause 2.1 is asked of every text; return how a decision cites it."""
    version = make_adopted_policy(clerk=clerk)
    make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="length", severity="advise")
    return f"{version.policy.title}, 2.1 ({enactment_of(version)})"


@pytest.mark.parametrize("way", ["", "return/", "reject/"])
def test_the_clauses_of_the_policy_in_force_are_offered_beside_the_reason(town: Town, way: str) -> None:
    named = _clause(town.clerk)
    _clause(make_person(council=make_council(), role="clerk"))
    review = make_review(author=town.author)

    page = _page(town.desk.get(town.at(f"{review.pk}/{way}")))

    offered = 1 if way else 2
    assert page.count(f'<option value="{named}">') == offered
    assert page.count('<option value="" selected>Choose a clause</option>') == 1


def test_what_the_rules_found_is_offered_to_tick(town: Town) -> None:
    version = make_adopted_policy(clerk=town.clerk)
    terms = {"severity": "advise", "parameters": {"headline_words": 2}}
    make_clause_rule(clerk=town.clerk, version=version, ref="2.1", check_id="length", **terms)
    review = make_review(author=town.author)

    page = _page(town.desk.get(town.at(f"{review.pk}/")))

    cited = f"{version.policy.title}, 2.1 ({enactment_of(version)})"
    ticked = f'<input type="checkbox" name="return-clauses" value="{cited}"'
    assert (ticked in page, "Clauses that were found" in page) == (True, True)
    assert cited.endswith("(version 1, adopted 4 November 2026, minute 34/26)")
    assert f"<summary>{cited}</summary>" in page


def test_what_was_found_still_names_document_and_minute_once_it_is_decided(town: Town) -> None:
    version = make_adopted_policy(clerk=town.clerk)
    terms = {"severity": "advise", "parameters": {"headline_words": 2}}
    make_clause_rule(clerk=town.clerk, version=version, ref="2.1", check_id="length", **terms)
    review = make_review(author=town.author)
    claim(actor=town.clerk, review_id=review.pk)
    cites = cites_of(review.communication, ["length"])
    return_with_reason(actor=town.clerk, review_id=review.pk, reason="Too long.", cites=cites)

    page = _page(town.desk.get(town.at(f"{review.pk}/")))

    kept = ReviewFinding.objects.get(review=review)
    assert (kept.policy, kept.clause, kept.adopted) == (version.policy.title, "2.1", enactment_of(version))
    assert f"<summary>{version.policy.title}, 2.1 ({enactment_of(version)})</summary>" in page


def test_the_longest_title_clause_and_minute_fit_the_form() -> None:
    adopted = f"version 1000, adopted 30 September 2026, minute {'9' * 80}"

    assert len(citation("9" * 120, "T" * 200, adopted)) <= LONGEST_CITATION


def test_without_a_finding_or_a_policy_nothing_is_offered(town: Town) -> None:
    page = _page(town.desk.get(town.at(f"{make_review(author=town.author).pk}/")))

    assert ("Clauses that were found" in page, "Another clause of a policy" in page) == (False, False)


@pytest.mark.parametrize(("way", "prefix"), [("return/", "return-"), ("reject/", "")])
def test_picked_clauses_are_kept_with_the_reason_and_the_author_reads_them(
    town: Town, way: str, prefix: str
) -> None:
    named = _clause(town.clerk)
    review = make_review(author=town.author)
    sent = {
        f"{prefix}reason": " Name the minute. ",
        f"{prefix}clauses": [LAW, LAW],
        f"{prefix}clause": named,
    }

    assert town.desk.post(town.at(f"{review.pk}/{way}"), sent).status_code == 302

    review.refresh_from_db()
    assert review.reason == f"Name the minute.\n\nUnder: {LAW}; {named}."
    read = _page(town.writer.get(town.at(f"item/{review.communication_id}/")))
    assert "<h2>Why it was decided so</h2>" in read
    assert f"Under: {LAW}; {named}." in read
    other = client_of(town.somebody("councillor")).get(town.at(f"item/{review.communication_id}/"))
    assert "Name the minute." not in other.content.decode()


def test_a_reason_in_free_words_is_still_needed_and_what_was_picked_stays(town: Town) -> None:
    named = _clause(town.clerk)
    review = make_review(author=town.author)

    answer = town.desk.post(town.at(f"{review.pk}/return/"), {"return-reason": " ", "return-clause": named})

    assert answer.status_code == 422
    assert f'<option value="{named}" selected>' in _page(answer)


@pytest.mark.parametrize(("way", "prefix"), [("return/", "return-"), ("reject/", "")])
def test_a_decision_against_an_item_names_a_clause_where_a_policy_is_in_force(
    town: Town, way: str, prefix: str
) -> None:
    named = _clause(town.clerk)
    review = make_review(author=town.author)
    typed = {f"{prefix}reason": "Name the minute."}

    answer = town.desk.post(town.at(f"{review.pk}/{way}"), typed)

    page = _page(answer)
    review.refresh_from_db()
    assert (answer.status_code, review.state, review.reason) == (422, "waiting", "")
    assert page.count("Choose the clause that this rests on: tick one that was found") == 2
    assert f'href="#id_{prefix}clause"' in page
    assert "Name the minute.</textarea>" in page
    assert "It names at least one clause, with the minute" in page
    assert re.search(r"<label[^>]*>The clause that it rests on</label>", page)
    assert '<option value="" selected>Choose a clause</option>' in page
    assert (
        town.desk.post(town.at(f"{review.pk}/{way}"), {**typed, f"{prefix}clause": named}).status_code == 302
    )


def test_a_statute_that_the_rules_name_will_do_and_what_somebody_made_up_will_not(town: Town) -> None:
    _clause(town.clerk)
    review = make_review(author=town.author)
    sent = {"return-reason": "Name the minute.", "return-clauses": ["My own opinion"]}

    assert town.desk.post(town.at(f"{review.pk}/return/"), sent).status_code == 422
    both = {**sent, "return-clauses": ["My own opinion", LAW]}
    refused = town.desk.post(town.at(f"{review.pk}/return/"), both)
    assert "“My own opinion” is not in force any more." in _page(refused)
    assert (
        town.desk.post(town.at(f"{review.pk}/return/"), {**sent, "return-clauses": [LAW]}).status_code == 302
    )

    review.refresh_from_db()
    assert review.reason == f"Name the minute.\n\nUnder: {LAW}."


def test_the_clause_of_another_council_or_of_a_version_that_is_over_founds_nothing(town: Town) -> None:
    other = make_adopted_policy(clerk=make_person(council=make_council(), role="clerk"), title="Media policy")
    elsewhere = f"{other.policy.title}, 2.1 ({enactment_of(other)})"
    now = _clause(town.clerk)
    review = make_review(author=town.author)
    was = now.replace("adopted ", "adopted long before ")

    for cites in ([elsewhere], [was], []):
        with pytest.raises(Uncited):
            return_with_reason(actor=town.clerk, review_id=review.pk, reason="Too long.", cites=cites)
    review.refresh_from_db()
    assert review.state == "waiting"
    with pytest.raises(Uncited):
        reject(actor=town.clerk, review_id=review.pk, reason="Too long.", cites=[was])
    with pytest.raises(NotInForce, match="is not in force any more"):
        reject(actor=town.clerk, review_id=review.pk, reason="Too long.", cites=[now, was])
    reject(actor=town.clerk, review_id=review.pk, reason="Too long.", cites=[now, now])
    review.refresh_from_db()
    assert review.reason == f"Too long.\n\nUnder: {now}."
    body = json.loads(LedgerEntry.objects.get(verb="rejected").body)
    assert body["facts"]["cites"] == [now]


def test_a_title_with_signs_that_nobody_sees_can_be_cited(town: Town) -> None:
    version = make_adopted_policy(clerk=town.clerk, title="Communi\u00adcations policy")
    review = make_review(author=town.author)
    named = f"{version.policy.title}, 2.1 ({enactment_of(version)})"
    assert "\u00ad" in named

    answer = town.desk.post(
        town.at(f"{review.pk}/return/"), {"return-reason": "Shorter.", "return-clause": named}
    )

    review.refresh_from_db()
    assert (answer.status_code, review.reason) == (302, f"Shorter.\n\nUnder: {named}.")


def test_every_list_ends_with_the_statute_by_which_officers_act(town: Town) -> None:
    _clause(town.clerk)
    review = make_review(author=town.author)

    page = _page(town.desk.get(town.at(f"{review.pk}/reject/")))

    assert (
        f'<optgroup label="The law"> <option value="{OFFICERS_ACT}">{OFFICERS_ACT}: the council acts' in page
    )


def test_whom_somebody_else_holds_is_said_before_what_is_missing(town: Town) -> None:
    _clause(town.clerk)
    review = make_review(author=town.author)
    claim(actor=town.somebody("clerk"), review_id=review.pk)

    with pytest.raises(Taken):
        return_with_reason(actor=town.clerk, review_id=review.pk, reason="Too long.")


def test_the_clauses_of_a_check_are_those_of_the_policy_before_those_of_the_law(town: Town) -> None:
    item = make_review(author=town.author).communication
    law = "UK GDPR, Article 7(3)"
    assert cites_of(item, ["image-permission"]) == (law,)
    assert cites_of(item, ["length"]) == (OFFICERS_ACT,)
    named = _clause(town.clerk)
    assert cites_of(item, ["length"]) == (named,)
    assert cites_of(item, ["image-permission", "length"]) == (named,)
    assert OFFICERS_ACT in {rule.clause for rule in STATUTORY}


@pytest.mark.parametrize("picked", ["a\nb", "x" * 401])
def test_what_no_page_offers_is_refused(town: Town, picked: str) -> None:
    review = make_review(author=town.author)
    sent = {"return-reason": "Name the minute.", "return-clauses": [picked]}

    assert town.desk.post(town.at(f"{review.pk}/return/"), sent).status_code == 422
    review.refresh_from_db()
    assert review.state == "waiting"


def test_an_approval_takes_a_reason_too_and_shows_it(town: Town) -> None:
    named = _clause(town.clerk)
    review = make_review(author=town.author)
    order = town.order(review.revision_id, reason="As the council agreed.", clause=named)

    assert town.desk.post(town.at(f"{review.pk}/approve/"), order).status_code == 302

    review.refresh_from_db()
    assert review.reason == f"As the council agreed.\n\nUnder: {named}."
    assert "As the council agreed." in _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "As the council agreed." in _page(town.writer.get(town.at(f"item/{review.communication_id}/")))
