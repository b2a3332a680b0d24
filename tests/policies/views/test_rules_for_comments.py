"""A rule about what is said to the council, on its form: which checks judge it, and how a sample is tried."""

import re
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from policies.checks.base import COMMENT
from policies.evaluate import all_checks
from policies.models import Rule
from policies.packs.reading import BadPack, read_pack
from policies.regulating import Terms, make_rule
from portal.councils.models import Council
from portal.councils.people import Person
from portal.refusals import InvalidInput
from tests.makers import make_channels, make_council, make_person, sign_in
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db
SALE = "Come to our new shop, 20% off all boots this weekend!"
NEW = "/ptc/desk/policies/rules/new/"


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role="clerk")


@pytest.fixture
def client(clerk: Person) -> Client:
    return sign_in(clerk)


@pytest.fixture
def rule(clerk: Person) -> Rule:
    version = make_adopted_policy(clerk=clerk)
    return make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="party-political")


def sent(rule: Rule, **typed: object) -> dict[str, object]:
    terms = {
        "clause": f"clause-{rule.clause_id}",
        "check_id": "commercial",
        "severity": "advise",
        "target": "comment",
        "parameters": "{}",
        "sample": "",
        "act": "save",
    }
    return terms | typed


def text_of(page: str) -> str:
    return " ".join(unescape(strip_tags(page.replace("<", " <"))).split())


def test_the_form_offers_the_checks_that_judge_comments_apart_from_the_others(
    client: Client, rule: Rule
) -> None:
    page = client.get(NEW).content.decode()
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.DOTALL)

    assert [label for label, _ in groups] == [
        "What the council says, or what is said to it",
        "Only what the council says",
    ]
    offered = [set(re.findall(r'value="([^"]+)"', options)) for _, options in groups]
    assert offered[0] == {check.id for check in all_checks() if COMMENT in check.targets}
    assert offered[0] | offered[1] == {check.id for check in all_checks()}


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"check_id": "length"}, "check_id", "“Length” judges how the council’s own texts are made"),
        (
            {"check_id": "capacity"},
            "check_id",
            "it cannot judge what is said to the council. Nothing was changed.",
        ),
        ({"kinds": ["notice"]}, "kinds", "What the public says has no kind: untick them."),
        ({"capacities": ["personal"]}, "capacities", "What the public says has no capacity: untick them."),
        ({"severity": "block", "waivable": "on"}, "waivable", "is never waived: a person rules on it."),
    ],
)
def test_what_has_no_meaning_for_comments_is_refused_in_a_sentence_at_its_field(
    client: Client, clerk: Person, rule: Rule, typed: dict[str, object], field: str, said: str
) -> None:
    answer = client.post(NEW, sent(rule, sample="Typed.", **typed))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in text_of(page)
    assert f'href="#id_{field}' in page
    assert "Typed." in page
    terms = {"check_id": "commercial", "severity": "advise", "target": "comment", **typed}
    with pytest.raises(InvalidInput, match=re.escape(said)):
        make_rule(actor=clerk, clause=rule.clause, terms=Terms(**terms))  # type: ignore[arg-type]
    assert Rule.objects.count() == 1


def test_a_rule_for_comments_on_one_channel_is_made(client: Client, council: Council, rule: Rule) -> None:
    make_channels(council, "newsroom")

    client.post(NEW, sent(rule, channels=["newsroom"], severity="block"))

    made = Rule.objects.get(target="comment")
    assert (made.check_id, made.channels, made.severity) == ("commercial", ["newsroom"], "block")


@pytest.mark.parametrize("scripted", [True, False])
@pytest.mark.parametrize(
    ("severity", "becomes"),
    [
        ("advise", "it is pointed out at the desk"),
        ("answer", "it waits for a person first where its channel holds back what may break a rule"),
        ("block", "it waits for a person first wherever anything can be held back"),
    ],
)
def test_a_sample_is_tried_as_a_comment_and_says_so(
    client: Client, council: Council, rule: Rule, severity: str, becomes: str, scripted: bool
) -> None:
    make_channels(council, "newsroom")
    typed = sent(rule, act="try", severity=severity, sample=SALE, channels=["newsroom"])
    page = client.post(NEW, typed, headers={"HX-Request": "true"} if scripted else {}).content.decode()

    assert '<mark class="finding-mark finding-mark--' + severity in page
    told = text_of(page)
    assert "“20% off all” is sales talk." in told or "20% off all" in told
    assert f"Tried as: a comment, on Newsroom. Where it finds something, {becomes}" in told
    assert "Nothing is removed by a rule: a person rules on each comment." in told
    assert "Press release" not in told.partition("Tried as: ")[2].partition("person rules on each")[0]
    assert Rule.objects.count() == 1


def test_a_sample_without_a_channel_is_tried_as_said_anywhere_and_may_find_nothing(
    client: Client, rule: Rule
) -> None:
    typed = sent(rule, act="try", sample="The new bench is lovely.")
    told = text_of(client.post(NEW, typed, headers={"HX-Request": "true"}).content.decode())

    assert "Nothing stands against it" in told
    assert "Tried as: a comment, on every channel and in every other way." in told


def test_what_screening_reads_itself_is_shown_in_the_sample_through_its_spelling(
    client: Client, rule: Rule
) -> None:
    typed = sent(rule, act="try", check_id="abuse", sample="You are a worthless s c u m b a g.")
    page = client.post(NEW, typed, headers={"HX-Request": "true"}).content.decode()

    assert "Nothing stands against it" not in page
    assert "It may be: insulting, threatening or abusive." in text_of(page)
    assert "s c u m b a g</mark>" in page


def test_a_built_in_policy_cannot_tie_a_check_to_comments_that_it_does_not_judge() -> None:
    source = (
        'kind = "communications"\ntitle = "T"\nabout = "A"\n[[clause]]\nref = "1"\ntext = "One."\n'
        '[[clause.rule]]\ncheck = "length"\nseverity = "advise"\ntarget = "comment"\n'
    )
    with pytest.raises(BadPack, match="cannot judge what is said to the council"):
        read_pack("t", source)
