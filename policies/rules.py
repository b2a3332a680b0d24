"""The rules by statute. Before a council adopts a policy only these apply, in every council."""

from policies.evaluate import Rule, Severity

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
        clause_text="A letter or a leaflet is set in fonts that every reader's device and every printer can show.",
        parameters={"kinds": ["letter", "leaflet"]},
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
    Rule(
        check="confidential-matter",
        severity=Severity.BLOCK,
        clause="Localism Act 2011, s.27, and confidentiality",
        clause_text="Information given in confidence is not disclosed; what was not openly minuted is confidential.",
    ),
    Rule(
        check="sensitive-matter",
        severity=Severity.BLOCK,
        clause="Direction of the clerk or the chairman",
        clause_text="On a matter flagged as especially sensitive members refer to the clerk and say no more.",
    ),
    Rule(
        check="declared-interest",
        severity=Severity.BLOCK,
        clause="Localism Act 2011, s.31",
        clause_text="A member with a disclosable interest in a matter takes no part in the council's business on it.",
    ),
    Rule(
        check="image-permission",
        severity=Severity.BLOCK,
        clause="UK GDPR, Article 7(3)",
        clause_text="Consent can be withdrawn at any time; from then on nothing new rests on it.",
        parameters={"withdrawn_only": True},
    ),
    Rule(
        check="election-candidate",
        severity=Severity.ANSWER,
        clause="Local Government Act 1986, s.2 and the publicity code",
        clause_text="Between the notice of election and the poll, no publicity about anybody who stands.",
        parameters={"listing": ["notice"]},
    ),
    Rule(
        check="election-quote",
        severity=Severity.BLOCK,
        clause="Local Government Act 1986, s.2 and the publicity code",
        clause_text="Between the notice of election and the poll, the council quotes officers, not members.",
    ),
)

BY_STATUTE: frozenset[str] = frozenset(rule.check for rule in STATUTORY)
"""The checks that the law itself asks for: no rule makes their findings ones that may be waived."""
