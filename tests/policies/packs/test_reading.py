"""The packs' files: what they hold, and what is refused."""

import re

import pytest

from policies.models import Policy
from policies.packs.reading import BadPack, pack_called, packs, read_pack

ISSUE = frozenset(
    re.findall(
        r"\S+",
        """
        official-address capacity councillor-prefix party-political party-identity persuasion councillor-promotion
        personal-interest commercial defamation discrimination abuse obscenity personal-data copyright
        image-permission confidential-matter sensitive-matter declared-interest election-candidate election-quote
        election-controversy quote-unapproved purpose branding timing full-story-link channel-approved recipients
        quoted-trail length accessibility links safeguarding officer-opinion officer-identity commitment consistency
        tone repeat
        """,
    )
)
BY_STATUTE = frozenset({"basis-stated", "capacity-stated", "alternative-text"})
GOOD = """
kind = "communications"
title = "A policy"
about = "For a test."
[[clause]]
ref = "1"
text = "No parties."
"""


def test_there_are_two_packs_with_the_numbering_of_the_policies_they_were_written_after() -> None:
    found = {pack.name: pack for pack in packs()}

    assert list(found) == ["parish", "town"]
    assert {name: len(pack.clauses) for name, pack in found.items()} == {"parish": 86, "town": 82}
    assert {pack.kind for pack in packs()} == {Policy.Kind.COMMUNICATIONS}
    tops = {
        name: [clause.wording.ref for clause in pack.clauses if not clause.wording.parent]
        for name, pack in found.items()
    }
    assert tops == {
        "parish": [
            "statement-of-purpose",
            "social-media",
            "traditional-communications",
            "application-of-this-policy",
            "scope",
            "enforcement",
            "policy",
            "terms-of-use",
            "communications-by-council-and-by",
            "conduct-when-communicating-with-members",
            "confidentiality",
            "general-guidelines-for-conduct",
            "review",
        ],
        "town": ["1", "2", "3", "4", "5", "6", "7", "8"],
    }


@pytest.mark.parametrize("name", ["parish", "town"])
def test_each_check_of_the_product_is_tied_to_a_clause_of_each_pack(name: str) -> None:
    pack = pack_called(name)

    tied = {terms.check_id for clause in pack.clauses for terms in clause.rules}
    assert tied == ISSUE | {"capacity-stated", "basis-entered"}
    served = {check for clause in pack.clauses for check in clause.also}
    assert served <= ISSUE | BY_STATUTE


@pytest.mark.parametrize("name", ["parish", "town"])
def test_no_text_comes_under_the_same_check_twice(name: str) -> None:
    """One fault, one finding: where a check is tied to two clauses they are for different kinds or targets."""
    places: dict[tuple[str, str], list[str]] = {}
    for clause in pack_called(name).clauses:
        for terms in clause.rules:
            places.setdefault((terms.check_id, terms.target), []).extend(terms.kinds or ["every kind"])

    assert {key for key, kinds in places.items() if len(kinds) != len(set(kinds))} == set()
    assert {key for key, kinds in places.items() if "every kind" in kinds and len(kinds) > 1} == set()


@pytest.mark.parametrize("name", ["parish", "town"])
def test_a_clause_has_somebody_or_something_that_carries_it_out(name: str) -> None:
    idle = [
        clause.wording.ref
        for clause in pack_called(name).clauses
        if not (clause.rules or clause.drafting or clause.also or clause.features)
    ]

    assert idle == []


@pytest.mark.parametrize(
    ("added", "why"),
    [
        ("[[clause]]\nref = '1'\ntext = 'Twice.'", "“1” is not"),
        ("[[clause]]\nref = '2'", "Clause 2 is empty"),
        ("[[clause]]\nref = '2'\ntext = 'Under.'\nparent = '9'", "stands under 9"),
        ("texts = 'Mistyped.'", "'texts' is not known"),
        ("[[clause.rule]]\ncheck = 'tone'", "clause 1: None is not one of advise, answer, block"),
        ("[[clause.rule]]\nseverity = 'block'", "a rule names its check"),
        ("[[clause.rule]]\ncheck = 'tone'\nseverity = 'loud'", "'loud' is not one of"),
        ("[[clause.rule]]\ncheck = 'tone'\nseverity = 'block'\nkinds = ['ode']", "'ode' is not one of"),
        ("[[clause.rule]]\ncheck = 'tone'\nseverity = 'block'\nkinds = 'letter'", "kinds is a list of texts"),
        ("[[clause.rule]]\ncheck = 'tone'\nseverity = 'block'\ntarget = 'moon'", "'moon' is not one of"),
        (
            "[[clause.rule]]\ncheck = 'tone'\nseverity = 'block'\ncapacities = ['king']",
            "'king' is not one of",
        ),
        ("[[clause.rule]]\ncheck = 'tone'\nseverity = 'block'\nparameters = { loud = 1 }", "tone: it has no"),
        ("[[clause.drafting]]\nkind = 'letter'\nroles = ['king']", "'king' is not one of"),
        ("[[clause", "pack: "),
    ],
)
def test_a_file_that_cannot_stand_is_refused_by_its_clause(added: str, why: str) -> None:
    with pytest.raises(BadPack, match=why):
        read_pack("pack", f"{GOOD}{added}\n")


@pytest.mark.parametrize("line", ['kind = "communications"', 'title = "A policy"', 'about = "For a test."'])
def test_a_file_without_its_head_is_refused(line: str) -> None:
    with pytest.raises(BadPack):
        read_pack("pack", GOOD.replace(line, ""))


def test_parameters_of_a_check_that_is_not_installed_are_kept() -> None:
    rule = "[[clause.rule]]\ncheck = 'to-come'\nseverity = 'block'\nparameters = { most = 3 }\n"

    pack = read_pack("pack", GOOD + rule)

    assert [(each.check_id, each.parameters) for each in pack.clauses[0].rules] == [("to-come", {"most": 3})]


def test_an_unknown_pack_is_none() -> None:
    with pytest.raises(KeyError):
        pack_called("../town")
