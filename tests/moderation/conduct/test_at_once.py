"""Who may act in a case is asked once it is theirs alone to change: what another decided while they waited counts."""

import time
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from moderation.conduct.answering import answer
from moderation.conduct.handling import NoSuchCase
from moderation.conduct.seeing import handled_by
from moderation.conduct.triaging import set_aside, take_up
from moderation.models import ConductCase
from policies.models import Clause
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from tests.makers import make_person
from tests.makers.conduct import REPLY, make_case, make_told
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def until_somebody_waits() -> None:
    """Return once another connection waits for a lock that this one holds."""
    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("Nobody waited.")


def test_a_clerk_does_not_close_a_report_about_themself_that_is_passed_on_at_that_moment(
    clerk: Person, chair: Person, clause: Clause
) -> None:
    other = make_person(council=clerk.council, role=Role.CLERK)
    made = make_case(about=clerk, member_id=None, who="somebody at the office", office="")
    ConductCase.objects.filter(pk=made.pk).update(route="clerk")
    assert handled_by(clerk).filter(pk=made.pk).exists()
    begun = Event()

    def passing_on() -> None:
        with transaction.atomic():
            whom: dict[str, Any] = {"subject_id": clerk.membership.pk, "clause_ids": {clause.pk}}
            take_up(actor=other, case_id=made.pk, reason="It is about the clerk.", **whom)
            begun.set()
            until_somebody_waits()

    def closing() -> None:
        begun.wait(20)
        set_aside(actor=clerk, case_id=made.pk, why="not_here", reason="Nothing in it.")

    passed, closed = at_once(passing_on, closing)

    assert (passed, type(closed)) == (None, NoSuchCase)
    made.refresh_from_db()
    assert (made.state, made.route, made.subject) == ("reported", "chair", clerk.membership)
    assert LedgerEntry.objects.filter(verb="conduct_passed_on").count() == 1


def test_an_answer_to_a_case_that_is_about_somebody_else_by_then_is_not_taken(
    clerk: Person, councillor: Person, officer: Person, clause: Clause
) -> None:
    made = make_told(about=councillor, handler=clerk, clause=clause)
    begun = Event()

    def changing() -> None:
        with transaction.atomic():
            ConductCase.objects.filter(pk=made.pk).update(subject=officer.membership)
            begun.set()
            until_somebody_waits()

    def answering() -> None:
        begun.wait(20)
        answer(actor=councillor, case_id=made.pk, words=REPLY)

    changed, answered = at_once(changing, answering)

    assert (changed, type(answered)) == (None, NoSuchCase)
    made.refresh_from_db()
    assert (made.state, made.answer) == ("awaiting", "")
