"""Rules on the desk: made, changed, ended, tried out."""

import re
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from policies import listing_rules
from policies.evaluate import all_checks
from policies.models import Rule, Version
from policies.rules import BY_STATUTE
from portal.channels.models import Channel
from portal.councils.models import Council
from portal.councils.people import Person
from tests.makers import make_channels, make_council, make_person, sign_in
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role="clerk")


@pytest.fixture
def client(clerk: Person) -> Client:
    return sign_in(clerk)


def sent(rule: Rule, **typed: str) -> dict[str, str]:
    terms = {
        "clause": f"clause-{rule.clause_id}",
        "check_id": rule.check_id,
        "severity": rule.severity,
        "target": "draft",
        "parameters": "{}",
        "sample": "",
        "act": "save",
    }
    return terms | typed


@pytest.fixture
def rule(clerk: Person) -> Rule:
    version = make_adopted_policy(clerk=clerk)
    return make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="party-political")


def test_a_rule_is_made_for_a_clause_in_force(client: Client, rule: Rule) -> None:
    answer = client.post("/ptc/desk/policies/rules/new/", sent(rule, check_id="tone", kinds="notice"))
    made = Rule.objects.get(check_id="tone")
    assert answer.headers["Location"] == f"/ptc/desk/policies/rules/{made.pk}/"
    assert (made.clause_id, made.kinds) == (rule.clause_id, ["notice"])


def test_the_sorts_of_channels_are_offered_by_their_own_names(client: Client, rule: Rule) -> None:
    council = rule.council
    make_channels(council, "newsroom", "letter")
    Channel.objects.create(
        council=council, body=council.bodies.get(), connector="letter", name="Letters: A Charity"
    )
    page = client.get(f"/ptc/desk/policies/rules/{rule.pk}/").content.decode()
    offered = re.findall(r'id="id_channels_\d"[^>]*>\s*<label[^>]*>\s*(.*?)\s*</label>', page, re.DOTALL)
    assert offered == ["Letter", "Newsroom"]


def test_who_changes_a_rule_that_was_changed_meanwhile_is_told_so(client: Client, rule: Rule) -> None:
    client.post(f"/ptc/desk/policies/rules/{rule.pk}/", sent(rule, severity="block"))
    again = client.post(f"/ptc/desk/policies/rules/{rule.pk}/", sent(rule))
    assert again.status_code == 409
    assert "changed or ended meanwhile" in again.content.decode()


def test_an_ended_rule_is_on_the_list_no_more(client: Client, rule: Rule) -> None:
    client.post(f"/ptc/desk/policies/rules/{rule.pk}/end/")
    assert "No rule yet" in client.get("/ptc/desk/policies/rules/").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"parameters": "{"}, "This is no JSON"),
        ({"parameters": "[1]"}, "Write names and values in braces"),
        ({"parameters": '{"nonsense": 1}'}, "cannot be read"),
        ({"check_id": "nothing"}, "Select a valid choice"),
        ({"clause": "clause-0"}, "That clause is not in force any more."),
    ],
)
def test_terms_that_cannot_stand_are_refused_and_kept_on_the_page(
    client: Client, rule: Rule, typed: dict[str, str], said: str
) -> None:
    answer = client.post("/ptc/desk/policies/rules/new/", sent(rule, sample="Typed.", **typed))
    assert answer.status_code in {400, 422}
    assert said in answer.content.decode()
    assert "Typed." in answer.content.decode()
    assert Rule.objects.count() == 1


@pytest.mark.parametrize("scripted", [True, False])
def test_a_sample_is_judged_by_this_rule_alone_and_nothing_is_kept(
    client: Client, rule: Rule, scripted: bool
) -> None:
    headers = {"HX-Request": "true"} if scripted else {}
    typed = sent(rule, act="try", severity="block", sample="Vote Labour on Thursday.")
    page = client.post("/ptc/desk/policies/rules/new/", typed, headers=headers).content.decode()
    assert "clause 2.1" in page
    assert ("<h1" in page) is not scripted
    assert Rule.objects.count() == 1


@pytest.mark.parametrize(
    ("check", "sample", "where"),
    [
        ("party-political", "Vote Labour on Thursday.", "all of them"),
        ("length", "word " * 2000, "Mastodon"),
    ],
)
def test_a_sample_is_tried_as_everything_that_the_rule_covers(
    client: Client, council: Council, rule: Rule, check: str, sample: str, where: str
) -> None:
    make_channels(council, "mastodon", "newsroom")
    typed = sent(rule, act="try", check_id=check, sample=sample)
    page = text_of(
        client.post("/ptc/desk/policies/rules/new/", typed, headers={"HX-Request": "true"}).content.decode()
    )
    assert "Nothing stands against it" not in page
    assert f"It comes up in: {where}" in page
    assert "Tried as: " in page
    assert "by the clerk, by a member" in page


def test_a_scripted_try_says_what_in_the_rule_cannot_be_read_and_every_change_tries_anew(
    client: Client, rule: Rule
) -> None:
    typed = sent(rule, act="try", sample="Vote Labour.", parameters='{"also": [')
    told = client.post("/ptc/desk/policies/rules/new/", typed, headers={"HX-Request": "true"})
    assert told.status_code == 200
    page = text_of(told.content.decode())
    assert "It cannot be tried as it stands: Parameters: " in page
    assert "is shown here" not in page

    form = client.get("/ptc/desk/policies/rules/new/").content.decode()
    assert 'hx-trigger="input delay:150ms, change delay:150ms"' in form


def test_a_sample_of_a_rule_for_one_kind_is_tried_as_that_kind(client: Client, rule: Rule) -> None:
    typed = sent(rule, act="try", check_id="length", sample="word " * 2000, kinds="notice")
    page = text_of(client.post("/ptc/desk/policies/rules/new/", typed).content.decode())
    assert "Tried as: Notice; " in page
    assert "Social post" not in page.split("Tried as: ")[1].split(".")[0]


def test_members_read_the_rules_and_change_none(rule: Rule, council: Council) -> None:
    member = sign_in(make_person(council=council))
    assert "party" in member.get("/ptc/desk/policies/rules/").content.decode()
    assert member.get(f"/ptc/desk/policies/rules/{rule.pk}/").status_code == 403
    assert member.post(f"/ptc/desk/policies/rules/{rule.pk}/end/").status_code == 403


def test_another_council_s_rule_does_not_exist_here(rule: Rule) -> None:
    other = sign_in(make_person(council=make_council(slug="elsewhere"), role="clerk"))
    assert other.get(f"/elsewhere/desk/policies/rules/{rule.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_whatever_there_is(
    client: Client, clerk: Person, number: int, django_assert_max_num_queries: object
) -> None:
    version = make_adopted_policy(clerk=clerk)
    for _ in range(number):
        make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="tone")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get("/ptc/desk/policies/rules/")


def text_of(page: str) -> str:
    """Return what a reader sees of ``page``, its white space as single spaces."""
    return " ".join(unescape(strip_tags(page.replace("<", " <"))).split())


def test_the_form_says_what_every_check_can_be_told(client: Client, rule: Rule) -> None:
    page = text_of(client.get("/ptc/desk/policies/rules/new/").content.decode())
    for check in all_checks():
        for one in check.takes():
            assert f"{one.name} {one.does} It is {one.is_a}." in page
    assert "most How many people may see one another’s addresses in one message." in page
    assert "It is a whole number. Without it: 12 ." in page
    assert "official_kinds The kinds that speak for the council as a whole" in page
    assert 'It is a list of kinds of communication. Without it: ["press_release", "notice"] .' in page


def test_the_form_shows_first_what_the_chosen_check_takes(client: Client, rule: Rule) -> None:
    page = text_of(client.get(f"/ptc/desk/policies/rules/{rule.pk}/").content.decode())
    assert "What “Party politics” takes" in page
    assert "What “" not in text_of(client.get("/ptc/desk/policies/rules/new/").content.decode())


def test_the_list_names_the_checks_that_nothing_asks_for(client: Client, rule: Rule) -> None:
    page = client.get("/ptc/desk/policies/rules/").content.decode()
    below = page.partition("Checks that no rule uses")[2]
    seen = text_of(below)
    tone = next(check for check in all_checks() if check.id == "tone")
    assert f"{tone.name} {tone.description} Nothing in your policies asks for it." in seen
    assert below.count("<h3>") == len(all_checks()) - 1
    assert "?check=tone" in below
    assert "?check=party-political" not in below
    assert below.count("The law asks for it") == len(BY_STATUTE)


def test_the_link_of_an_unused_check_opens_the_form_with_it(client: Client, rule: Rule) -> None:
    page = client.get("/ptc/desk/policies/rules/new/?check=tone").content.decode()
    assert '<option value="tone" selected>' in page
    assert client.get("/ptc/desk/policies/rules/new/?check=%00%22nothing").status_code == 200


def test_members_read_which_checks_are_unused_and_are_offered_no_rule(rule: Rule, council: Council) -> None:
    page = sign_in(make_person(council=council)).get("/ptc/desk/policies/rules/").content.decode()
    assert "Nothing in your policies asks for it." in page
    assert "?check=" not in page


@pytest.mark.parametrize(
    ("check_id", "parameters", "said"),
    [
        ("links", '{"also": ["click here"]}', "would do nothing"),
        ("printable", '{"kinds": 1}', "list of kinds"),
        ("capacity-stated", '{"official_kinds": [{}]}', "list of kinds"),
        ("length", '{"limits": {"x": "long"}}', "a whole number"),
        ("tone", f'{{"also": {"[" * 600}{"]" * 600}}}', "too deep to read"),
    ],
)
def test_parameters_that_no_check_can_heed_are_refused_in_words(
    client: Client, rule: Rule, check_id: str, parameters: str, said: str
) -> None:
    answer = client.post(
        "/ptc/desk/policies/rules/new/", sent(rule, check_id=check_id, parameters=parameters)
    )
    assert answer.status_code in {400, 422}
    assert said in answer.content.decode()
    assert Rule.objects.count() == 1


def test_a_rule_with_a_limit_of_a_network_is_made(client: Client, rule: Rule) -> None:
    client.post(
        "/ptc/desk/policies/rules/new/", sent(rule, check_id="length", parameters='{"limits": {"x": 200}}')
    )
    assert Rule.objects.get(check_id="length").parameters == {"limits": {"x": 200}}


def made(clerk: Person, *terms: tuple[str, str, list[str]]) -> None:
    """Make a rule for each of ``terms``: a check, a severity, and kinds."""
    version = make_adopted_policy(clerk=clerk)
    for check, severity, kinds in terms:
        make_clause_rule(
            clerk=clerk, version=version, ref="2.1", check_id=check, severity=severity, kinds=kinds
        )


def listed(client: Client, **asked: str) -> list[str]:
    """Return the headings of the list, each a check with the number of its rules."""
    page = client.get("/ptc/desk/policies/rules/", asked).content.decode()
    headings = re.findall(r'<h2 class="govuk-details__summary-text fold-heading">(.*?)</h2>', page, re.DOTALL)
    return [text_of(one) for one in headings if "no rule uses" not in one]


def test_rules_of_one_check_stand_together_and_are_counted(client: Client, clerk: Person) -> None:
    made(clerk, ("tone", "advise", []), ("abuse", "block", []), ("tone", "answer", ["notice"]))

    assert listed(client) == ["Abuse (1 rule )", "Tone (2 rules )"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"check": "tone"}, ["Tone (2 rules )"]),
        ({"severity": "block"}, ["Abuse (1 rule )"]),
        ({"kind": "notice"}, ["Abuse (1 rule )", "Tone (2 rules )"]),
        ({"kind": "letter"}, ["Abuse (1 rule )", "Tone (1 rule )"]),
        ({"check": "tone", "severity": "block"}, []),
        ({"severity": "nonsense", "kind": "\x00"}, ["Abuse (1 rule )", "Tone (2 rules )"]),
        ({"check": "x" * 500}, ["Abuse (1 rule )", "Tone (2 rules )"]),
    ],
)
def test_the_list_shows_what_was_asked_for(
    client: Client, clerk: Person, asked: dict[str, str], shown: list[str]
) -> None:
    made(clerk, ("tone", "advise", []), ("abuse", "block", []), ("tone", "answer", ["notice"]))

    assert listed(client, **asked) == shown


def test_a_filter_that_nothing_meets_says_so_and_keeps_what_was_asked(client: Client, rule: Rule) -> None:
    page = client.get("/ptc/desk/policies/rules/", {"check": "tone"}).content.decode()

    assert "No rule of this sort" in page
    assert '<option value="tone" selected>' in page
    assert "No rule yet" not in page


def test_more_rules_than_a_page_holds_are_paged_and_say_how_many_there_are(
    client: Client, rule: Rule, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing_rules, "A_PAGE", 2)
    version = Version.objects.get()
    for _ in range(2):
        make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="tone")

    first = client.get("/ptc/desk/policies/rules/").content.decode()
    assert listed(client) == ["Party politics (1 rule )", "Tone (2 rules )"]
    assert "1 of them on this page." in first
    assert "3 rules." in text_of(first)
    assert listed(client, page="2") == ["Tone (2 rules )"]
