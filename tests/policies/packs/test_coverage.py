"""docs/seed-coverage.md: every clause of both packs, what carries it out, and that this exists."""

import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from django.utils.module_loading import import_string

from policies.evaluate import check_by_id
from policies.models import Policy
from policies.packs.reading import PackClause, pack_called, packs

TABLE = Path(settings.BASE_DIR) / "docs" / "seed-coverage.md"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    ref: str
    asks: str
    targets: tuple[str, ...]


def _table() -> dict[str, list[Row]]:
    """Return the rows of the table under each pack's heading."""
    found: dict[str, list[Row]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            found[line[3:].lower()] = []
        elif line.startswith("| ") and not line.startswith("| Reference"):
            ref, asks, targets = (cell.strip() for cell in line.strip("| ").split(" | "))
            found[list(found)[-1]].append(Row(ref, asks, tuple(re.findall(r"`([^`]+)`", targets))))
    return found


def _bound(clause: PackClause) -> set[str]:
    """Return the targets that a clause of a pack names, as the table writes them."""
    checks = {terms.check_id for terms in clause.rules} | set(clause.also)
    return {f"rule:{check}" for check in checks} | {
        name if name == "heading" or name.startswith("document:") else f"feature:{name}"
        for name in clause.features
    }


def _url_names() -> set[str]:
    names: set[str] = set()
    waiting: list[URLPattern | URLResolver] = list(get_resolver().url_patterns)
    while waiting:
        one = waiting.pop()
        if isinstance(one, URLResolver):
            waiting.extend(one.url_patterns)
        elif one.name:
            names.add(one.name)
    return names


def _is_there(target: str, urls: set[str]) -> bool:
    """Return whether what ``target`` names exists."""
    sort, _, name = target.partition(":")
    if sort == "rule":
        return check_by_id(name) is not None
    if sort == "document":
        return name in Policy.Kind.values
    if sort == "heading":
        return True
    if sort != "feature":
        return False
    return _imported(name) if "." in name else name in urls


def _imported(path: str) -> bool:
    try:
        import_string(path)
    except ImportError:
        try:
            import_module(path)
        except ImportError:
            return False
    return True


@pytest.mark.parametrize("name", ["parish", "town"])
def test_every_clause_has_its_row_in_the_order_of_the_document(name: str) -> None:
    assert [row.ref for row in _table()[name]] == [clause.wording.ref for clause in pack_called(name).clauses]


def test_the_table_is_about_the_packs_and_nothing_else() -> None:
    assert list(_table()) == [pack.name for pack in packs()]


@pytest.mark.parametrize("name", ["parish", "town"])
def test_each_row_says_what_the_pack_says(name: str) -> None:
    """Also where a check was installed since: its rows change from `later:` to `rule:`."""
    rows = {row.ref: set(row.targets) for row in _table()[name]}

    differing = {
        clause.wording.ref: (_bound(clause), rows[clause.wording.ref])
        for clause in pack_called(name).clauses
        if _bound(clause) != rows[clause.wording.ref]
    }
    assert differing == {}


@pytest.mark.parametrize("name", ["parish", "town"])
def test_every_target_exists_and_every_row_says_what_is_asked(name: str) -> None:
    urls = _url_names()

    rows = _table()[name]
    assert [(row.ref, target) for row in rows for target in row.targets if not _is_there(target, urls)] == []
    assert [row.ref for row in rows if not row.targets or not row.asks] == []


@pytest.mark.parametrize("name", ["parish", "town"])
def test_only_what_names_or_introduces_others_is_left_as_a_heading(name: str) -> None:
    clauses = {clause.wording.ref: clause.wording for clause in pack_called(name).clauses}
    parents = {wording.parent for wording in clauses.values()}

    headings = [row.ref for row in _table()[name] if row.targets == ("heading",)]
    assert [ref for ref in headings if clauses[ref].text and ref not in parents] == []


def test_no_clause_waits_for_something_still_to_come() -> None:
    named = {target for rows in _table().values() for row in rows for target in row.targets}
    assert sorted(target for target in named if target.startswith("later:")) == []


def test_no_clause_rests_on_a_table_alone() -> None:
    """A model holds rows; what carries a clause out is a verb, a rule or a page."""
    named = {target for rows in _table().values() for row in rows for target in row.targets}
    assert sorted(target for target in named if ".models." in target) == []


@pytest.mark.parametrize(
    ("name", "ref"),
    [("town", "7.12.2"), ("parish", "terms-of-use/list-2/5"), ("parish", "terms-of-use/list-2/7")],
)
def test_what_is_asked_of_profiles_of_one_s_own_leads_to_their_register(name: str, ref: str) -> None:
    targets = next(row.targets for row in _table()[name] if row.ref == ref)
    assert "feature:declare_account" in targets
    assert "document:communications" not in targets


@pytest.mark.parametrize(
    "target",
    ["rule:nonsense", "feature:no-such-page", "feature:policies.nothing", "document:ode", "later:conduct"],
)
def test_a_target_that_does_not_exist_is_seen(target: str) -> None:
    assert not _is_there(target, _url_names())
