"""What the API's own documentation shows, read from the code's own description of itself (OpenAPI 3.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from portal.api.fields import Field
from portal.api.scopes import Scope
from portal.api.v1.api import PREFIX, api
from portal.api.webhooks import webhooks

PROBLEMS = (
    ("key", 401, "No key was sent, or one that has ended or was revoked."),
    ("scope", 403, "The key is not for that: it lacks the scope."),
    ("not-yours", 403, "The key’s holder may not do that: their role, the council’s policy or a suspension."),
    ("missing", 404, "There is nothing at this address, or nothing for this key’s holder."),
    ("refused", 409, "The portal understood and will not do it now; the title says why."),
    ("stale", 409, "Somebody saved a newer version; `current` is its identifier."),
    ("blocked", 409, "A clause of the council’s policy stands against it; `findings` says which."),
    ("unanswered", 409, "Findings want an answer first; `findings` says which."),
    ("input", 422, "A field is missing, unknown, or not of its form; `errors` says where."),
    ("content", 400, "Parts of the text cannot be read; `errors` says which."),
    ("json", 400, "What was sent is not JSON (415: not called so)."),
    ("rate", 429, "The key asked too often; `Retry-After` says when to go on."),
)
"""Every kind of refusal: its word, its usual status, what it means."""


_LIST = "list of "


@dataclass(frozen=True)
class Operation:
    """One operation as its documentation shows it."""

    method: str
    path: str
    summary: str
    about: str
    scope: str
    parameters: list[Field]
    takes: list[Field]
    gives: str
    statuses: list[str]

    @property
    def leads_to(self) -> str:
        """Return the name of what it answers with."""
        return self.gives.removeprefix(_LIST)

    @property
    def many(self) -> str:
        """Return the words before that name where there may be many."""
        return _LIST if self.gives.startswith(_LIST) else ""

    @property
    def anchor(self) -> str:
        """Return its name on the page."""
        words = self.path.removeprefix("/" + PREFIX).replace("{", "").replace("}", "").replace("/", "-")
        return f"{self.method.lower()}-{words}"


def described() -> dict[str, Any]:
    """Return the OpenAPI document of the first version."""
    found: dict[str, Any] = api.get_openapi_schema(path_prefix=PREFIX)
    return {**found, "webhooks": webhooks()}


@cache
def operations() -> list[Operation]:
    """Return every operation in the order of the document."""
    document = described()
    return [
        _operation(document, method, path, told)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]


@cache
def schemas() -> list[tuple[str, str, list[Field]]]:
    """Return what is told by name, with its meaning and its fields."""
    document = described()
    found = document["components"]["schemas"]
    return [(name, told.get("description", ""), _fields(told)) for name, told in sorted(found.items())]


def scopes() -> list[tuple[str, str]]:
    """Return the scopes of keys, in words."""
    return [(scope.value, scope.label) for scope in Scope]


def _operation(document: Mapping[str, Any], method: str, path: str, told: Mapping[str, Any]) -> Operation:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    taken = document["components"]["schemas"].get(_named(body), {})
    first = next(iter(told["responses"].values()))
    given = first.get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        method=method.upper(),
        path=path,
        summary=told.get("description", told["summary"]),
        about=told["summary"],
        scope=told["x-scope"],
        parameters=[
            Field(one["name"], _kind(one["schema"]), one["required"], one.get("description", ""))
            for one in told["parameters"]
        ],
        takes=_fields(taken),
        gives=_kind(given),
        statuses=sorted(str(status) for status in told["responses"]),
    )


def _fields(schema: Mapping[str, Any]) -> list[Field]:
    needed = set(schema.get("required", ()))
    return [
        Field(name, _kind(told), name in needed, told.get("description", ""))
        for name, told in schema.get("properties", {}).items()
    ]


def _named(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _kind(schema: Mapping[str, Any]) -> str:
    """Return what a value is, in one word or two."""
    if name := _named(schema):
        return name
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"{_LIST}{_kind(schema.get('items', {}))}"
    kind = str(schema.get("format") or schema.get("type") or "any")
    return {"null": "nothing", "date-time": "moment", "object": "object"}.get(kind, kind)
