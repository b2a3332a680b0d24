"""Entering that the council adopted a version: the old one ends, and every rule moves to a clause of the new."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from policies.documents.bringing import FIRST_CLAUSE
from policies.documents.reviewing import NEW_CLAUSE
from policies.documents.wording import lock_draft, sha256_of_clauses, wording_of
from policies.models import Clause, Policy, Rule, Version
from portal.councils.circumstances import bump
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.archive import Filing, file_snapshots
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

ENDS = 0
"""In a mapping: the rule ends with the clause that it carried out."""

FIRST_DAY = date(1972, 1, 1)
"""Of the year of the Local Government Act, under which councils adopt what they adopt: an earlier day is a slip."""


class Unmapped(Refusal):
    """Some rules would be left without a clause; ``rules`` names them."""

    def __init__(self, rules: list[Rule]) -> None:
        which = ", ".join(f"{rule.check_id} (clause {rule.clause.ref})" for rule in rules)
        super().__init__(
            f"These rules have no clause in the new version: {which}.",
            "Nothing was changed. Choose a clause for each of them, or say that it ends, and adopt again.",
        )
        self.rules = rules


@dataclass(frozen=True)
class Adoption:
    """What the council resolved: on which day, by which minute, and from when the next review counts."""

    on: date
    minute_reference: str


@transaction.atomic
def adopt(
    *, actor: Person, version_id: int, adoption: Adoption, mapping: Mapping[int, int] | None = None
) -> Version:
    """Enter that the council adopted a draft version: it is in force from now on, the one before is superseded.

    ``mapping`` says for rules of the version before to which clause (key) of the new one they move, or ENDS. A
    rule whose clause keeps its reference moves by itself. Raises NotYours, InvalidInput for a day in the future,
    before 1972 or before the version in force was adopted, a missing minute or a clause that nobody has written yet,
    Unmapped where a rule would be left without a clause; then nothing has changed.
    """
    actor.require(Power.CONFIGURE)
    minute = _minute_of(adoption)
    Council.objects.select_for_update().get(pk=actor.council.pk)
    version = lock_draft(actor, version_id)
    _refuse_unwritten(version)
    before = Version.objects.filter(policy=version.policy, state=Version.State.ADOPTED).first()
    _refuse_before(before, adoption.on)
    moves = _moves(version, before, mapping or {})
    _put_in_force(actor, version, before, adoption.on, minute)
    _move_rules(actor, moves)
    bump(actor.council.pk)
    _file(actor, version)
    facts = {"policy": version.policy_id, "number": version.number, "sha256": version.sha256}
    record(
        [
            entry_by(
                actor,
                "policy_adopted",
                "policy_version",
                version.pk,
                adopted_on=adoption.on.isoformat(),
                minute=minute,
                rules_moved=sum(clause is not None for _, clause in moves),
                rules_ended=sum(clause is None for _, clause in moves),
                **facts,
            )
        ]
    )
    return version


def _minute_of(adoption: Adoption) -> str:
    """Return the minute as it is kept. Raises InvalidInput for a day that cannot be, or without a minute."""
    if adoption.on > timezone.localdate():
        raise InvalidInput("The council cannot have adopted it on a day that is still to come.")
    if adoption.on < FIRST_DAY:
        raise InvalidInput(
            "The Act under which the council works is of 1972. Check the year of the adoption."
        )
    minute = " ".join(adoption.minute_reference.split())
    if not minute or len(minute) > 80:
        raise InvalidInput(
            "Give the reference of the minute by which the council adopted it, up to 80 characters."
        )
    return minute


def _refuse_unwritten(version: Version) -> None:
    """Raise InvalidInput where a clause still says what stands in place of words that were to be written."""
    found = version.clauses.filter(text__in=[FIRST_CLAUSE.text, NEW_CLAUSE]).order_by("position").first()
    if found is not None:
        raise InvalidInput(
            f"Clause {found.printed or found.ref} is not written yet: it says “{found.text}”",
            "Nothing was changed. Write it or take it out, and adopt again.",
        )


def review_day(on: date, months: int) -> date:
    """Return the day ``months`` after ``on``, the last of the month where that month is shorter."""
    index = on.month - 1 + months
    year, month = on.year + index // 12, index % 12 + 1
    for day in (on.day, 30, 29, 28):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


def unmapped_rules(version: Version) -> list[Rule]:
    """Return the rules in being of the version in force whose clause has no namesake in ``version``. Two queries."""
    before = Version.objects.filter(policy=version.policy_id, state=Version.State.ADOPTED).first()
    refs = set(version.clauses.values_list("ref", flat=True))
    return [rule for rule in _rules_of(before) if rule.clause.ref not in refs]


def _rules_of(version: Version | None) -> list[Rule]:
    if version is None:
        return []
    rows = Rule.objects.filter(clause__version=version, ended_at__isnull=True).select_related("clause")
    return list(rows.order_by("clause__position", "check_id", "pk"))


def _moves(
    version: Version, before: Version | None, mapping: Mapping[int, int]
) -> list[tuple[Rule, Clause | None]]:
    """Return each rule of the version before with the clause it moves to, None where it ends."""
    clauses = {clause.pk: clause for clause in version.clauses.all()}
    by_ref = {clause.ref: clause for clause in clauses.values()}
    moves: list[tuple[Rule, Clause | None]] = []
    left: list[Rule] = []
    for rule in _rules_of(before):
        chosen = mapping.get(rule.pk)
        target = clauses.get(chosen) if chosen else by_ref.get(rule.clause.ref)
        if chosen == ENDS and rule.pk in mapping:
            moves.append((rule, None))
        elif target is None:
            left.append(rule)
        else:
            moves.append((rule, target))
    if left:
        raise Unmapped(left)
    return moves


def _refuse_before(before: Version | None, on: date) -> None:
    """Raise InvalidInput where the version in force was adopted later: what came after replaces it, not what was."""
    if before is not None and before.adopted_on is not None and on < before.adopted_on:
        day = before.adopted_on
        raise InvalidInput(
            f"Version {before.number}, which is in force, was adopted on {day.day} {day:%B %Y}. What replaces it "
            "cannot have been adopted before. Check the date."
        )


def _put_in_force(actor: Person, version: Version, before: Version | None, on: date, minute: str) -> None:
    now = timezone.now()
    if before is not None:
        before.state = Version.State.SUPERSEDED
        before.in_force_until = now
        before.save(update_fields=["state", "in_force_until"])
    version.state = Version.State.ADOPTED
    version.adopted_on = on
    version.minute_reference = minute
    version.adopted_by = actor.membership
    version.in_force_from = now
    version.review_due = review_day(on, version.policy.review_months)
    version.sha256 = sha256_of_clauses(wording_of(version))
    version.save()


def _move_rules(actor: Person, moves: list[tuple[Rule, Clause | None]]) -> None:
    now = timezone.now()
    Rule.objects.filter(pk__in=[rule.pk for rule, _ in moves]).update(ended_at=now)
    Rule.objects.bulk_create(
        [
            Rule(
                council_id=rule.council_id,
                clause=clause,
                check_id=rule.check_id,
                severity=rule.severity,
                parameters=rule.parameters,
                target=rule.target,
                kinds=rule.kinds,
                channels=rule.channels,
                capacities=rule.capacities,
                waivable=rule.waivable,
                replaces=rule,
                changed_by=actor.membership,
                starts_at=now,
            )
            for rule, clause in moves
            if clause is not None
        ]
    )


def _file(actor: Person, version: Version) -> None:
    """Keep the adopted wording in the archive, as a reader of the record will want it."""
    lines = [
        " ".join(part for part in (clause.printed or clause.ref, clause.heading, clause.text) if part)
        for clause in wording_of(version)
    ]
    file_snapshots(
        [
            Filing(
                council_id=actor.council.pk,
                status="policy_adopted",
                object_type="policy_version",
                object_id=version.pk,
                title=f"{version.policy.title}, version {version.number}",
                text="\n".join(lines),
                actor_id=actor.user_id,
            )
        ]
    )


def communications_policy_of(council_id: int) -> Policy | None:
    """Return the council's own communications policy, or None where it has entered none. One query."""
    return (
        Policy.objects.filter(council_id=council_id, kind=Policy.Kind.COMMUNICATIONS).order_by("pk").first()
    )
