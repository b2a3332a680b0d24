"""Making, changing and ending rules. A change ends the row and makes the next: what applied when stays readable.

Each verb moves the council's circumstances on before it reads: adopting locks the council's row first and the rules
after it, and whoever did it the other way round would wait for it while it waits for them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from policies.evaluate import Severity, all_checks, check_by_id
from policies.models import Clause, Rule, Version
from policies.rules import BY_STATUTE
from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.common import CAPACITIES
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal


@dataclass(frozen=True)
class Terms:
    """What a rule asks for: which check, how severe, with what, and where. Empty places mean everywhere."""

    check_id: str
    severity: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    target: str = Rule.Target.DRAFT
    kinds: Sequence[str] = ()
    channels: Sequence[str] = ()
    capacities: Sequence[str] = ()
    waivable: bool = False
    """Whether whoever decides may waive a finding that blocks, with a typed reason."""


@transaction.atomic
def make_rule(*, actor: Person, clause: Clause, terms: Terms) -> Rule:
    """Tie ``clause`` of the version in force to a check.

    Raises NotYours, Refusal where the clause's version is not in force, InvalidInput for terms that cannot stand.
    """
    actor.require(Power.CONFIGURE)
    bump(actor.council.pk)
    _in_force(actor, [clause])
    _check_terms(terms)
    made = _row(actor, clause, terms, replaces=None)
    record([entry_by(actor, "rule_made", "rule", made.pk, clause=clause.ref, check=terms.check_id)])
    return made


@transaction.atomic
def make_rules(*, actor: Person, tied: Sequence[tuple[Clause, Terms]]) -> list[Rule]:
    """Tie many clauses of versions in force to checks at once: all or none. Raises as make_rule()."""
    actor.require(Power.CONFIGURE)
    bump(actor.council.pk)
    _in_force(actor, [clause for clause, _ in tied])
    for _, terms in tied:
        _check_terms(terms)
    made = [(_row(actor, clause, terms, replaces=None), clause.ref) for clause, terms in tied]
    record(
        [entry_by(actor, "rule_made", "rule", rule.pk, clause=ref, check=rule.check_id) for rule, ref in made]
    )
    return [rule for rule, _ in made]


@transaction.atomic
def change_rule(*, actor: Person, rule_id: int, terms: Terms, clause: Clause | None = None) -> Rule:
    """Let other terms (or another ``clause``) apply from now on; the rule as it stood is kept.

    Raises as make_rule(), and Refusal where the rule was changed or ended meanwhile.
    """
    actor.require(Power.CONFIGURE)
    bump(actor.council.pk)
    old = _end(actor, rule_id)
    target = clause or old.clause
    _in_force(actor, [target])
    _check_terms(terms)
    made = _row(actor, target, terms, replaces=old)
    facts = {"clause": target.ref, "check": terms.check_id, "replaces": old.pk}
    record([entry_by(actor, "rule_changed", "rule", made.pk, **facts)])
    return made


@transaction.atomic
def end_rule(*, actor: Person, rule_id: int) -> None:
    """Let a rule apply no longer. Raises NotYours, Refusal where it has ended already."""
    actor.require(Power.CONFIGURE)
    bump(actor.council.pk)
    _end(actor, rule_id)
    record([entry_by(actor, "rule_ended", "rule", rule_id)])


def _end(actor: Person, rule_id: int) -> Rule:
    """End a rule in being by compare-and-set and return it."""
    mine = Rule.objects.filter(pk=rule_id, council=actor.council)
    if mine.filter(ended_at__isnull=True).update(ended_at=timezone.now()) != 1:
        raise Refusal(
            "This rule was changed or ended meanwhile.", "Nothing was changed. Open the list of rules again."
        )
    return mine.select_related("clause").get()


def _in_force(actor: Person, clauses: Sequence[Clause]) -> None:
    """Raise Refusal where one of ``clauses`` is of no version in force. One query.

    The caller has moved the circumstances on: adopting waits for the council's row too, so that what is read here
    holds until the rules are written.
    """
    wanted = {clause.version_id for clause in clauses}
    mine = Version.objects.filter(policy__council=actor.council, state=Version.State.ADOPTED)
    if mine.filter(pk__in=wanted).count() != len(wanted):
        raise Refusal(
            "A rule needs a clause of a version that is in force.",
            "Nothing was changed. Adopt the version first, or choose a clause of the one in force.",
        )


def _check_terms(terms: Terms) -> None:
    """Raise InvalidInput naming what in ``terms`` cannot stand."""
    check = check_by_id(terms.check_id)
    if check is None:
        raise InvalidInput("Choose one of the checks that this installation has.")
    if (
        terms.severity not in {severity.value for severity in Severity}
        or terms.target not in Rule.Target.values
    ):
        raise InvalidInput("Choose whether a finding advises, must be answered, or blocks.")
    _check_waivable(terms)
    for _, said in unfit_for_comments(terms):
        raise InvalidInput(said)
    capacities = {name for name, _ in CAPACITIES}
    if not set(terms.kinds) <= KINDS.keys() or not set(terms.capacities) <= capacities:
        raise InvalidInput("One of these kinds or capacities is not known.")
    if len(terms.channels) > len(settings.CONNECTORS) + 20:
        raise InvalidInput("That is more channels than there are.")
    try:
        check.read(terms.parameters)
    except ValueError as error:
        raise InvalidInput(f"The parameters of this check cannot be read: {error}") from error
    except RecursionError as error:
        raise InvalidInput(
            "The parameters of this check hold lists within lists too deep to read."
        ) from error


def unfit_for_comments(terms: Terms) -> list[tuple[str, str]]:
    """Return what of ``terms`` has no meaning in a rule about comments, by its name, each in a sentence."""
    check = check_by_id(terms.check_id)
    if terms.target != Rule.Target.COMMENT or check is None:
        return []
    found = []
    if terms.target not in check.targets:
        able = ", ".join(f"“{one.name}”" for one in all_checks() if terms.target in one.targets)
        found.append(
            (
                "check_id",
                (
                    f"“{check.name}” judges how the council’s own texts are made: it cannot judge what is said to the "
                    f"council. Nothing was changed. These can: {able}."
                ),
            )
        )
    nowhere = "What the public says has no {}: untick them. You may name channels."
    found += [("kinds", nowhere.format("kind"))] if terms.kinds else []
    found += [("capacities", nowhere.format("capacity"))] if terms.capacities else []
    if terms.waivable:
        waived = "What is found in a comment is never waived: a person rules on it. Untick the waiver."
        found.append(("waivable", waived))
    return found


def _check_waivable(terms: Terms) -> None:
    """Raise InvalidInput where a finding could not be waived: it stops nothing, or the law itself asks for it."""
    if terms.waivable and terms.severity != Severity.BLOCK:
        raise InvalidInput("Only a finding that blocks can be waived. Choose “Block”, or untick the waiver.")
    if terms.waivable and terms.check_id in BY_STATUTE:
        raise InvalidInput(
            "The law itself asks for this check, so its findings are never waived. Untick the waiver."
        )


def _row(actor: Person, clause: Clause, terms: Terms, *, replaces: Rule | None) -> Rule:
    return Rule.objects.create(
        council=actor.council,
        clause=clause,
        check_id=terms.check_id,
        severity=terms.severity,
        parameters=dict(terms.parameters),
        target=terms.target,
        kinds=sorted(terms.kinds),
        channels=sorted(terms.channels),
        capacities=sorted(terms.capacities),
        waivable=terms.waivable,
        replaces=replaces,
        changed_by=actor.membership,
    )
