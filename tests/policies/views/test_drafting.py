"""Entering, reviewing, adopting and comparing on the desk."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from policies.documents.wording import Wording, draft_version, sha256_of_clauses, wording_of
from policies.models import Policy, Rule, Version
from portal.councils.models import Council
from portal.councils.people import Person
from tests.makers import make_council, make_person, sign_in
from tests.makers.policies import CLAUSES, make_adopted_policy, make_clause_rule, make_policy

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


def sheet(version: Version, **typed: str) -> dict[str, str]:
    """Return what the review form sends of a short draft, with ``typed`` over it."""
    clauses = wording_of(version)
    sent = {"based_on": sha256_of_clauses(clauses), "act": "save"}
    for at, one in enumerate(clauses):
        sent |= {f"number-{at}": one.printed, f"heading-{at}": one.heading, f"text-{at}": one.text}
    return (
        sent
        | {name.replace("_", "-"): value for name, value in typed.items() if name != "based_on"}
        | ({"based_on": typed["based_on"]} if "based_on" in typed else {})
    )


def test_a_file_is_read_into_a_draft_and_leads_to_its_review(client: Client) -> None:
    file = SimpleUploadedFile("media.txt", b"Media policy\n\n1. Speak plainly.\n2. Answer.\n")
    typed = {"kind": "communications", "title": "", "way": "file", "file": file, "text": ""}
    answer = client.post("/ptc/desk/policies/new/", typed)
    version = Version.objects.get()
    assert answer.headers["Location"] == f"/ptc/desk/policies/versions/{version.pk}/review/"
    assert "Speak plainly." in client.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"way": "file"}, "Choose the file."),
        ({"way": "paste", "text": "  "}, "no text"),
        ({"way": ""}, "Choose where the wording comes from."),
        ({"way": "empty"}, "Give the policy a title."),
    ],
)
def test_what_cannot_be_read_is_refused_and_what_was_typed_is_kept(
    client: Client, typed: dict[str, str], said: str
) -> None:
    sent = {"kind": "equality", "title": "", "text": "", **typed}
    answer = client.post("/ptc/desk/policies/new/", sent)
    page = answer.content.decode()
    assert answer.status_code in {400, 422}
    assert said in page
    assert '<option value="equality" selected>' in page
    assert not Policy.objects.exists()


def test_an_act_saves_what_was_typed_beside_it(client: Client, clerk: Person) -> None:
    version = make_policy(clerk=clerk)
    sent = sheet(version, heading_0="Whom it binds", act="merge-3")
    answer = client.post(f"/ptc/desk/policies/versions/{version.pk}/review/", sent)
    assert answer.headers["Location"].endswith("/review/?page=1#row-2")
    assert wording_of(version) == [
        Wording("1", heading="Whom it binds", printed="1."),
        CLAUSES[1],
        Wording("2", "2.1 Nothing is said for a party.", "Conduct", "2."),
    ]


def test_a_new_number_changes_the_reference(client: Client, clerk: Person) -> None:
    version = make_policy(clerk=clerk)
    client.post(f"/ptc/desk/policies/versions/{version.pk}/review/", sheet(version, number_2="5."))
    assert [one.ref for one in wording_of(version)] == ["1", "1.1", "5", "5.1"]


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"based_on": "0" * 64}, 409, "Somebody else saved this draft meanwhile."),
        ({"act": "split-1"}, 400, "put an empty line"),
        ({"act": "explode-1"}, 400, "nothing that can be done"),
        ({"act": "merge-99"}, 400, "nothing that can be done"),
        ({"heading_0": "", "text_0": " "}, 400, "Clause 1 is empty."),
    ],
)
def test_a_refused_review_shows_what_was_typed_and_changes_nothing(
    client: Client, clerk: Person, typed: dict[str, str], status: int, said: str
) -> None:
    version = make_policy(clerk=clerk)
    answer = client.post(
        f"/ptc/desk/policies/versions/{version.pk}/review/",
        sheet(version, **{"text_3": "Typed anew.", **typed}),
    )
    page = answer.content.decode()
    assert answer.status_code == status
    assert said in page
    assert "Typed anew." in page
    assert wording_of(version) == list(CLAUSES)


def test_a_long_draft_is_reviewed_page_by_page_and_keeps_the_others(client: Client, clerk: Person) -> None:
    clauses = [Wording(str(n), f"Clause {n}.", printed=f"{n}.") for n in range(1, 61)]
    version = make_policy(clerk=clerk, clauses=clauses)
    address = f"/ptc/desk/policies/versions/{version.pk}/review/"
    page = client.get(f"{address}?page=3").content.decode()
    assert "Clause 51." in page
    assert "Clause 50." not in page
    sent = {
        "based_on": sha256_of_clauses(wording_of(version)),
        "page": "3",
        "text-59": "The last.",
        "act": "save",
    }
    client.post(f"{address}?page=3", sent)
    assert wording_of(version) == [*clauses[:-1], Wording("60", "The last.", printed="60.")]


def test_adoption_asks_for_the_rules_that_would_lose_their_clause(client: Client, clerk: Person) -> None:
    version = make_adopted_policy(clerk=clerk)
    rule = make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="party-political")
    new = draft_version(actor=clerk, policy=version.policy, clauses=CLAUSES[:2])
    address = f"/ptc/desk/policies/versions/{new.pk}/adopt/"
    sent = {"on": "2026-11-18", "minute_reference": "51/26"}
    missing = client.post(address, sent)
    assert missing.status_code == 422
    assert "Choose what becomes of the rule" in missing.content.decode()
    target = new.clauses.get(ref="1.1")
    done = client.post(address, {**sent, f"rule-{rule.pk}": target.pk})
    assert done.headers["Location"] == f"/ptc/desk/policies/{version.policy_id}/"
    assert Rule.objects.get(ended_at__isnull=True).clause == target


def test_a_day_that_is_still_to_come_is_refused(client: Client, clerk: Person) -> None:
    version = make_policy(clerk=clerk)
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = client.post(
        f"/ptc/desk/policies/versions/{version.pk}/adopt/",
        {"on": tomorrow.isoformat(), "minute_reference": "1/26"},
    )
    assert answer.status_code == 400
    assert "still to come" in answer.content.decode()
    version.refresh_from_db()
    assert version.state == "draft"


def test_a_discarded_draft_is_gone(client: Client, clerk: Person) -> None:
    version = make_policy(clerk=clerk)
    client.post(f"/ptc/desk/policies/versions/{version.pk}/discard/")
    assert not Version.objects.exists()


def test_the_next_version_can_begin_as_the_one_in_force(client: Client, clerk: Person) -> None:
    version = make_adopted_policy(clerk=clerk)
    client.post(f"/ptc/desk/policies/{version.policy_id}/draft/", {"way": "copy", "text": ""})
    assert wording_of(Version.objects.get(state="draft")) == list(CLAUSES)


def test_two_versions_are_compared_word_by_word(client: Client, clerk: Person) -> None:
    version = make_adopted_policy(clerk=clerk)
    changed = (*CLAUSES[:3], Wording("2.1", "Nothing is said against a party.", printed="2.1", parent="2"))
    draft_version(actor=clerk, policy=version.policy, clauses=changed)
    page = client.get(f"/ptc/desk/policies/{version.policy_id}/compare/").content.decode()
    assert "Nothing is said </span><del>for</del><ins>against</ins><span> a party." in page


def test_a_member_reads_what_is_in_force_and_no_draft(clerk: Person, council: Council) -> None:
    version = make_adopted_policy(clerk=clerk)
    draft = draft_version(actor=clerk, policy=version.policy, clauses=CLAUSES)
    make_policy(clerk=clerk, title="Secret plans")
    member = sign_in(make_person(council=council))
    assert "Secret plans" not in member.get("/ptc/desk/policies/").content.decode()
    assert member.get(f"/ptc/desk/policies/versions/{version.pk}/").status_code == 200
    assert member.get(f"/ptc/desk/policies/versions/{draft.pk}/").status_code == 404


def test_an_overdue_review_stands_on_the_clerk_s_desk(
    client: Client, clerk: Person, council: Council
) -> None:
    version = make_adopted_policy(clerk=clerk)
    assert "Policies to review" not in client.get("/ptc/desk/").content.decode()
    Version.objects.filter(pk=version.pk).update(review_due=timezone.localdate() - timedelta(days=1))
    assert "<strong>Overdue</strong>" in client.get("/ptc/desk/").content.decode()
    assert "Review overdue since" in client.get("/ptc/desk/policies/").content.decode()
    assert (
        "Policies to review" not in sign_in(make_person(council=council)).get("/ptc/desk/").content.decode()
    )


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_whatever_there_is(
    client: Client, clerk: Person, number: int, django_assert_max_num_queries: object
) -> None:
    for each in range(number):
        make_adopted_policy(clerk=clerk, title=f"Policy {each}")
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        assert client.get("/ptc/desk/policies/").status_code == 200


def test_a_built_in_policy_is_drafted_adopted_and_its_rules_apply(client: Client, council: Council) -> None:
    typed = {"kind": "communications", "title": "", "way": "pack town", "text": ""}
    answer = client.post("/ptc/desk/policies/new/", typed)
    version = Version.objects.get()
    assert answer.headers["Location"] == f"/ptc/desk/policies/versions/{version.pk}/review/"
    assert (version.policy.title, version.clauses.count()) == ("Social media and communications policy", 82)

    address = f"/ptc/desk/policies/versions/{version.pk}/adopt/"
    told = client.post(address, {"on": "2026-11-04", "minute_reference": "34/26"}, follow=True)

    made = Rule.objects.filter(council=council).count()
    assert made > 30
    assert f"Version 1 is in force and public. {made} rules that carry it out apply" in told.content.decode()
