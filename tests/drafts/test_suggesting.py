"""What a new draft begins with."""

import pytest

from portal.councils.powers import Role
from portal.drafts.suggesting import suggestion
from portal.drafts.views.standing import text_for
from tests.makers import make_communication, make_council, make_person, make_revision

pytestmark = pytest.mark.django_db
DETAILS = {"clerk_title": "Town Clerk", "email": "office@ptc.example", "telephone": "01632 960220"}


@pytest.mark.parametrize(
    ("role", "kind", "wanted"),
    [
        (
            Role.DEPUTY,
            "press_release",
            {
                "contact_name": "The Town Clerk",
                "contact_email": "office@ptc.example",
                "contact_phone": "01632 960220",
                "capacity": "official",
            },
        ),
        (Role.COUNCILLOR, "social_post", {}),
        (Role.OFFICER, "social_post", {"capacity": "official"}),
        (
            Role.COUNCILLOR,
            "letter",
            {"closing": "Yours sincerely", "signatory": "Ann Example", "signatory_title": "Ward Member"},
        ),
    ],
)
def test_a_draft_begins_with_what_the_council_knows(role: Role, kind: str, wanted: dict[str, str]) -> None:
    council = make_council(slug="ptc", **DETAILS)
    person = make_person(council=council, role=role, name="Ann Example", title="Ward Member")
    assert suggestion(person, make_communication(author=person, kind=kind)) == wanted


def test_a_saved_draft_shows_what_was_saved_and_nothing_else() -> None:
    person = make_person(council=make_council(slug="ptc", **DETAILS), role=Role.CLERK)
    item = make_revision(author=person, kind="notice", contact_name="").communication
    assert text_for(person, item).typed["contact_name"] == ""
