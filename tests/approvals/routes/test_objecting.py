"""An objection on a route names a clause wherever a policy is in force, as any decision against an item does."""

import re
from typing import Any

import pytest

from approvals.founding import Uncited
from approvals.models import Review, StepAsk
from approvals.routes.agreeing import answer_step
from policies.standing import enactment_of
from portal.channels.models import Notice
from portal.councils.models import Council
from portal.councils.people import Person
from portal.drafts.models import Communication
from portal.records.models import LedgerEntry, Snapshot
from portal.records.verifying import verify
from tests.approvals.routes.test_routes import approves, by_office, waits
from tests.makers import sign_in
from tests.makers.policies import make_adopted_policy

pytestmark = pytest.mark.django_db

WORDS = "The date is wrong."


def _named(clerk: Person) -> str:
    """Adopt a policy; return how a decision cites its clause 2.1."""
    version = make_adopted_policy(clerk=clerk)
    return f"{version.policy.title}, 2.1 ({enactment_of(version)})"


def _answered(actor: Person, review: Review, **said: Any) -> StepAsk:
    ask = StepAsk.objects.get(review=review, office=actor.membership.role)
    return answer_step(actor=actor, step_id=ask.pk, revision_id=review.revision_id, **said)


def _stands(review: Review) -> tuple[str, str, str, str, str]:
    """Return how the item stands: its review, the reason kept with that, the item's stage, its step and that reason."""
    review.refresh_from_db()
    ask = StepAsk.objects.get(review=review)
    stage = Communication.objects.get(pk=review.communication_id).stage
    return review.state, review.reason, stage, ask.said, ask.reason


def _page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("cites", [[], ["My own opinion"]])
def test_an_objection_that_rests_on_no_clause_changes_nothing(
    clerk: Person, mayor: Person, author: Person, cites: list[str]
) -> None:
    _named(clerk)
    review = waits(author, clerk, [by_office("chair")])

    with pytest.raises(Uncited):
        _answered(mayor, review, agrees=False, reason=WORDS, cites=cites)

    assert _stands(review) == ("waiting", "", "submitted", "", "")
    assert not LedgerEntry.objects.filter(verb="step_objected").exists()
    assert not Notice.objects.filter(what="returned").exists()


def test_the_clause_of_an_objection_is_kept_with_its_words_wherever_they_are(
    clerk: Person, mayor: Person, author: Person, council: Council
) -> None:
    named = _named(clerk)
    review = waits(author, clerk, [by_office("chair")])

    _answered(mayor, review, agrees=False, reason=f" {WORDS} ", cites=[named, named])

    because = f"{WORDS}\n\nUnder: {named}."
    assert _stands(review) == ("returned", because, "returned", "objects", because)
    assert Snapshot.objects.get(status="step_objected").text == because
    assert verify(council.pk).broken is None
    read = _page(sign_in(author).get(f"/ptc/desk/queue/item/{review.communication_id}/"))
    assert f"Under: {named}." in read


def test_without_a_policy_the_words_of_an_objection_must_do(
    clerk: Person, mayor: Person, author: Person
) -> None:
    review = waits(author, clerk, [by_office("chair")])
    client, path = sign_in(mayor), f"/ptc/desk/steps/{StepAsk.objects.get().pk}/"
    page = _page(client.get(path))
    typed = {"answer": "objects", "reason": WORDS, "revision_id": review.revision_id}

    assert client.post(path, typed).status_code == 302

    assert ('name="clause"' in page, 'name="clauses"' in page) == (False, False)
    assert _stands(review) == ("returned", WORDS, "returned", "objects", WORDS)


def test_an_agreement_needs_no_clause(clerk: Person, mayor: Person, author: Person) -> None:
    _named(clerk)
    review = waits(author, clerk, [by_office("chair")])

    _answered(mayor, review, agrees=True)

    assert _stands(review) == ("waiting", "", "submitted", "agrees", "")
    approves(clerk, review)


def test_the_page_of_a_step_leads_to_the_clause_and_keeps_what_was_typed(
    clerk: Person, mayor: Person, author: Person
) -> None:
    named = _named(clerk)
    review = waits(author, clerk, [by_office("chair")])
    client, path = sign_in(mayor), f"/ptc/desk/steps/{StepAsk.objects.get().pk}/"
    page = _page(client.get(path))
    assert page.count(f'<option value="{named}">') == 1
    assert page.count('<option value="" selected>Choose a clause</option>') == 1
    assert re.search(r"<label[^>]*>The clause that it rests on</label>", page)
    assert "An objection names one, with the minute of its adoption." in page
    assert "Clauses that were found" not in page
    typed = {"answer": "objects", "reason": WORDS, "revision_id": review.revision_id}

    answer = client.post(path, typed)

    shown = _page(answer)
    assert answer.status_code == 422
    assert shown.count("Choose the clause that this rests on: tick one that was found") == 2
    assert 'href="#id_clause"' in shown
    assert f"{WORDS}</textarea>" in shown
    assert re.search(r'<input type="radio" name="answer" value="objects"[^>]* checked', shown)
    assert shown.count(f'<option value="{named}">') == 1
    assert _stands(review) == ("waiting", "", "submitted", "", "")
    assert client.post(path, {**typed, "clause": named}).status_code == 302
    assert _stands(review)[1] == f"{WORDS}\n\nUnder: {named}."
