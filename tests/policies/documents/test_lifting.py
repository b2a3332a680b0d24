"""What a document tells of its own adoption stands in the form on which the clerk enters it."""

from datetime import date

import pytest
from django.utils import timezone

from policies.documents.adopting import Adoption
from policies.documents.bringing import Brought, enter_policy, from_file, from_text
from policies.documents.lifting import adoption_told
from policies.forms.documents import AdoptForm
from policies.importing.importing import import_text
from policies.models import Version
from tests.makers import make_council, make_person

pytestmark = pytest.mark.django_db


def draft(brought: Brought, title: str = "") -> Version:
    clerk = make_person(council=make_council(), role="clerk")
    return enter_policy(actor=clerk, kind="other", title=title, brought=brought)


def test_a_line_with_the_day_and_the_minute_is_what_the_form_begins_with() -> None:
    version = draft(from_text("Media Policy\nAdopted: 15/10/19\nMinute: 33/26\n1. Scope\n2. Press\n"))

    told = adoption_told(version)

    assert told == Adoption(date(2019, 10, 15), "33/26")
    assert AdoptForm(rules=[], clauses=[], told=told).initial == {
        "on": date(2019, 10, 15),
        "minute_reference": "33/26",
    }


def test_six_figures_in_the_title_are_the_day() -> None:
    text = "Media Policy 130325\n\n1. Scope\n2. Press\n"

    assert adoption_told(draft(from_text(text))) == Adoption(date(2025, 3, 13), "")
    assert import_text(text).details.found["adopted"] == "2025-03-13"
    named = from_file("Media policy 130325.txt", b"1. Scope of it.\n2. Press and others.\n")
    assert adoption_told(draft(named, title="Media policy 130325")) == Adoption(date(2025, 3, 13), "")


@pytest.mark.parametrize(
    "text",
    [
        "Media Policy\n1. Scope\n2. Press\n",
        "Media Policy 991399\n1. Scope\n2. Press\n",
        "Media Policy 310299\n1. Scope\n2. Press\n",
        "Media Policy\nAdopted: March 2024\n1. Scope\n2. Press\n",
        "Media Policy\n1. The code was adopted on 15/10/19, minute 3.\n2. Press\n",
    ],
    ids=["nothing", "no month", "no such day", "a month", "a sentence of a clause"],
)
def test_without_a_full_day_it_begins_with_today(text: str) -> None:
    told = adoption_told(draft(from_text(text)))

    assert told is None
    assert AdoptForm(rules=[], clauses=[], told=told).initial["on"] == timezone.localdate()
