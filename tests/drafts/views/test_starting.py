"""Beginning a draft: what is offered, what is refused with its clause, and what a double click does."""

import pytest

from policies.drafting import set_drafting_rules
from portal.councils.models import Body
from portal.councils.permitting import permit_drafting
from portal.councils.powers import Role
from portal.drafts.kinds import KINDS
from portal.drafts.models import Communication
from tests.drafts.views.conftest import Desk, asked, client_of, words_of
from tests.makers import make_council

pytestmark = pytest.mark.django_db
REASON = "In this council's policy (clause 4.2) you need the clerk's permission to draft a press release."


@pytest.fixture
def ruled(desk: Desk) -> Desk:
    set_drafting_rules(actor=desk.clerk, kind="press_release", roles=[Role.CHAIR, Role.DEPUTY], clause="4.2")
    return desk


def test_every_kind_is_offered_where_no_policy_says_otherwise(desk: Desk) -> None:
    page = words_of(desk.writer.get(desk.at("new/")))
    assert all(f'href="{desk.at(f"new/{kind}/")}"' in page for kind in KINDS)


def test_a_kind_that_the_policy_keeps_back_is_named_with_its_clause(ruled: Desk) -> None:
    councillor = client_of(ruled.somebody())
    page = words_of(councillor.get(ruled.at("new/")))
    assert REASON in page
    assert ruled.at("new/press_release/") not in page
    assert ruled.at("new/notice/") in page
    answer = councillor.get(ruled.at("new/press_release/"))
    assert answer.status_code == 403
    assert REASON in words_of(answer)
    assert "Start writing" not in words_of(answer)
    assert councillor.post(ruled.at("new/press_release/")).status_code == 403
    assert Communication.objects.count() == 0


def test_the_clerks_permission_opens_it_at_once(ruled: Desk) -> None:
    councillor = ruled.somebody()
    permit_drafting(
        actor=ruled.clerk, holder=councillor.membership, kind="press_release", reason="Flower show"
    )
    client = client_of(councillor)
    assert ruled.at("new/press_release/") in words_of(client.get(ruled.at("new/")))
    assert client.post(ruled.at("new/press_release/")).status_code == 302


def test_starting_leads_to_the_draft_and_a_double_click_makes_one(desk: Desk) -> None:
    answers = [desk.writer.post(desk.at("new/notice/")) for _ in range(2)]
    made = Communication.objects.get()
    assert [answer.headers["Location"] for answer in answers] == [desk.at(f"{made.pk}/")] * 2
    assert (made.kind, made.author, made.body.kind) == ("notice", desk.author.membership, Body.Kind.COUNCIL)


def test_the_voice_is_asked_where_there_are_several(desk: Desk) -> None:
    charity = Body.objects.create(council=desk.council, kind=Body.Kind.CHARITY, name="A Hall Charity")
    page = words_of(desk.writer.get(desk.at("new/notice/")))
    assert page.index("Pellworth Town Council</label>") < page.index("A Hall Charity")
    assert desk.writer.post(desk.at("new/notice/"), {"body": charity.pk}).status_code == 302
    assert Communication.objects.get().body == charity


@pytest.mark.parametrize("body", ["", "x", "999999", "foreign"])
def test_a_voice_that_is_not_offered_is_refused(desk: Desk, body: str) -> None:
    Body.objects.create(council=desk.council, kind=Body.Kind.CHARITY, name="A Hall Charity")
    sent = str(Body.objects.get(council=make_council()).pk) if body == "foreign" else body
    answer = desk.writer.post(desk.at("new/notice/"), {"body": sent})
    assert answer.status_code == 422
    assert "There is a problem" in words_of(answer)
    assert Communication.objects.count() == 0


def test_an_unknown_kind_does_not_exist(desk: Desk) -> None:
    assert desk.writer.get(desk.at("new/poem/")).status_code == 404
    assert desk.writer.post(desk.at("new/poem/")).status_code == 404


def test_an_auditor_starts_nothing(desk: Desk) -> None:
    auditor = client_of(desk.somebody(Role.AUDITOR))
    assert "does not let you write drafts" in words_of(auditor.get(desk.at("new/")))
    assert auditor.get(desk.at("new/notice/")).status_code == 403
    assert auditor.post(desk.at("new/notice/")).status_code == 403
    assert Communication.objects.count() == 0


def test_the_offer_asks_as_much_for_nine_rules_as_for_none(desk: Desk) -> None:
    councillor = client_of(desk.somebody())
    none = asked(lambda: councillor.get(desk.at("new/")))
    for kind in KINDS:
        set_drafting_rules(actor=desk.clerk, kind=kind, roles=[Role.CHAIR])
    assert asked(lambda: councillor.get(desk.at("new/"))) == none
