"""Erasing a case that found nothing against somebody takes their name away too, for good; nothing else does."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.conduct.carrying_out import close_case
from moderation.conduct.erasing import erase_cases
from moderation.conduct.triaging import set_aside
from moderation.models import ConductCase
from policies.models import Clause
from portal.councils.people import Person
from portal.records.retention import EraseOrder
from tests.makers import sign_in
from tests.makers.conduct import make_answered, make_case, make_outcome, make_taken_up

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ended_by", ["no case", "no breach", "advice"])
def test_what_found_nothing_names_nobody_once_it_is_erased(
    clerk: Person, auditor: Person, councillor: Person, officer: Person, clause: Clause, ended_by: str
) -> None:
    made = make_case(about=councillor)
    if ended_by == "no case":
        set_aside(actor=clerk, case_id=made.pk, why="no_case", reason="Nothing in it.")
    else:
        made = make_answered(about=councillor, handler=clerk, clause=clause)
        make_outcome(made, by=clerk, kind=ended_by.replace(" ", "_"))
        close_case(actor=clerk, case_id=made.pk, reason="Done.")
    ConductCase.objects.filter(pk=made.pk).update(over_at=timezone.now().replace(year=2001))
    order: Any = EraseOrder(clerk.council.pk, (), timezone.now())

    assert erase_cases(order) > 0

    made.refresh_from_db()
    named = ended_by == "advice"
    assert (made.subject_id == councillor.membership.pk, made.subject_id is None) == (named, not named)
    home = f"/{clerk.council.slug}/desk/"
    pages = [sign_in(clerk).get(f"{home}{at}") for at in ("conduct/?show=over", f"conduct/{made.pk}/")]
    pages += [sign_in(clerk).get(f"{home}{at}") for at in ("calendar/", "left/", "")]
    assert [one.status_code for one in pages] == [200, 200 if named else 404, 200, 200, 200]
    shows = councillor.name in pages[0].content.decode().partition("<main")[2]
    assert shows == named
    assert all(made.reference not in one.content.decode() for one in pages[2:])
    assert sign_in(clerk).post(
        f"{home}conduct/{made.pk}/pack/", {"form": "zip", "reporter": "no"}
    ).status_code == (200 if named else 404)
    assert made.reference in sign_in(auditor).get(f"{home}conduct/").content.decode()


def test_whom_a_case_is_about_goes_with_its_erasing_alone(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    made = make_taken_up(about=councillor, handler=clerk, clause=clause)

    with pytest.raises(IntegrityError), transaction.atomic():
        ConductCase.objects.filter(pk=made.pk).update(subject=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConductCase.objects.filter(pk=made.pk).update(subject=None, erased_at=timezone.now(), words="Milder.")
