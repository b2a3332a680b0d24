"""Connectors are told apart by what they can, never by what they are called: a new one is its own file and one line."""

import ast
import re
from collections.abc import Iterator

import pytest

from portal.channels.connectors.base import connectors
from tests.house.source import Module, code, modules, templates

SLUGS = frozenset(connectors())
HOMES = {slug: type(one).__module__ for slug, one in connectors().items()}
ABOUT_CHANNELS = re.compile(r"(connector|channel|network|output)s?\b|_(connector|channel|network|output)s?\b")
"""What an expression says that is about a connector: its own name, or the channel, network or output it stands for."""
BARE_SLUG = re.compile(r"(?!.*\b(kind|principle|policy|council)\b).*\bslug")
LOOKUP = re.compile(r"(.+__)?connector(__i?exact|__in|__startswith)?")
LOOKUPS = {"filter", "exclude", "get", "Q", "When", "get_object_or_404"}
ALLOWED: dict[str, str] = {
    # A check is pure: the house forbids it the database, and with it connectors. It goes by the outputs of a kind, and
    # by the names that drafts and rules have for networks, of which many have no connector here (twitter, sms).
    "policies.checks.length": "policies.checks",
    "policies.checks.recipients": "policies.checks",
}
IN_TEMPLATES = re.compile(
    r"""\bconnector(?:\.slug)?\s*(?:==|!=|in\b|not\s+in\b)\s*["']|["']\s*(?:==|!=)\s*[\w.]*\bconnector\b"""
    r"""|["']\s+(?:not\s+)?in\s+[\w.]*(?:connector|output)s?\b|\bifequal\s+[\w.]*connector\b"""
)


def constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Return what each name at the top of a module was given."""
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                names = target.elts if isinstance(target, ast.Tuple) else [target]
                values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                if len(names) != len(values):
                    names, values = [target], [node.value]
                found |= {
                    one.id: it for one, it in zip(names, values, strict=True) if isinstance(one, ast.Name)
                }
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = node.value
    return found


def literals(node: ast.expr, known: dict[str, ast.expr]) -> set[str]:
    """Return the strings that ``node`` stands for: constants, collections of them, what is named so above, a slug."""
    said = ast.unparse(node)
    if isinstance(node, ast.Name) and node.id in known:
        return literals(known[node.id], {})
    if said.endswith("Connector.slug"):
        return set(SLUGS)
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    parts: list[ast.expr | None] = []
    if isinstance(node, ast.Set | ast.List | ast.Tuple):
        parts = [*node.elts]
    elif isinstance(node, ast.Dict):
        parts = [*node.keys]
    elif isinstance(node, ast.Call) and re.match(r"(frozenset|set|tuple|list)\(", said):
        parts = [*node.args]
    return {one for part in parts if part is not None for one in literals(part, known)}


def is_about_connectors(node: ast.expr) -> bool:
    """Return whether an expression names what belongs to a connector, or a slug that is no kind's."""
    said = ast.unparse(node)
    return bool(ABOUT_CHANNELS.search(said) or (said.endswith("slug") and BARE_SLUG.fullmatch(said)))


def compared(tree: ast.Module) -> Iterator[tuple[int, set[str]]]:
    """Yield each line in which something of a connector is compared with its name, and with which ones."""
    known = constants(tree)
    for node in ast.walk(tree):
        pairs: list[tuple[ast.expr, ast.expr]] = []
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            pairs = [(one, other) for one in sides for other in sides if one is not other]
        elif isinstance(node, ast.Match):
            values = [case.pattern.value for case in node.cases if isinstance(case.pattern, ast.MatchValue)]
            pairs = [(one, node.subject) for one in values]
        elif isinstance(node, ast.Subscript):
            pairs = [(node.value, node.slice)] if ast.unparse(node.slice).endswith(".connector") else []
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name == "get" and isinstance(node.func, ast.Attribute) and node.args:
                asked = ast.unparse(node.args[0])
                pairs = [(node.func.value, node.args[0])] if asked.endswith(".connector") else []
            lookups = [one for one in node.keywords if one.arg and LOOKUP.fullmatch(one.arg)]
            pairs += [(one.value, ast.Name("connector")) for one in lookups if name in LOOKUPS]
        for literal, other in pairs:
            if (slugs := literals(literal, known) & SLUGS) and is_about_connectors(other):
                yield getattr(node, "lineno", node_line(node)), slugs


def node_line(node: ast.AST) -> int:
    """Return the line of a node that has none of its own."""
    return next((one.lineno for one in ast.walk(node) if isinstance(one, ast.expr)), 0)


def told_apart(module: Module) -> list[str]:
    """Return where ``module`` tells connectors apart by their names, but for the one whose own file it is."""
    own = {slug for slug, home in HOMES.items() if home == module.name}
    return [
        f"{module.path}:{line} {sorted(slugs - own)}" for line, slugs in compared(module.tree) if slugs - own
    ]


def test_no_connector_is_told_apart_by_its_name() -> None:
    looked_at = [one for one in code() if not one.name.startswith("portal.demo") and one.name not in ALLOWED]

    assert [found for module in looked_at for found in told_apart(module)] == []


def test_what_is_allowed_is_in_pure_checks_alone_and_still_there() -> None:
    by_name = {module.name: module for module in modules()}

    assert all(name.startswith(f"{room}.") for name, room in ALLOWED.items())
    assert [name for name in ALLOWED if not told_apart(by_name[name])] == []


def test_no_template_tells_connectors_apart_by_their_names() -> None:
    assert [name for name, text in templates() if IN_TEMPLATES.search(text)] == []


@pytest.mark.parametrize(
    "line",
    [
        'if channel.connector == "mastodon": pass',
        'if "newsroom" != channel.connector: pass',
        'if channel.connector in {"letter", "press_email"}: pass',
        'ROUNDS = "leaflet"\nif place.channel.connector == ROUNDS: pass',
        'A, B = "leaflet", "fax"\nif place.channel.connector == A: pass',
        "if channel.connector == NewsroomConnector.slug: pass",
        'if "newsroom" in item.spec.outputs: pass',
        'if one.slug == "x": pass',
        'TO = frozenset({"letter"})\nChannel.objects.exclude(connector__in=TO)',
        'Channel.objects.filter(connector="newsroom")',
        'rows.filter(Q(delivery__channel__connector="letter"))',
        'When(connector=PressEmailConnector.slug, then="1")',
        'made = {"letter": 1}.get(post.channel.connector)',
        'MADE = {"letter": 1}\nmade = MADE[post.channel.connector]',
        'match channel.connector:\n    case "x":\n        pass',
    ],
)
def test_a_comparison_with_a_name_is_found_however_it_is_written(line: str) -> None:
    assert [slugs != set() for _, slugs in compared(ast.parse(line))] != []


@pytest.mark.parametrize(
    "line",
    [
        'if subject.kind.slug == "letter": pass',
        'open_channel(connector="manual")',
        "if Capability.PAGE in connector.capabilities: pass",
        "if channel.connector in connectors(): pass",
        'wordings_of(post, "x", fits)',
        'if name == "meeting": pass',
    ],
)
def test_what_is_no_comparison_with_a_connector_s_name_is_left_alone(line: str) -> None:
    assert list(compared(ast.parse(line))) == []


@pytest.mark.parametrize(
    "tag",
    [
        "{% if one.channel.connector == 'letter' %}",
        '{% if "letter" == one.channel.connector %}',
        '{% if channel.connector in "letter,poster" %}',
        '{% if "newsroom" in item.spec.outputs %}',
    ],
)
def test_a_comparison_in_a_template_is_found(tag: str) -> None:
    assert IN_TEMPLATES.search(tag)
