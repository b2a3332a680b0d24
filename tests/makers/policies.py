"""Policies: a version in force, and rules tied to its clauses."""

from collections.abc import Sequence
from datetime import date

from policies.documents.adopting import Adoption, adopt
from policies.documents.wording import Wording, draft_version, start_policy
from policies.models import Clause, Policy, Rule, Version
from policies.regulating import Terms, make_rule
from portal.councils.people import Person

CLAUSES = (
    Wording("1", heading="Scope", printed="1."),
    Wording("1.1", text="This applies to everybody.", printed="1.1", parent="1"),
    Wording("2", heading="Conduct", printed="2."),
    Wording("2.1", text="Nothing is said for a party.", printed="2.1", parent="2"),
)


def make_policy(
    *, clerk: Person, title: str = "Communications policy", clauses: Sequence[Wording] = CLAUSES
) -> Version:
    """Return version 1 of a new policy of the clerk's council, in draft."""
    policy = start_policy(actor=clerk, kind=Policy.Kind.COMMUNICATIONS, title=title)
    return draft_version(actor=clerk, policy=policy, clauses=clauses)


def make_adopted_policy(
    *, clerk: Person, title: str = "Communications policy", clauses: Sequence[Wording] = CLAUSES
) -> Version:
    """Return version 1 of a new policy, adopted."""
    version = make_policy(clerk=clerk, title=title, clauses=clauses)
    return adopt(
        actor=clerk, version_id=version.pk, adoption=Adoption(on=date(2026, 11, 4), minute_reference="34/26")
    )


def make_clause_rule(*, clerk: Person, version: Version, ref: str, check_id: str, **terms: object) -> Rule:
    """Return a new rule on the clause ``ref`` of ``version``; it advises unless told otherwise."""
    severity = str(terms.pop("severity", "advise"))
    clause = Clause.objects.select_related("version__policy").get(version=version, ref=ref)
    return make_rule(actor=clerk, clause=clause, terms=Terms(check_id, severity, **terms))  # type: ignore[arg-type]
