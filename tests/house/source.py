"""The source of the portal, read once: its modules as syntax trees, its templates as text."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("portal", "policies", "approvals", "moderation")


@dataclass(frozen=True, eq=False)
class Module:
    """One Python file: its dotted name, its path from the root, its text and its tree."""

    name: str
    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """Return how many lines it has."""
        return len(self.text.splitlines())


@dataclass(frozen=True)
class Import:
    """One import: by which module, of what, in which line, and whether it runs inside a function."""

    by: str
    of: str
    line: int
    inside: bool


@cache
def modules(*tops: str) -> tuple[Module, ...]:
    """Return the Python files under ``tops`` (default: the apps), migrations included."""
    found = []
    for top in tops or APPS:
        for path in sorted((ROOT / top).rglob("*.py")):
            inside = path.relative_to(ROOT)
            name = ".".join(inside.with_suffix("").parts).removesuffix(".__init__")
            text = path.read_text(encoding="utf-8")
            found.append(Module(name, str(inside), text, ast.parse(text)))
    return tuple(found)


@cache
def code() -> tuple[Module, ...]:
    """Return the Python files of the apps without migrations."""
    return tuple(module for module in modules() if "/migrations/" not in module.path)


@cache
def templates() -> tuple[tuple[str, str], ...]:
    """Return every template of the portal: its path under ``templates/`` and its text."""
    folder = ROOT / "templates"
    return tuple(
        (str(path.relative_to(folder)), path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )


def _typing_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


@cache
def _names() -> frozenset[str]:
    return frozenset(other.name for other in modules())


@cache
def imports_of(module: Module) -> tuple[Import, ...]:
    """Return every import of ``module``; ``from a import b`` counts as a.b where that is a module, else as a."""
    names = _names()
    found: list[Import] = []

    def visit(node: ast.AST, *, inside: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if _typing_only(child):
                visit(child, inside=False)
                continue
            if isinstance(child, ast.Import):
                found.extend(Import(module.name, alias.name, child.lineno, inside) for alias in child.names)
            if isinstance(child, ast.ImportFrom):
                source = child.module or ""
                for alias in child.names:
                    whole = f"{source}.{alias.name}"
                    of = whole if whole in names else source
                    found.append(Import(module.name, of, child.lineno, inside))
            function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            visit(child, inside=inside or function)

    visit(module.tree, inside=False)
    return tuple(found)


def functions_of(module: Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function and method of ``module``, nested ones too."""
    return [
        node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def calls_of(module: Module, *names: str) -> list[tuple[str, ast.Call]]:
    """Return each call of a function or method called one of ``names``, with the function it is written in."""
    found: list[tuple[str, ast.Call]] = []

    def visit(node: ast.AST, function: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                called = child.func
                name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
                if name in names:
                    found.append((function, child))
            named = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            visit(child, child.name if named else function)  # type: ignore[attr-defined]

    visit(module.tree, "")
    return found


def strings_of(node: ast.AST) -> set[str]:
    """Return every string constant under ``node``."""
    return {
        found.value
        for found in ast.walk(node)
        if isinstance(found, ast.Constant) and isinstance(found.value, str)
    }
