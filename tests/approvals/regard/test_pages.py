"""The checklist on the review page, with the decisions, and where the answers are read."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.deciding import return_with_reason
from approvals.models import RegardAnswer, Review
from approvals.regard.answering import Given
from approvals.regard.principles import BY_SLUG
from approvals.submitting import submit
from portal.channels.models import Publication
from portal.councils.models import Council
from portal.councils.powers import Role
from tests.approvals.views.conftest import Town, client_of, town
from tests.makers import make_review, make_revision
from tests.makers.circumstances import make_period
from tests.makers.costs import all_yes, make_cost, typed_regard
from tests.makers.policies import make_adopted_policy, make_clause_rule

__all__ = ["town"]
pytestmark = pytest.mark.django_db
HOSTILE = '</textarea><img src=x onerror="alert(1)">'


def _page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def required(town: Town, rule: str = Council.Checklist.EVERY) -> None:
    Council.objects.filter(pk=town.council.pk).update(publicity_checklist=rule)


def approving(town: Town, review: Review, **typed: Any) -> Any:
    return town.desk.post(town.at(f"{review.pk}/approve/"), town.order(review.revision_id, **typed))


def checklist_in(page: str) -> str:
    return page.partition('id="checklist"')[2].partition('<button type="submit"')[0]


def test_each_principle_is_a_fieldset_with_radios_its_questions_and_its_source(town: Town) -> None:
    review = make_review(author=town.author)
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert page.count('<fieldset class="govuk-fieldset" aria-describedby="source-') == 7
    for slug in BY_SLUG:
        assert page.count(f'type="radio" name="regard-{slug}"') == 3
    assert "Publicity code 2011, paragraphs 15 to 18" in page
    assert "Publicity checklist (offered)" in page
    assert (
        'name="regard-care" value="yes" class="govuk-radios__input" id="id_regard-care_0" checked' not in page
    )


def test_an_approval_keeps_the_answers_and_the_review_and_the_item_show_them(town: Town) -> None:
    required(town)
    review = make_review(author=town.author)
    typed = typed_regard(objective=Given("no", "The minister <b>disagrees</b>."))
    assert approving(town, review, **typed).status_code == 302
    assert RegardAnswer.objects.count() == 7
    item = town.at(f"item/{review.communication_id}/")
    for address in (town.at(f"{review.pk}/"), item):
        page = _page(town.desk.get(address))
        assert "Approved: revision 1. Answered by Clara Clerk" in page
        assert "No: The minister &lt;b&gt;disagrees&lt;/b&gt;." in page
        assert "Even-handed</dt><dd>Yes" in page


def test_an_approval_without_answers_is_refused_in_words_and_keeps_what_was_typed(town: Town) -> None:
    required(town)
    review = make_review(author=town.author)
    typed = typed_regard(care=None, objective=Given("no"), lawful=Given("yes", HOSTILE))
    answer = approving(town, review, when="later", go_at="2199-01-01T10:00", **typed)
    page = _page(answer)
    assert answer.status_code == 409
    assert (
        '<a href="#id_regard-care_0">Care in periods of heightened sensitivity: Choose yes, no or not' in page
    )
    assert '<a href="#id_regard-objective_note">Objective: A no needs a note: say why.' in page
    assert "&lt;/textarea&gt;&lt;img src=x" in page
    assert 'value="no" class="govuk-radios__input" id="id_regard-objective_1" checked' in page
    assert "2199-01-01T10:00" in page
    assert (Publication.objects.count(), RegardAnswer.objects.count()) == (0, 0)


def test_findings_and_the_checklist_are_asked_for_at_once(town: Town) -> None:
    required(town)
    version = make_adopted_policy(clerk=town.clerk)
    make_clause_rule(clerk=town.clerk, version=version, ref="2.1", check_id="party-political")
    review = make_review(author=town.author, body="<p>The market reopens. Vote Labour on Thursday.</p>")
    page = _page(approving(town, review))
    assert "Tick that you have seen this advice" in page
    assert "Lawful: Choose yes, no or not applicable." in page


def test_a_note_without_an_answer_and_a_strange_answer_are_refused(town: Town) -> None:
    review = make_review(author=town.author)
    answer = approving(town, review, **{"regard-care_note": "Somebody stands."})
    assert (answer.status_code, "you wrote a note" in _page(answer)) == (422, True)
    assert "Somebody stands.</textarea>" in _page(answer)
    assert approving(town, review, **{"regard-care": "perhaps"}).status_code == 422
    assert approving(town, review, **{"regard-care": "yes", "regard-care_note": "a\x00b"}).status_code == 422
    assert Publication.objects.count() == 0


def test_what_the_rules_found_a_period_and_the_cost_stand_beside_the_questions_and_answer_nothing(
    town: Town,
) -> None:
    version = make_adopted_policy(clerk=town.clerk)
    make_clause_rule(clerk=town.clerk, version=version, ref="2.1", check_id="party-political")
    review = make_review(author=town.author, body="<p>The market reopens. Vote Labour on Thursday.</p>")
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "The rules found: " in page
    assert "No cost is entered for this item yet." in page
    make_cost(by=town.clerk, communication=review.communication)
    make_period(clerk=town.clerk, kind="referendum", title="the neighbourhood plan")
    page = checklist_in(_page(town.desk.get(town.at(f"{review.pk}/"))))
    assert "£120.00 without VAT is entered for this item." in page
    assert "A period is in force: the neighbourhood plan." in page
    assert " checked" not in page


def returned(town: Town) -> Review:
    """Return the next review of an item that the clerk returned with answers."""
    first = make_review(author=town.author)
    given = all_yes(objective=Given("no", "Whose figures?"))
    return_with_reason(actor=town.clerk, review_id=first.pk, reason="Whose figures?", regard=given)
    revision = make_revision(author=town.author, communication=first.communication, title="Whose they are")
    return submit(actor=town.author, communication_id=first.communication_id, revision_id=revision.pk)


def test_the_clerk_begins_with_own_earlier_answers_only_by_asking_for_them(town: Town) -> None:
    review = returned(town)
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "Begin with my answers to revision 1" in page
    assert " checked" not in checklist_in(page)
    page = _page(town.desk.get(town.at(f"{review.pk}/?earlier=yes")))
    assert "These are your own answers of" in page
    assert "to revision 1.</strong>" in page
    assert checklist_in(page).count(" checked") == 7
    assert "Whose figures?</textarea>" in page


def test_another_clerk_is_not_offered_somebody_else_s_answers(town: Town) -> None:
    review = returned(town)
    other = client_of(town.somebody(Role.CLERK))
    page = _page(other.get(town.at(f"{review.pk}/?earlier=yes")))
    assert "Begin with my answers" not in page
    assert " checked" not in checklist_in(page)


@pytest.mark.parametrize(("act", "name"), [("return", "return-reason"), ("reject", "reason")])
def test_a_refusal_may_be_given_with_answers(town: Town, act: str, name: str) -> None:
    review = make_review(author=town.author)
    path = town.at(f"{review.pk}/{act}/")
    assert "Publicity checklist (optional)" in _page(town.desk.get(path))
    answer = town.desk.post(path, {name: "Say when.", "regard-care": "no", "regard-care_note": ""})
    page = _page(answer)
    assert answer.status_code == 409
    assert "A no needs a note: say why." in page
    assert "Say when.</textarea>" in page
    assert town.desk.post(path, {name: "Say when.", "regard-care": "zz"}).status_code == 400
    typed = {name: "Say when.", "regard-care": "no", "regard-care_note": "A poll is near."}
    assert town.desk.post(path, typed).status_code == 302
    assert list(RegardAnswer.objects.values_list("principle", "note")) == [("care", "A poll is near.")]


def test_who_reads_the_item_but_not_its_acts_reads_no_answers(town: Town) -> None:
    review = make_review(author=town.author, kind="social_post")
    assert approving(town, review, channels=town.channels[0].pk, **typed_regard()).status_code == 302
    address = town.at(f"item/{review.communication_id}/")
    assert "Publicity checklist" in _page(client_of(town.somebody(Role.AUDITOR)).get(address))
    assert client_of(town.somebody(Role.PARTNER)).get(address).status_code == 404


def test_an_auditor_reads_the_review_with_its_cost_and_has_no_radios(town: Town) -> None:
    review = make_review(author=town.author)
    page = _page(client_of(town.somebody(Role.AUDITOR)).get(town.at(f"{review.pk}/")))
    assert "Nothing is entered yet" in page
    assert "regard-lawful" not in page


def test_the_item_asks_one_query_for_the_answers_however_many_decisions_there_are(town: Town) -> None:
    review = returned(town)
    counts = []
    for given in ({}, typed_regard()):
        if given:
            approving(town, review, **given)
        with CaptureQueriesContext(connection) as captured:
            town.desk.get(town.at(f"item/{review.communication_id}/"))
        counts.append(sum("approvals_regardanswer" in one["sql"] for one in captured))
    assert counts == [1, 1]


def test_the_review_asks_one_query_for_periods_cost_and_earlier_answers(town: Town) -> None:
    review = returned(town)
    make_cost(by=town.clerk, communication=review.communication)
    with CaptureQueriesContext(connection) as captured:
        town.desk.get(town.at(f"{review.pk}/?earlier=yes"))
    asked = [one["sql"] for one in captured if "drafts_costentry" in one["sql"]]
    assert len(asked) == 1
    assert "approvals_regardanswer" in asked[0]
    assert sum("approvals_regardanswer" in one["sql"] for one in captured) == 1
