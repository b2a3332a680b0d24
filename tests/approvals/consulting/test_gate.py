"""What the gate counts: a view of the text as it stands, or all the time that was promised for one."""

import pytest

from approvals.amending import amend
from approvals.claiming import claim
from approvals.consulting.concerning import say_it_is_about
from approvals.consulting.gate import NotConsulted
from approvals.consulting.setting import want_consulted
from approvals.models import ItemConsultation, Review
from portal.councils.models import Council
from portal.councils.people import Person
from portal.refusals import NotYours
from tests.approvals.consulting.conftest import later
from tests.approvals.consulting.test_consulting import approves, ask, says
from tests.makers import content_for, sign_in

pytestmark = pytest.mark.django_db


def rewritten(clerk: Person, review: Review) -> Review:
    """Return the review once the clerk wrote the text anew."""
    claim(actor=clerk, review_id=review.pk)
    raw = content_for("notice", title="Another title")
    amend(actor=clerk, review_id=review.pk, raw=raw, based_on_id=review.revision_id)
    return Review.objects.get(pk=review.pk)


def test_the_hours_of_the_council_s_rule_are_waited_for_whatever_the_clerk_chose(
    clerk: Person, mayor: Person, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    want_consulted(actor=clerk, kind="", office="chair", when="always", hours=72)
    ask(clerk, review, mayor, hours=0)
    for hours in (0, 71):
        later(monkeypatch, hours)
        with pytest.raises(NotConsulted, match="is waited for until"):
            approves(clerk, review)
    later(monkeypatch, 2)

    approves(clerk, review)


def test_a_view_of_another_text_does_not_count(clerk: Person, mayor: Person, review: Review) -> None:
    want_consulted(actor=clerk, kind="", office="chair", when="always", hours=24)
    says(mayor, ask(clerk, review, mayor))
    changed = rewritten(clerk, review)

    with pytest.raises(NotConsulted, match="The text was changed since the Chairman gave a view"):
        approves(clerk, changed)
    shown = sign_in(clerk).get(f"/ptc/desk/queue/{review.pk}/").content.decode()
    assert "it does not count for the text as it stands" in shown
    assert "and given 24 hours" in shown
    says(mayor, ask(clerk, changed, mayor))

    approves(clerk, changed)


def test_a_view_of_whom_it_is_about_counts_for_the_text_that_they_read(
    clerk: Person, councillor: Person, review: Review
) -> None:
    say_it_is_about(actor=clerk, communication_id=review.communication_id, member_id=councillor.membership.pk)
    says(councillor, ItemConsultation.objects.get())
    changed = rewritten(clerk, review)

    with pytest.raises(NotConsulted, match="The text was changed since Cora Councillor, whom it is about"):
        approves(clerk, changed)
    says(councillor, ask(clerk, changed, councillor))

    approves(clerk, changed)


def test_the_time_for_a_view_runs_from_when_the_text_stood_as_it_is(
    clerk: Person, mayor: Person, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    want_consulted(actor=clerk, kind="", office="chair", when="always", hours=24)
    with monkeypatch.context() as yesterday:
        later(yesterday, -23)
        ask(clerk, review, mayor, hours=24)
    changed = rewritten(clerk, review)
    later(monkeypatch, 22)
    with pytest.raises(NotConsulted, match="is waited for until"):
        approves(clerk, changed)
    later(monkeypatch, 3)

    approves(clerk, changed)


def test_offices_are_called_as_the_council_calls_them(
    clerk: Person, mayor: Person, author: Person, council: Council, review: Review
) -> None:
    Council.objects.filter(pk=council.pk).update(clerk_title="Proper Officer", chair_title="Mayor")
    want_consulted(actor=clerk, kind="", office="chair", when="always", hours=24)
    with pytest.raises(NotConsulted, match="First ask the Mayor for their view"):
        approves(clerk, review)
    client, item = sign_in(clerk), review.communication_id
    assert (
        "The council wants the Mayor to have been asked"
        in client.get(f"/ptc/desk/queue/{review.pk}/").content.decode()
    )
    assert (
        "about the Proper Officer, or an officer, goes to the Mayor"
        in client.get(f"/ptc/desk/consultations/item/{item}/about/").content.decode()
    )
    assert (
        "the Proper Officer answers it, or chooses with the Mayor"
        in client.get("/ptc/desk/press/new/").content.decode()
    )
    say_it_is_about(actor=author, communication_id=item, member_id=clerk.membership.pk)

    with pytest.raises(NotYours) as refused:
        approves(clerk, review)
    assert "Or the Mayor enters the council’s minute" in refused.value.next_step
