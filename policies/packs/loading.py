"""Starting a council's policy from a built-in one, and taking over its rules once the council has adopted it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from policies.documents.adopting import Adoption, adopt
from policies.documents.citing import cited
from policies.documents.wording import draft_version, start_policy
from policies.drafting import LONGEST_CLAUSE, set_drafting_rules
from policies.evaluate import check_by_id
from policies.models import Clause, DraftingRule, Rule, Version
from policies.packs.reading import Pack, PackClause, pack_called, packs
from policies.regulating import Terms, make_rules
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

__all__ = [
    "Bound",
    "LeftOut",
    "adopt_with_rules",
    "draft_from_pack",
    "pack_behind",
    "pack_called",
    "packs",
    "rules_from_pack",
]


@dataclass(frozen=True)
class LeftOut:
    """A rule of the pack that was not made: for which clause, with which check, and why, in words."""

    ref: str
    check_id: str
    why: str


@dataclass(frozen=True)
class Bound:
    """What became of a pack's rules: those made, those left out, and the kinds whose drafting is now limited."""

    rules: tuple[Rule, ...]
    left_out: tuple[LeftOut, ...]
    drafting: tuple[str, ...]


@transaction.atomic
def draft_from_pack(*, actor: Person, pack: Pack, title: str = "") -> Version:
    """Start a policy with the words of ``pack`` as the draft of its first version; ``title`` replaces the pack's.

    The clerk then rewrites it for their council and enters the adoption as for any draft. Raises NotYours without the
    power, Refusal where the council has a policy of this title already.
    """
    policy = start_policy(actor=actor, kind=pack.kind, title=title or pack.title)
    wording = [clause.wording for clause in pack.clauses]
    return draft_version(actor=actor, policy=policy, clauses=wording, source_name=pack.source)


def pack_behind(version: Version) -> Pack | None:
    """Return the pack from which ``version`` was made, or None."""
    return next((pack for pack in packs() if pack.source == version.source_name), None)


@transaction.atomic
def adopt_with_rules(
    *, actor: Person, version_id: int, adoption: Adoption, mapping: Mapping[int, int] | None = None
) -> tuple[Version, Bound | None]:
    """Enter an adoption as adopt() does; a version made from a pack that has no rules yet takes the pack's over.

    Returns the version in force, and what became of the pack's rules (None where there was nothing to take over).
    Raises as adopt(); then nothing has changed.
    """
    version = adopt(actor=actor, version_id=version_id, adoption=adoption, mapping=mapping)
    if pack_behind(version) is None or Rule.objects.filter(clause__version=version).exists():
        return version, None
    return version, rules_from_pack(actor=actor, version=version)


@transaction.atomic
def rules_from_pack(*, actor: Person, version: Version) -> Bound:
    """Tie the clauses of an adopted ``version`` to the checks that its pack names for them.

    Left out, and said so, are rules whose clause the council struck and rules whose check this installation has
    not got. Who may draft a kind is set where the council has not settled that itself. Raises NotYours,
    InvalidInput for another council's version, Refusal where it is not in force, comes from no pack, or has rules
    already (ended ones count: what a clerk ended does not come back by itself).
    """
    actor.require(Power.CONFIGURE)
    Council.objects.select_for_update().get(pk=actor.council.pk)  # two clerks at once make the rules once
    pack = _pack_to_bind(actor, version.pk)
    clauses = {
        row.ref: row for row in Clause.objects.filter(version=version).select_related("version__policy")
    }
    tied, left_out = _sorted_out(pack, clauses)
    rules = make_rules(actor=actor, tied=tied)
    drafting = _settle_drafting(actor, [clause for clause in pack.clauses if clause.wording.ref in clauses])
    facts = {
        "pack": pack.name,
        "rules": len(rules),
        "left_out": [f"{each.ref}: {each.check_id}" for each in left_out],
        "drafting": list(drafting),
    }
    record([entry_by(actor, "pack_bound", "policy_version", version.pk, **facts)])
    return Bound(tuple(rules), tuple(left_out), drafting)


def _pack_to_bind(actor: Person, version_id: int) -> Pack:
    """Return the pack behind a version of the actor's council that is in force and has had no rule yet."""
    version = Version.objects.filter(pk=version_id, policy__council=actor.council).first()
    if version is None:
        raise InvalidInput("This policy is another council's.")
    if version.state != Version.State.ADOPTED:
        raise Refusal(
            "Rules can be taken over once the version is in force.",
            "Nothing was changed. Enter the council's adoption first.",
        )
    pack = pack_behind(version)
    if pack is None:
        raise Refusal(
            "This version was not made from a built-in policy, so there are no rules to take over.",
            "Nothing was changed. Tie its clauses to checks one by one.",
        )
    if Rule.objects.filter(clause__version=version).exists():
        raise Refusal(
            "This version has rules of its own already.",
            "Nothing was changed. Change them one by one on the page of rules.",
        )
    return pack


def _sorted_out(pack: Pack, clauses: dict[str, Clause]) -> tuple[list[tuple[Clause, Terms]], list[LeftOut]]:
    """Return which rules of ``pack`` can be made for ``clauses``, and which cannot."""
    tied: list[tuple[Clause, Terms]] = []
    left_out: list[LeftOut] = []
    for wanted in pack.clauses:
        ref = wanted.wording.ref
        for terms in wanted.rules:
            if ref not in clauses:
                left_out.append(LeftOut(ref, terms.check_id, "The council's version has no such clause."))
            elif check_by_id(terms.check_id) is None:
                left_out.append(LeftOut(ref, terms.check_id, "This installation has no such check."))
            else:
                tied.append((clauses[ref], terms))
    return tied, left_out


def _settle_drafting(actor: Person, clauses: list[PackClause]) -> tuple[str, ...]:
    """Set who may draft what, where the council has said nothing about the kind; return the kinds."""
    settled = set(DraftingRule.objects.filter(council=actor.council).values_list("kind", flat=True))
    made = []
    for clause in clauses:
        citation = cited(clause.wording.ref, clause.wording.printed)[:LONGEST_CLAUSE]
        for drafting in clause.drafting:
            if drafting.kind not in settled:
                set_drafting_rules(actor=actor, kind=drafting.kind, roles=drafting.roles, clause=citation)
                made.append(drafting.kind)
    return tuple(made)
