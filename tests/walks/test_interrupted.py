"""Whatever a form of the desk holds when the session ends is shown again to its person, and to nobody else."""

import re
from typing import Any

import pytest
from django.test import Client

from portal.interrupted import all_kept
from tests.makers import sign_in
from tests.walks.belonging import rows_of
from tests.walks.forms import Data, Form
from tests.walks.world import World

pytestmark = pytest.mark.django_db
_TEXT = {"text", "textarea"}


def token_of(client: Client, page: str) -> str:
    found = re.search(r'X-CSRFToken": "(\w{64})"', client.get(page).content.decode())
    assert found is not None
    return found[1]


def typed(form: Form, words: str) -> Data:
    """Return what fills the form, with ``words`` wherever somebody can write."""
    written = {found.name: words for found in form.fields.values() if found.sort in _TEXT}
    return {**form.filled(), **written}


def test_what_was_typed_in_any_form_waits_for_its_person_alone_and_is_never_carried_out(
    world: World, clerk_s_forms: dict[str, Form]
) -> None:
    clerk, other = sign_in(world.clerk), sign_in(world.people["second clerk"])
    token = token_of(clerk, "/here/desk/")
    forms = {
        path: form
        for path, form in clerk_s_forms.items()
        if any(found.sort in _TEXT for found in form.fields.values())
    }
    before = rows_of(world.council)
    lost, leaked = [], []
    for number, (path, form) in enumerate(forms.items()):
        words = f"Words number {number} that nobody may lose"
        data = typed(form, words) | {"csrfmiddlewaretoken": token}
        answer: Any = Client().post(path, data, headers={"Referer": f"http://testserver{form.page}"})
        assert answer.headers["Location"].startswith("/accounts/login/?next=/here/desk/"), path
        onward = answer.headers["Location"].partition("?next=")[2]
        pages = {onward, form.page}
        lost += [
            f"{path} on {page}"
            for page in pages
            if words not in clerk.get(page, follow=True).content.decode()
        ]
        leaked += [
            f"{path} on {page}" for page in pages if words in other.get(page, follow=True).content.decode()
        ]
    assert lost == []
    assert leaked == []
    assert len(forms) > 30
    assert rows_of(world.council) == before


def test_every_address_that_posts_is_no_way_to_carry_out_what_was_kept(world: World) -> None:
    """The pages that show it hold no form with it that sends itself: opening them changes nothing."""
    clerk = sign_in(world.clerk)
    token = token_of(clerk, "/here/desk/")
    draft = world.things["draft"].pk
    note = f"/here/desk/drafts/{draft}/notes/"
    Client().post(note, {"text": "A note that waits.", "csrfmiddlewaretoken": token})
    before = rows_of(world.council)
    page = clerk.get(f"/here/desk/drafts/{draft}/").content.decode()
    assert page.count("A note that waits.") == 2  # in the form of the note, and to copy
    assert rows_of(world.council) == before
    assert [kept.path for kept in all_kept(world.clerk.user_id)] == [note]
    clerk.post(note, {"text": "A note that waits."})
    assert all_kept(world.clerk.user_id) == []
