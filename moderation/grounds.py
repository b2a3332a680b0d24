"""The six grounds on which a comment may be taken down, and the clauses of the council's policy that say so.

Criticism is none of them: it is not in the table, so that no ruling can be made of it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from policies.documents.citing import cited
from policies.models import Clause, Policy, Rule, Version
from policies.standing import enactment_of


class Ground(models.TextChoices):
    """Why something may be hidden or removed."""

    ABUSIVE = "abusive", "Insulting, threatening or abusive"
    SEXUAL = "sexual", "Offensive or sexual"
    OBSCENE = "obscene", "Obscene"
    DISCRIMINATORY = "discriminatory", "Discriminatory"
    ILLEGAL = "illegal", "Against the law, or inviting people to break it"
    DECEPTIVE = "deceptive", "Deceptive"


class ByLaw(models.TextChoices):
    """Why something comes down that breaks no rule of the council: a law, not somebody's judgement, takes it down.

    Nobody can choose these in a ruling: they follow from a notice that was dealt with (moderation.notices). They say
    nothing against the author, so that no warning or block rests on them, and are open to no appeal here.
    """

    NOTICE = "notice", "A notice of defamation under the 2013 Regulations"
    ORDER = "order", "An order of a court"


_CHECKS: dict[str, Ground] = {
    "abuse": Ground.ABUSIVE,
    "obscenity": Ground.OBSCENE,
    "discrimination": Ground.DISCRIMINATORY,
    "defamation": Ground.ILLEGAL,
    "personal-data": Ground.ILLEGAL,
}
_SAID: dict[Ground, "re.Pattern[str]"] = {
    Ground.ABUSIVE: re.compile(r"abus|insult|threat|bully|harass", re.IGNORECASE),
    Ground.SEXUAL: re.compile(r"sexual|offensive", re.IGNORECASE),
    Ground.OBSCENE: re.compile(r"obscen", re.IGNORECASE),
    Ground.DISCRIMINATORY: re.compile(r"discriminat|hate|racis", re.IGNORECASE),
    Ground.ILLEGAL: re.compile(r"\blaw|legal|libel|defam", re.IGNORECASE),
    Ground.DECEPTIVE: re.compile(r"mislead|decei|decep|false|untrue", re.IGNORECASE),
}
_TITLE = 160
"""Signs of a document's title that a ruling keeps."""
_LAST = re.compile(r"(?:.*/)?([a-z]*)\d+$")


@dataclass(frozen=True)
class HouseRule:
    """A clause that says what is not left standing beneath the council's items."""

    clause_id: int
    cited: str
    text: str
    grounds: frozenset[str]
    source: str = ""
    """The document that it stands in, and how that was adopted."""


def house_rules(council_id: int) -> list[HouseRule]:
    """Return the clauses in force by which comments are judged, in their order. Two queries.

    They are those to which a rule about comments is tied; with a rule whose check looks for a ground, the other points
    of the same list. Where none is tied for a ground, also every clause of the communications policies in force that
    names one of the six. A clause that is tied by another check has the grounds that its words name, often none: who
    rules chooses one.
    """
    tied: dict[int, set[str]] = {}
    rules = Rule.objects.filter(council=council_id, target=Rule.Target.COMMENT, ended_at__isnull=True)
    for clause_id, check in rules.values_list("clause_id", "check_id"):
        tied.setdefault(clause_id, set()).update({_CHECKS[check]} if check in _CHECKS else ())
    in_force = Clause.objects.filter(
        Q(version__policy__kind=Policy.Kind.COMMUNICATIONS) | Q(pk__in=tied),
        version__policy__council=council_id,
        version__state=Version.State.ADOPTED,
    )
    clauses = list(in_force.select_related("parent", "version__policy").order_by("version", "position"))
    lists = {_list_of(clause) for clause in clauses if tied.get(clause.pk)}
    named = [one for one in clauses if (_list_of(one) in lists if lists else _is_named(one))]
    kept = {one.pk for one in named} | tied.keys()
    return [_rule(one, tied.get(one.pk, set())) for one in clauses if one.pk in kept]


def citable(council_id: int) -> list[HouseRule]:
    """Return the clauses that a ruling may rest on: the house rules, or all of them where none are to be found."""
    found = house_rules(council_id)
    if found:
        return found
    rows = Clause.objects.filter(
        version__policy__council=council_id,
        version__policy__kind=Policy.Kind.COMMUNICATIONS,
        version__state=Version.State.ADOPTED,
    ).exclude(text="")
    ordered = rows.select_related("version__policy").order_by("version", "position")
    return [_rule(one, set()) for one in ordered]


def rule_for(rules: Iterable[HouseRule], ground: str) -> HouseRule | None:
    """Return the rule that says most plainly what ``ground`` says, or None."""
    return next((rule for rule in rules if ground in rule.grounds), None)


def _list_of(clause: Clause) -> tuple[int, int | None, str]:
    """Return what tells one list of points from another: its version, its parent and how its points are counted."""
    counted = _LAST.match(clause.ref)
    return clause.version_id, clause.parent_id, counted[1] if counted else clause.ref


def _is_named(clause: Clause) -> bool:
    """Return whether a clause of a communications policy names one of the six grounds."""
    return clause.version.policy.kind == Policy.Kind.COMMUNICATIONS and bool(_named(clause))


def _named(clause: Clause) -> set[str]:
    return {ground.value for ground, words in _SAID.items() if words.search(clause.text)}


def _rule(clause: Clause, tied: Iterable[str]) -> HouseRule:
    said = _named(clause)
    # A rule is tied to a clause that covers several grounds: its words say more than its check.
    grounds = said or {str(ground) for ground in tied}
    return HouseRule(
        clause.pk,
        cited(clause.ref, clause.printed),
        clause.text or clause.heading,
        frozenset(grounds),
        _source(clause),
    )


def _source(clause: Clause) -> str:
    title, adopted = clause.version.policy.title, enactment_of(clause.version)
    return f"{title[:_TITLE]} ({adopted})" if adopted else title[:_TITLE]
