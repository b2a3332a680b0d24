"""The council's own rules about comments: what their checks find in the plain spelling of the words, cited.

What the phases read themselves (the grounds, personal data) they read better than a check of drafts does: in its
context, and with a classifier. Of a rule with such a check only what its parameters add is looked for here.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace

from moderation.screening.concerning import personal_data
from moderation.screening.grounds import grounds
from moderation.screening.hearing import Concern, Ground, Note, OwnRule
from moderation.screening.material import Material, joined
from policies.checks.base import Hit
from policies.commented import comment_subject

READ_ALREADY: Mapping[str, Ground | Concern] = {
    "abuse": Ground.ABUSIVE,
    "obscenity": Ground.OBSCENE,
    "discrimination": Ground.DISCRIMINATORY,
    "defamation": Ground.ILLEGAL,
    "personal-data": Concern.PERSONAL_DATA,
}
"""What the phases read themselves, by the check of drafts that looks for the same."""
SURE = 0.8
log = logging.getLogger(__name__)


def own_rules(material: Material) -> Iterator[Note]:
    """Yield for each rule that finds something where that stands, and by which clause.

    A rule whose check breaks says so: what could not be judged is for a person to look at.
    """
    for rule in material.heard.rules:
        said = f"{rule.check.name}: see {rule.cited}."
        try:
            places = tuple((found.start, found.end) for found in hits(material, rule))
        except Exception:
            log.exception("check %s failed on a comment", rule.check.id)
            said = f"{rule.check.name} could not be completed: look yourself. See {rule.cited}."
            places = ((0, len(material.heard.text)),)
        if places:
            yield Note(Concern.RULE, SURE, joined(places), said, rule.check.id, rule.severe, holds=rule.holds)


def hits(material: Material, rule: OwnRule) -> list[Hit]:
    """Return what ``rule`` finds, its places in the text as it was given, without what the phases found already."""
    found = _run(material, rule, rule.parameters)
    if found and rule.check.id in READ_ALREADY:
        usual = {(one.start, one.end) for one in _run(material, rule, {})}
        found = [one for one in found if (one.start, one.end) not in usual]
    placed = [_placed(material, one) for one in found]
    known = found_already(material, rule.check.id) if placed else []
    return [one for one in placed if not any(one.start < end and start < one.end for start, end in known)]


def found_already(material: Material, check_id: str) -> list[tuple[int, int]]:
    """Return where the phases themselves find what the check ``check_id`` looks for; nowhere where none does."""
    matter = READ_ALREADY.get(check_id)
    if isinstance(matter, Ground):
        return [span for one in grounds(material) if one.ground is matter for span in one.spans]
    return [span for one in personal_data(material) for span in one.spans] if matter else []


def _run(material: Material, rule: OwnRule, parameters: Mapping[str, object]) -> list[Hit]:
    return list(rule.check.run(comment_subject(material.folded.text, material.heard.known), parameters))


def _placed(material: Material, found: Hit) -> Hit:
    start, end = material.folded.place(found.start, found.end)
    return replace(found, start=start, end=end)
