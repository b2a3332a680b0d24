"""Reading policies: what is in force, in the order of the document."""

from tests.api.conftest import Program
from tests.channels.posts import Staff
from tests.makers.policies import make_adopted_policy, make_policy


def test_a_policy_in_force_is_told_with_its_clauses_and_its_minute(staff: Staff, program: Program) -> None:
    version = make_adopted_policy(clerk=staff.clerk)
    make_policy(clerk=staff.clerk, title="Only a draft")

    [told] = program.read("policies")

    assert told["title"] == "Communications policy"
    assert (told["version"], told["adopted_on"], told["minute"]) == (1, "2026-11-04", "34/26")
    assert told["sha256"] == version.sha256
    whole = program.read(f"policies/{told['slug']}")
    assert [clause["ref"] for clause in whole["clauses"]] == ["1", "2"]
    assert [clause["text"] for clause in whole["clauses"][0]["children"]] == ["This applies to everybody."]
    assert {key: whole[key] for key in told} == told
    assert program.ask("GET", "policies/only-a-draft").status_code == 404
