"""Files and functions that fit into one view of the eye."""

import ast

from tests.house.source import Module, functions_of, modules

LONGEST_FILE = 300
LONGEST_TEST_FILE = 500
LONGEST_FUNCTION = 40
TEXTS = "portal/demo/texts/"  # what the demo councils say: prose, not code


def limit(module: Module) -> int | None:
    if "/migrations/" in module.path:
        return None
    return LONGEST_TEST_FILE if module.path.startswith("tests/") else LONGEST_FILE


ALL = modules("portal", "policies", "approvals", "moderation", "devstack", "tests")


def test_no_file_is_longer_than_a_person_reads() -> None:
    bounded = [(module, most) for module in ALL if (most := limit(module)) is not None]

    assert [f"{module.path}: {module.lines}" for module, most in bounded if module.lines > most] == []
    assert len(bounded) > 1000


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without its signature and its docstring: what has to be held in mind."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{module.path}:{node.lineno} {node.name} has {length(node)} lines"
        for module in ALL
        if limit(module) and not module.path.startswith(TEXTS)
        for node in functions_of(module)
        if length(node) > LONGEST_FUNCTION
    ]

    assert long == []
