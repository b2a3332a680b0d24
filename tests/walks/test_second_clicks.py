"""Every form of the desk sent twice: the second is told as done, and nothing is done twice."""

import re

import pytest
from django.db import transaction

from portal.channels.models import Notice
from portal.records.models import LedgerEntry
from tests.makers import sign_in
from tests.walks.forms import Form
from tests.walks.world import World

pytestmark = pytest.mark.django_db
TOLD = "when you first pressed the button, and not a second time"


def acts_done() -> tuple[int, int]:
    """Return how much is recorded, and how many are told of it: every verb records what it does."""
    return LedgerEntry.objects.count(), Notice.objects.count()


def second_click(world: World, path: str, data: dict[str, str | list[str]]) -> str:
    """Return what is wrong with sending this form twice, or ''; nothing stays done."""
    client = sign_in(world.clerk)
    client.raise_request_exception = False
    before = transaction.savepoint()
    try:
        first = client.post(path, data)
        if first.status_code != 302:
            return ""  # shows something, or was refused: there is no act to be done twice
        done = acts_done()
        second = client.post(path, data)
        if (second.status_code, second.headers["Location"]) != (302, first.headers["Location"]):
            return f"{second.status_code} {second.headers.get('Location', '')}"
        told = client.get(second.headers["Location"]).content.decode()
        if acts_done() != done:
            return "done twice"
        return "" if TOLD in " ".join(told.split()) else "says nothing"
    finally:
        transaction.savepoint_rollback(before)


def test_every_form_of_the_desk_sent_twice_is_told_as_done_and_changes_nothing_more(
    world: World, clerk_s_forms: dict[str, Form]
) -> None:
    faults = {}
    for path, form in clerk_s_forms.items():
        data = {**form.filled(), "csrfmiddlewaretoken": "a" * 64}
        if wrong := second_click(world, path, data):
            faults[re.sub(r"\d+", "N", path)] = wrong
    assert len(clerk_s_forms) > 80
    assert faults == {}
