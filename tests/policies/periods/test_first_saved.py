"""Before a poll no member saves publicity for the council: not the first time either, by whichever way they begin."""

import json
from typing import Any

import pytest
from django.test import Client

from policies.periods.gates import members_leave_publicity
from portal.api.keys import make_key
from portal.api.scopes import Scope
from portal.channels.shortening import begin_post_of
from portal.councils.models import Body, Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.editing import revise
from portal.drafts.kinds import KINDS
from portal.drafts.models import Communication, Revision
from portal.drafts.reusing import Offer, begin_from, duplicate
from portal.refusals import NotYours
from tests.drafts.views.conftest import form_of
from tests.makers import (
    content_for,
    make_channels,
    make_communication,
    make_council,
    make_person,
    make_revision,
    sign_in,
)
from tests.makers.circumstances import make_period

pytestmark = pytest.mark.django_db
WHY = "only the clerk or the nominated officer writes publicity"
OWN_VOICE = sorted(set(KINDS) - {"press_release", "notice"})
"""The kinds that a member may begin before a poll: in a capacity of their own, or as a letter."""


@pytest.fixture
def council() -> Council:
    made = make_council(slug="ptc")
    make_channels(made, "newsroom")
    return made


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def member(council: Council) -> Person:
    return make_person(council=council, role=Role.COUNCILLOR)


def saved(author: Person, item: Communication, **changes: Any) -> Revision:
    raw = content_for(item.kind, **changes)
    return revise(actor=author, communication_id=item.pk, raw=raw, based_on_id=item.current_revision_id)


@pytest.mark.parametrize("kind", OWN_VOICE)
def test_the_first_save_for_the_council_is_refused_and_that_in_ones_own_voice_is_not(
    clerk: Person, member: Person, kind: str
) -> None:
    make_period(clerk=clerk)
    item = make_communication(author=member, kind=kind)

    if not KINDS[kind].private:
        with pytest.raises(NotYours, match=WHY):
            saved(member, item, capacity="official")
        assert not Revision.objects.exists()
    assert saved(member, item, capacity="councillor").number == 1


def test_clerk_and_officer_save_for_the_council_as_ever(clerk: Person) -> None:
    make_period(clerk=clerk)
    officer = make_person(council=clerk.council, role=Role.OFFICER)

    for writer in (clerk, officer):
        item = make_communication(author=writer, kind="social_post")
        assert saved(writer, item, capacity="official").number == 1


def test_a_post_in_ones_own_voice_does_not_become_the_councils_nor_the_other_way_round(
    clerk: Person, member: Person
) -> None:
    own = make_revision(author=member, kind="social_post", capacity="personal").communication
    official = make_revision(author=member, kind="social_post", capacity="official").communication
    make_period(clerk=clerk)

    for item, capacity in ((own, " official "), (official, "personal")):
        item.refresh_from_db()
        with pytest.raises(NotYours, match=WHY):
            saved(member, item, capacity=capacity)
    assert saved(member, own, capacity="personal", title="Bins on Monday").number == 2


def test_where_nothing_is_to_be_saved_the_words_that_were_saved_decide(clerk: Person, member: Person) -> None:
    item = make_communication(author=member, kind="social_post")
    make_period(clerk=clerk)

    assert members_leave_publicity(member, "social_post", item) == ""
    assert WHY in members_leave_publicity(member, "social_post", item, content_for("social_post"))


def test_the_page_keeps_what_was_typed_and_saves_it_in_ones_own_voice(clerk: Person, member: Person) -> None:
    make_period(clerk=clerk)
    item = make_communication(author=member, kind="social_post")
    address, client = f"/ptc/desk/drafts/{item.pk}/", sign_in(member)

    refused = client.post(address, form_of(item, member, text="The bins go on Tuesday.", capacity="official"))

    page = refused.content.decode()
    assert refused.status_code == 403
    assert WHY in page
    assert "Nothing you typed is lost." in page
    assert "The bins go on Tuesday.</textarea>" in page
    assert not Revision.objects.exists()
    kept = client.post(address, form_of(item, member, text="The bins go on Tuesday.", capacity="personal"))
    assert kept.status_code == 302
    assert Revision.objects.get().content["text"] == "The bins go on Tuesday."


def test_a_program_is_refused_as_the_page_is_and_leaves_no_empty_draft(clerk: Person, member: Person) -> None:
    make_period(clerk=clerk)
    _, secret = make_key(actor=member, name="Website", scopes=(Scope.DRAFTS,), days=30)

    begun = _asked(secret, "POST", "drafts", capacity="official", kind="social_post")
    assert (begun.status_code, WHY in begun.json()["title"]) == (403, True)
    assert not Communication.objects.exists()

    own = _asked(secret, "POST", "drafts", capacity="personal", kind="social_post").json()
    changed = _asked(
        secret, "PUT", f"drafts/{own['id']}", capacity="official", based_on=own["revision"]["id"]
    )
    assert (changed.status_code, WHY in changed.json()["title"]) == (403, True)
    assert Revision.objects.get().content["capacity"] == "personal"


def _asked(secret: str, method: str, path: str, *, capacity: str, **sent: Any) -> Any:
    body = json.dumps({"content": content_for("social_post", capacity=capacity), **sent})
    given: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    return Client().generic(method, f"/api/v1/{path}", body, content_type="application/json", **given)


def test_a_template_a_copy_and_a_short_version_for_the_council_begin_nothing(
    clerk: Person, member: Person, council: Council
) -> None:
    mine = make_revision(author=member, kind="social_post", capacity="official").communication_id
    notice = make_revision(author=member, kind="notice").communication_id
    make_period(clerk=clerk)
    before = set(Communication.objects.values_list("pk", flat=True))
    voice = Body.objects.get(council=council, kind=Body.Kind.COUNCIL)
    offer = Offer("own-1", "Bins", content_for("social_post", title="Bins", capacity="official"))

    with pytest.raises(NotYours, match=WHY):
        begin_from(actor=member, kind="social_post", body=voice, offer=offer)
    with pytest.raises(NotYours, match=WHY):
        duplicate(actor=member, communication_id=mine)
    with pytest.raises(NotYours, match=WHY):
        begin_post_of(actor=member, communication_id=notice)

    assert set(Communication.objects.values_list("pk", flat=True)) == before
    own = Offer("own-2", "Bins", content_for("social_post", capacity="personal"))
    assert begin_from(actor=member, kind="social_post", body=voice, offer=own).pk not in before


def test_the_press_of_a_copy_says_why_and_what_is_possible(clerk: Person, member: Person) -> None:
    mine = make_revision(author=member, kind="social_post", capacity="official").communication_id
    make_period(clerk=clerk)

    answer = sign_in(member).post(f"/ptc/desk/drafts/{mine}/copy/")

    assert answer.status_code == 403
    page = answer.content.decode()
    assert WHY in page
    assert "start a post of your own that is marked as your personal view" in page
    assert Communication.objects.count() == 1
