"""Verbs that lock the council's row lock it first: of two that met the other way round, the database would end one."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from policies.documents.adopting import Adoption, adopt
from policies.models import Clause
from policies.periods.announcing import Poll, announce
from policies.periods.noticing import Published, enter_notice
from policies.periods.settling import Particulars, settle
from policies.regulating import Terms, change_rule, end_rule, make_rule, make_rules
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers.circumstances import make_period
from tests.makers.councils import make_council, make_person
from tests.makers.policies import make_adopted_policy, make_clause_rule, make_policy

pytestmark = pytest.mark.django_db

_LOCKED = re.compile(r'^UPDATE "(\w+)"|^SELECT .*? FROM "(\w+)".* FOR (?:NO KEY )?UPDATE', re.DOTALL)
TERMS = Terms("basis-stated", "advise")


def locked_by(act: Callable[[], object]) -> list[str]:
    """Return the tables in which ``act`` locks rows, in its order."""
    found: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if match := _LOCKED.match(sql):
            found.append(match[1] or match[2])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        act()
    return found


def _rules(clerk: Person) -> list[Callable[[], object]]:
    version = make_adopted_policy(clerk=clerk)
    clause = Clause.objects.get(version=version, ref="2.1")
    changed, ended = (
        make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id=check).pk
        for check in ("capacity-stated", "alternative-text")
    )
    return [
        lambda: make_rule(actor=clerk, clause=clause, terms=TERMS),
        lambda: make_rules(actor=clerk, tied=[(clause, TERMS)]),
        lambda: change_rule(actor=clerk, rule_id=changed, terms=TERMS),
        lambda: end_rule(actor=clerk, rule_id=ended),
    ]


def _adoption(clerk: Person) -> list[Callable[[], object]]:
    draft = make_policy(clerk=clerk)
    return [
        lambda: adopt(actor=clerk, version_id=draft.pk, adoption=Adoption(timezone.localdate(), "1/26")),
    ]


def _periods(clerk: Person) -> list[Callable[[], object]]:
    running = make_period(clerk=clerk).pk
    on = timezone.localdate() + timedelta(days=90)
    coming = announce(actor=clerk, poll=Poll("referendum", "Plan", on)).pk
    return [
        lambda: settle(actor=clerk, period_id=running, particulars=Particulars()),
        lambda: enter_notice(actor=clerk, period_id=coming, notice=Published(timezone.localdate())),
    ]


@pytest.mark.parametrize("make", [_rules, _adoption, _periods])
def test_the_councils_row_is_locked_before_any_other(
    make: Callable[[Person], list[Callable[[], object]]],
) -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)

    firsts = [locked_by(act)[0] for act in make(clerk)]

    assert set(firsts) == {"councils_council"}
