"""Imports run down only: the floors of the house, and what each module at the top of portal/ may use."""

import ast

import pytest

from tests.house.source import Import, Module, calls_of, code, imports_of, modules, strings_of

# Each room may import itself and the rooms named here, and nothing else of the portal.
GROUND = (
    "portal.ciphers",
    "portal.counting",
    "portal.fields",
    "portal.graphemes",
    "portal.icalendar",
    "portal.interrupted",
    "portal.markup",
    "portal.pages",
    "portal.paging",
    "portal.pictures",
    "portal.refusals",
    "portal.scans",
    "portal.spreadsheets",
    "portal.storage",
    "portal.together",
    "portal.written",
    "portal.typed",
    "portal.typesetting",
    "portal.workdays",
)
TASKS = "portal.celery"  # who asks workers for something names the application by which they are reached
_BELOW = ("portal.records", "portal.councils", "portal.drafts", "portal.channels")
ROOMS: dict[str, tuple[str, ...]] = {
    "portal.workdays": ("portal.refusals",),
    "portal.records": GROUND,
    "portal.councils": (*GROUND, *_BELOW[:1]),
    "portal.drafts": (*GROUND, *_BELOW[:2]),
    "portal.channels": (*GROUND, TASKS, *_BELOW[:3]),
    "policies": (*GROUND, *_BELOW),
    "approvals": (*GROUND, TASKS, *_BELOW, "policies"),
    "moderation": (*GROUND, TASKS, *_BELOW, "policies"),
}
FLOORS = ("portal.records", "portal.councils", "portal.drafts", "portal.channels", "policies")
DESKS = ("approvals", "moderation")
ROOF: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("portal.desk", "portal.api", "portal.demo"), (*GROUND, *FLOORS, *DESKS)
)
# The modules that stand by themselves at the top of portal/.
TOP: dict[str, tuple[str, ...]] = {
    "portal": (),
    "portal.ciphers": (),
    "portal.counting": (),
    "portal.fields": (),
    "portal.graphemes": (),
    "portal.icalendar": (),
    "portal.markup": (),
    "portal.refusals": (),
    "portal.spreadsheets": (),
    "portal.typesetting": (),
    "portal.typed": ("portal.markup", "portal.refusals"),
    "portal.pictures": ("portal.refusals",),
    "portal.scans": ("portal.pictures",),
    "portal.environment": (),
    "portal.storage": ("portal.refusals",),
    "portal.object_storage": ("portal.storage",),
    "portal.files": ("portal.environment",),
    "portal.logs": (),
    "portal.error_reports": (),
    "portal.sign_in": ("portal.environment",),
    "portal.listed": (),
    "portal.schedule": (),
    "portal.settings": (
        *(
            "portal.environment",
            "portal.files",
            "portal.listed",
            "portal.logs",
            "portal.schedule",
            "portal.sign_in",
        ),
    ),
    "portal.wsgi": (),
    "portal.web_server": (),
    "portal.celery": (),
    "portal.health": ("portal.storage",),
    "portal.pages": (),
    "portal.paging": (),
    "portal.together": (),
    "portal.written": ("portal.together",),
    "portal.told": (),
    "portal.unready": (),
    "portal.interrupted": ("portal.pages",),
    "portal.middleware": ("portal.interrupted", "portal.pages", "portal.refusals"),
    "portal.converters": ("portal.councils",),
    "portal.front": ("portal.councils",),
    "portal.urls": ("portal.converters", "portal.front", "portal.health", "portal.pages"),
}
ALLOWED = {**ROOMS, **ROOF, **TOP}
OURS = ("portal", "policies", "approvals", "moderation", "devstack", "tests", "benchmarks", "faults")


def room_of(name: str) -> str:
    """Return the room that a module is in: the longest name in the table that it begins with."""
    rooms = [room for room in {**ROOMS, **ROOF} if name == room or name.startswith(f"{room}.")]
    return rooms[0] if rooms else name


def is_ours(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] in OURS


def upward(module: Module) -> list[Import]:
    """Return the imports that ``module`` may not make."""
    room = room_of(module.name)
    allowed = {room, *ALLOWED.get(room, ())}
    return [found for found in imports_of(module) if is_ours(found.of) and room_of(found.of) not in allowed]


def test_every_module_at_the_top_is_in_the_table() -> None:
    assert {module.name for module in modules() if room_of(module.name) not in ALLOWED} == set()


def test_imports_run_down_only() -> None:
    wrong = [found for module in modules() for found in upward(module)]

    assert [f"{found.by}:{found.line} imports {found.of}" for found in wrong] == []


def test_the_check_would_see_an_import_that_runs_up() -> None:
    text = (
        "from approvals.deciding import approve\nimport portal.channels.models\nfrom portal.markup import x\n"
    )
    module = Module("portal.drafts.bad", "portal/drafts/bad.py", text, ast.parse(text))

    assert [found.of for found in upward(module)] == ["approvals.deciding", "portal.channels.models"]


def test_no_import_hides_inside_a_function() -> None:
    hidden = [found for module in modules() for found in imports_of(module) if found.inside]

    assert [f"{found.by}:{found.line} imports {found.of}" for found in hidden] == []


@pytest.mark.parametrize("name", ["portal.urls", "portal.settings"])
def test_upper_apps_are_named_by_string_only(name: str) -> None:
    (module,) = [module for module in modules() if module.name == name]
    upper = [found.of for found in imports_of(module) if found.of.split(".")[0] in {"policies", *DESKS}]

    assert upper == []
    assert {text.split(".")[0] for text in strings_of(module.tree)} & {"approvals"} == {"approvals"}


def importers_of(*packages: str) -> set[str]:
    return {
        module.name
        for module in modules()
        for found in imports_of(module)
        if any(found.of == package or found.of.startswith(f"{package}.") for package in packages)
    }


def test_bleach_is_imported_in_one_place() -> None:
    assert importers_of("bleach") == {"portal.markup"}


def test_checks_never_ask_the_database_the_clock_or_the_network() -> None:
    checks = [module for module in code() if module.name.startswith("policies.checks")]
    forbidden = ("django", "time", "datetime", "random", "socket", "urllib.request", "requests", "http", "os")
    used = {
        f"{module.name}: {found.of}"
        for module in checks
        for found in imports_of(module)
        if any(found.of == name or found.of.startswith(f"{name}.") for name in forbidden)
    }

    assert len(checks) > 4
    assert used == set()


def test_there_are_no_signals() -> None:
    assert importers_of("django.dispatch", "django.db.models.signals") == set()
    assert {module.name for module in code() if calls_of(module, "receiver")} == set()


def test_no_module_is_called_after_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "services", "service", "common_utils", "misc", "manager"}

    assert [module.path for module in modules() if module.name.rpartition(".")[2] in nothing] == []


def test_only_the_gate_clears_and_only_the_urgent_path_shares_it() -> None:
    clearing = {
        (module.name, function)
        for module in code()
        if "portal.drafts.clearing" in {found.of for found in imports_of(module)}
        for function, _ in calls_of(module, "clear")
    }
    letting_out = {
        (module.name, function) for module in code() for function, _ in calls_of(module, "let_out")
    }

    assert clearing == {("approvals.deciding", "let_out")}
    assert letting_out == {("approvals.deciding", "approve"), ("approvals.urgent", "issue_at_once")}


# `manage.py simulate` writes years of work in bulk, to measure with: no verb could, and production refuses it.
_SIMULATED = "portal.demo.simulated_"
CREATED_IN: dict[str, set[str]] = {
    # The preview shows an item around an issue that is never saved.
    "Publication": {"portal.channels.releasing", "approvals.previewing", f"{_SIMULATED}issues"},
    "Clearance": {"portal.drafts.clearing", f"{_SIMULATED}issues"},
    "Revision": {"portal.drafts.editing", f"{_SIMULATED}items"},
    "LedgerEntry": {"portal.records.ledger"},
    "Snapshot": {"portal.records.archive"},
    "Review": {"approvals.submitting", f"{_SIMULATED}items"},
    "Attempt": {"portal.channels.outbox.attempts"},
    "Notice": {"portal.channels.notices.telling"},
}


@pytest.mark.parametrize("model", CREATED_IN)
def test_what_counts_is_made_in_one_place(model: str) -> None:
    """``Model(...)`` or ``Model.objects.create(...)`` and the like, anywhere but in that place."""
    makers = set()
    ways = ("create", "bulk_create", "get_or_create", "update_or_create")
    made = {model, *[f"{model}.objects.{way}" for way in ways]}
    for module in code():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in made:
                makers.add(module.name)

    assert makers == CREATED_IN[model]


def test_states_that_two_may_change_at_once_are_never_saved_whole() -> None:
    """``save()`` without update_fields writes back a state that somebody else has moved meanwhile."""
    guarded = {
        "communication",
        "item",
        "review",
        "publication",
        "delivery",
        "dispatch",
        "command",
        "row",
        "council",
    }
    found = []
    for module in code():
        for function, call in calls_of(module, "save"):
            target = ast.unparse(call.func).removesuffix(".save")
            whole = not any(keyword.arg in {"update_fields", "force_insert"} for keyword in call.keywords)
            if target in guarded and whole:
                found.append(f"{module.name}.{function}: {target}.save()")

    # New rows are saved whole where they are made; the newsroom's item is written under its row lock.
    assert set(found) <= {
        "portal.councils.founding.found_council: council.save()",
        "portal.channels.connectors.letter._keep: row.save()",
        "portal.channels.connectors.newsroom._correct: item.save()",
        "portal.channels.connectors.newsroom._withdraw: item.save()",
    }


def test_verbs_are_keyword_only_and_begin_with_who_acts() -> None:
    """A public function that takes ``actor`` takes everything by name, the actor first."""
    wrong = []
    for module in code():
        for node in module.tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            names = [argument.arg for argument in node.args.kwonlyargs]
            positional = [argument.arg for argument in node.args.args]
            recorded = any(calls_of(Module("", "", "", ast.Module([node], [])), "record"))
            if recorded and "actor" in positional:
                wrong.append(f"{module.name}.{node.name}: positional actor")
            if recorded and "actor" in names and names[0] not in {"actor", "council"}:
                wrong.append(f"{module.name}.{node.name}: actor is not first")

    assert wrong == []
