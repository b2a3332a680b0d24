"""What members may say, and the clerk's way to keep it."""

import pytest

from policies.models import Position
from portal.councils.powers import Role
from tests.makers import make_council, make_person, sign_in

pytestmark = pytest.mark.django_db

LIST = "/ptc/desk/positions/"


def test_the_clerk_enters_replaces_and_ends_and_members_read_what_holds() -> None:
    clerk = make_person(council=make_council(slug="ptc"), role=Role.CLERK)
    member = sign_in(make_person(council=clerk.council))
    client = sign_in(clerk)
    typed = {
        "title": "The bypass",
        "text": "North.",
        "minute_reference": "34/26",
        "agreed_on": "2026-01-04",
    }
    assert client.post(f"{LIST}enter/", typed).status_code == 302
    first = Position.objects.get()
    assert "North." in member.get(LIST).content.decode()

    assert client.post(f"{LIST}{first.pk}/replace/", {**typed, "text": "South."}).status_code == 302
    seen = member.get(LIST).content.decode()
    assert ("South." in seen, "North." in seen) == (True, False)
    second = Position.objects.get(ended_on=None)
    assert client.post(f"{LIST}{second.pk}/end/", {"reason": "Overtaken."}).status_code == 302

    assert "No position is agreed yet" in member.get(LIST).content.decode()
    assert "replaced by" in member.get(f"{LIST}?ended=1").content.decode()
    assert client.get(f"{LIST}{first.pk}/end/").status_code == 404
    assert member.get(f"{LIST}enter/").status_code == 403
