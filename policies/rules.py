"""Which rules are in force for a council. Before it adopts a policy only these apply, in every council."""

from policies.evaluate import Rule, Severity, Verdict, evaluate
from policies.subjects import subject_of
from portal.drafts.content import Content

STATUTORY: tuple[Rule, ...] = (
    Rule(
        check="required-parts",
        severity=Severity.BLOCK,
        clause="Form of the communication",
        clause_text="Each kind of communication has parts without which it cannot go out.",
    ),
    Rule(
        check="printable",
        severity=Severity.BLOCK,
        clause="Form of the communication",
        clause_text="A letter is set in fonts that every reader's device and every printer can show.",
        parameters={"kinds": ["letter"]},
    ),
    Rule(
        check="capacity-stated",
        severity=Severity.BLOCK,
        clause="Local Government Act 1972, s.101",
        clause_text=(
            "A council acts through itself, its committees and its officers; no single councillor speaks for it. "
            "What is issued as the council's own is issued for the council as a whole."
        ),
        parameters={"official_kinds": ["press_release", "notice"]},
    ),
    Rule(
        check="basis-stated",
        severity=Severity.BLOCK,
        clause="Publicity code, objectivity",
        clause_text="Publicity states facts that can be traced: the open minute, the report, the agreed position.",
    ),
    Rule(
        check="alternative-text",
        severity=Severity.BLOCK,
        clause="SI 2018/952 (accessibility)",
        clause_text="What a council publishes on its sites and apps must be usable by people with disabilities.",
    ),
)


def judge(kind_slug: str, content: Content) -> Verdict:
    """Return what the rules in force find in a normalised ``content``."""
    return evaluate(subject_of(kind_slug, content), STATUTORY)
