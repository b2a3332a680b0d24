"""Cases of conduct in the states in which somebody may find them, by the product's own verbs."""

import re
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from moderation.conduct.answering import answer, tell_subject
from moderation.conduct.deciding import Decision, decide
from moderation.conduct.reporting import Told, report
from moderation.conduct.triaging import take_up
from moderation.models import ConductCase, ConductOutcome
from policies.models import Clause
from portal.councils.people import Person

WORDS = "They wrote in the council’s name that the baker waters the milk."
ALLEGED = "You wrote in the council’s name what nobody had approved."
REPLY = "I wrote it as myself."


def near() -> date:
    """Return a day on which a suspension until the decision may be looked at again."""
    return timezone.localdate() + timedelta(days=20)


def mark_on(client: Client, path: str) -> str:
    """Return what the page at ``path`` sends along, to say how the case stood when it was shown."""
    (found,) = re.findall(r'name="seen" value="([^"]+)"', client.get(path).content.decode())
    return str(found)


def make_case(*, about: Person, by: Person | None = None, **changes: Any) -> ConductCase:
    """Return a report about somebody: of ``by`` at the desk, else of a member of the public who gives no name."""
    told = Told(**{"words": WORDS, "member_id": about.membership.pk, **changes})
    return report(actor=by, council_id=about.council.pk, told=told)


def make_taken_up(*, about: Person, handler: Person, clause: Clause, **changes: Any) -> ConductCase:
    """Return a case that ``handler`` took up by one clause in force."""
    made = make_case(about=about, **changes)
    return take_up(
        actor=handler,
        case_id=made.pk,
        subject_id=about.membership.pk,
        clause_ids={clause.pk},
        reason="It speaks for the council.",
    )


def make_told(
    *, about: Person, handler: Person, clause: Clause, shows: bool = False, **changes: Any
) -> ConductCase:
    """Return a case in which whom it is about was told what is alleged; ``shows``: and shown all its evidence."""
    made = make_taken_up(about=about, handler=handler, clause=clause, **changes)
    evidence = list(made.evidence.values_list("pk", flat=True)) if shows else []
    return tell_subject(actor=handler, case_id=made.pk, alleged=ALLEGED, evidence_ids=evidence)


def make_answered(*, about: Person, handler: Person, clause: Clause, **changes: Any) -> ConductCase:
    """Return a case that was answered."""
    made = make_told(about=about, handler=handler, clause=clause, **changes)
    return answer(actor=about, case_id=made.pk, words=REPLY)


def make_outcome(case: ConductCase, *, by: Person, **changes: Any) -> ConductOutcome:
    """Return an outcome of ``case`` by its first clause; advice unless told otherwise."""
    clause = case.clauses.all()[0]
    decision = Decision(**{"kind": "advice", "clause_id": clause.pk, "reason": "Ask first.", **changes})
    return decide(actor=by, case_id=case.pk, decision=decision)
