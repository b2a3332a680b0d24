"""The fields beside the findings: on the page that submits, and on the review page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.models import FindingResponse, Review
from policies.judging import judge
from portal.channels.models import Publication
from portal.councils.powers import Role
from portal.drafts.content import LONDON
from portal.drafts.models import Revision
from tests.approvals.views.conftest import Town, client_of
from tests.makers import make_revision
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db
WORDS = "<p>The market reopens. Vote Labour on Thursday. The stalls open at nine.</p>"
HOSTILE = '</textarea><img src=x onerror="alert(1)">'


def _page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def ruled(town: Town, severity: str, **terms: Any) -> None:
    version = make_adopted_policy(clerk=town.clerk)
    make_clause_rule(
        clerk=town.clerk, version=version, ref="2.1", check_id="party-political", severity=severity, **terms
    )


def written(town: Town, body: str = WORDS) -> Revision:
    return make_revision(author=town.author, body=body)


def key_in(revision: Revision) -> str:
    return judge(revision.communication, revision.content).findings[0].key


def sent(town: Town, revision: Revision, **typed: str) -> Any:
    data = {"revision_id": revision.pk, "message": "Please look.", **typed}
    return town.writer.post(town.at(f"submit/{revision.communication_id}/"), data)


def waiting(town: Town, revision: Revision, **typed: str) -> Review:
    answer = sent(town, revision, **typed)
    assert answer.status_code == 302
    return Review.objects.get()


def approving(town: Town, review: Review, **typed: Any) -> Any:
    return town.desk.post(town.at(f"{review.pk}/approve/"), town.order(review.revision_id, **typed))


def test_the_page_that_submits_asks_for_an_answer_beside_the_finding_and_its_clause(town: Town) -> None:
    ruled(town, "answer")
    revision = written(town)
    page = _page(town.writer.get(f"/ptc/desk/drafts/{revision.communication_id}/submit/"))
    form = page.split('action="/ptc/desk/queue/submit/')[1].split("</form>")[0]
    assert f'<textarea class="govuk-textarea" id="answer-{key_in(revision)}"' in form
    assert "Your answer<" in form
    assert "Nothing is said for a party." in form


def test_without_an_answer_nothing_is_submitted_and_what_was_typed_is_kept(town: Town) -> None:
    ruled(town, "answer")
    revision = written(town)
    key = key_in(revision)
    answer = sent(town, revision)
    page = _page(answer)
    assert answer.status_code == 409
    assert f'<a href="#answer-{key}">Answer this finding: ' in page
    assert "Please look.</textarea>" in page
    answer = sent(town, revision, **{f"answer-{key}": HOSTILE, "revision_id": ""})
    assert answer.status_code == 422
    assert "&lt;/textarea&gt;&lt;img src=x" in _page(answer)
    assert Review.objects.count() == 0


def test_a_nul_in_an_answer_is_refused_and_an_unknown_key_is_left_out(town: Town) -> None:
    ruled(town, "answer")
    revision = written(town)
    assert sent(town, revision, **{f"answer-{key_in(revision)}": "a\x00b"}).status_code == 400
    waiting(town, revision, **{f"answer-{key_in(revision)}": "Yes.", "answer-zz": "x", "seen_all": "yes"})
    assert [row.words for row in FindingResponse.objects.all()] == ["Yes."]


def test_the_clerk_reads_the_answer_beside_the_finding_and_may_add_one(town: Town) -> None:
    ruled(town, "answer")
    revision = written(town)
    key = key_in(revision)
    review = waiting(town, revision, **{f"answer-{key}": "It is a quotation."})
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "<strong>Answered</strong> by Dan Deputy" in page
    assert "<q>It is a quotation.</q>" in page
    assert "Add an answer of your own" in page
    assert approving(town, review, **{f"answer-{key}": "And I agree."}).status_code == 302
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "<q>And I agree.</q>" in page
    assert f'id="answer-{key}"' not in page


def test_approving_wants_an_answer_to_what_came_since(town: Town) -> None:
    revision = written(town)
    review = waiting(town, revision)
    ruled(town, "answer")
    answer = approving(town, review)
    page = _page(answer)
    assert answer.status_code == 409
    assert f'<a href="#answer-{key_in(revision)}">Answer this finding: ' in page
    assert page.count("There is a problem") == 1
    assert Publication.objects.count() == 0


def test_advice_is_ticked_one_by_one_or_all_at_once_without_a_script(town: Town) -> None:
    ruled(town, "advise")
    revision = written(town)
    key = key_in(revision)
    review = waiting(town, revision)
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert f'type="checkbox" id="seen-{key}"' in page
    assert "I have seen the one piece of advice beside the text" in page
    refused = approving(town, review)
    assert refused.status_code == 409
    assert f'<a href="#seen-{key}">Tick that you have seen this advice: ' in _page(refused)
    assert approving(town, review, seen_all="yes").status_code == 409  # of nothing that was shown
    assert approving(town, review, seen_all="yes", shown=key).status_code == 302
    assert [(row.kind, row.key) for row in FindingResponse.objects.all()] == [("acknowledged", key)]


def test_one_tick_is_enough_for_one_piece_of_advice(town: Town) -> None:
    ruled(town, "advise")
    revision = written(town)
    review = waiting(town, revision)
    assert approving(town, review, **{f"seen-{key_in(revision)}": "yes"}).status_code == 302


def test_a_block_is_waived_on_the_review_page_with_a_reason_and_stands_on_the_report(town: Town) -> None:
    ruled(town, "block", waivable=True)
    revision = written(town)
    key = key_in(revision)
    page = _page(town.writer.get(f"/ptc/desk/drafts/{revision.communication_id}/submit/"))
    assert "Why should the clerk waive this?" in page
    review = waiting(town, revision, **{f"answer-{key}": "The minister said it."})
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "To waive it, say why" in page
    assert "1 finding stands against it" in page
    assert approving(town, review).status_code == 409
    assert approving(town, review, **{f"waive-{key}": "A quotation of record."}).status_code == 302
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "<strong>Waived</strong> by Clara Clerk" in page
    report = _page(town.desk.get(town.at("report/")))
    assert "Waived: findings that would have stopped it" in report
    assert "A quotation of record." in report


def test_what_was_typed_is_kept_when_approving_is_refused_for_another_reason(town: Town) -> None:
    ruled(town, "block", waivable=True)
    revision = written(town)
    key = key_in(revision)
    review = waiting(town, revision, **{f"answer-{key}": "The minister said it."})
    typed = {f"waive-{key}": "A quotation of record.", "when": "later", "go_at": ""}
    page = _page(approving(town, review, **typed))
    assert "A quotation of record.</textarea>" in page


def test_who_may_not_decide_reads_the_answers_and_has_no_field(town: Town) -> None:
    ruled(town, "answer")
    revision = written(town)
    review = waiting(town, revision, **{f"answer-{key_in(revision)}": "It is a quotation."})
    page = _page(client_of(town.somebody(Role.AUDITOR)).get(town.at(f"{review.pk}/")))
    assert "<q>It is a quotation.</q>" in page
    assert "<textarea" not in page.split('id="main-content"')[1]


def test_the_same_words_twice_want_one_answer(town: Town) -> None:
    ruled(town, "answer")
    revision = written(town, body=WORDS + WORDS)
    page = _page(town.writer.get(f"/ptc/desk/drafts/{revision.communication_id}/submit/"))
    keys = {found.key for found in judge(revision.communication, revision.content).findings}
    assert page.count('<textarea class="govuk-textarea" id="answer-') == len(keys) == 1
    assert "The same words as above" in page


@pytest.mark.parametrize("number", [1, 12])
def test_the_review_page_asks_the_same_however_many_findings_were_answered(town: Town, number: int) -> None:
    ruled(town, "answer")
    body = "".join(f"<p>Vote Labour on Thursday {n}. Vote Labour, item {n}!</p>" for n in range(number))
    revision = written(town, body=body)
    found = judge(revision.communication, revision.content).findings
    said = {f"answer-{one.key}": "It is a quotation." for one in found}
    review = waiting(town, revision, **said)
    with CaptureQueriesContext(connection) as captured:
        assert town.desk.get(town.at(f"{review.pk}/")).status_code == 200
    assert (
        len(captured) <= 25
    )  # beyond a text without findings: what was said to them, and the flags in the frame
    with CaptureQueriesContext(connection) as captured:
        assert approving(town, review).status_code == 302
    assert len(captured) <= 31  # of them: how the quotations stand, and the basis that it names


def test_the_page_asks_about_the_hour_that_was_typed_and_keeps_it(town: Town) -> None:
    make_clause_rule(
        clerk=town.clerk,
        version=make_adopted_policy(clerk=town.clerk),
        ref="2.1",
        check_id="timing",
        severity="advise",
        parameters={"from": "10:00", "until": "11:00"},
    )
    review = waiting(town, written(town, "<p>The stalls open at nine.</p>"))
    day = f"{timezone.now().astimezone(LONDON) + timedelta(days=1):%Y-%m-%d}"
    refused = approving(town, review, when="later", go_at=f"{day}T03:30")
    assert refused.status_code == 409
    page = _page(refused)
    assert "Tick that you have seen this advice: It would go out at 03:30" in page
    assert f'value="{day}T03:30"' in page
    (key,) = set(re.findall(r'href="#seen-([0-9a-f]{32})"', page))
    seen = {"seen_all": "yes", "shown": key}
    assert approving(town, review, when="later", go_at=f"{day}T03:31", **seen).status_code == 302
