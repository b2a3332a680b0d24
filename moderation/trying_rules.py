"""Trying a rule about comments on a sample, for whoever writes the rule: what screening would find by it."""

from collections.abc import Iterable

from moderation.grounds import Ground as Named
from moderation.intake.assessing import around
from moderation.intake.own_rules import known_of
from moderation.models import Comment
from moderation.screening.hearing import Ground, Heard, OwnRule
from moderation.screening.judging.choosing import by_setting
from moderation.screening.material import Material
from moderation.screening.own_rules import READ_ALREADY, found_already, hits
from policies.checks.base import Hit
from policies.commented import TEXT
from policies.evaluate import Finding, Rule, check_by_id

_REMEDY = (
    "Screening looks for this in every comment; the rule gives it its clause, and says how severe it is."
)


def found_in_comment(rule: Rule, text: str, council_id: int) -> list[Finding]:
    """Return what ``rule`` alone finds in ``text`` as in a comment: by its check, and by the phases that read the same.

    Nothing is kept. Three queries, about what screening knows of the council.
    """
    check = check_by_id(rule.check)
    if check is None:
        return []
    where = around(council_id=council_id, publication_id=None, channel=None, way=Comment.Way.PHONE)
    own = OwnRule(check, rule.parameters, rule.clause, rule.severity)
    heard = Heard(
        text,
        own_contacts=where.own_contacts,
        names=where.names,
        rules=(own,),
        known=known_of(where.own_contacts, where.names),
    )
    material = Material(heard, by_setting())
    matter = READ_ALREADY.get(check.id)
    called = Named(matter.value).label if isinstance(matter, Ground) else check.name
    read = (
        Hit(TEXT, f"It may be: {called.lower()}.", _REMEDY, *span)
        for span in found_already(material, check.id)
    )
    return [_finding(rule, one) for one in _in_order([*read, *hits(material, own)])]


def _in_order(found: Iterable[Hit]) -> list[Hit]:
    return sorted(found, key=lambda one: (one.start, one.end))


def _finding(rule: Rule, found: Hit) -> Finding:
    return Finding(
        rule.check,
        rule.severity,
        rule.clause,
        rule.clause_text,
        TEXT,
        found.start,
        found.end,
        found.message,
        found.remedy,
        key=f"{rule.check}-{found.start}-{found.end}",
        policy=rule.policy,
        version=rule.version,
        adopted=rule.adopted,
    )
