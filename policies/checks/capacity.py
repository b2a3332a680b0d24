"""Whose voice it is: what speaks as the council must be sent for the council."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from policies.checks.base import A_LIST_OF_KINDS, Apart, Check, Hit, Parameter, are_kinds
from policies.subjects import Subject

_OFFICIAL = ("press_release", "notice")


class CapacityStated(Check):
    """Stops kinds that speak for the council as a whole from going out in anybody's own capacity."""

    id = "capacity-stated"
    name = "Capacity"
    description = "A release or a notice is made on behalf of the council as a whole."
    apart = Apart(capacity=True)

    def takes(self) -> tuple[Parameter, ...]:
        """Return its one parameter."""
        does = "The kinds that speak for the council as a whole and go out in nobody’s own capacity."
        return (Parameter("official_kinds", A_LIST_OF_KINDS, json.dumps(_OFFICIAL), does),)

    def read(self, parameters: Mapping[str, Any]) -> None:
        """Raise ValueError unless the only parameter is "official_kinds", a list of kinds."""
        if not set(parameters) <= {"official_kinds"} or not are_kinds(parameters.get("official_kinds", ())):
            raise ValueError("it takes “official_kinds”, a list of kinds of communication.")

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield a hit where a kind in ``parameters["official_kinds"]`` is in another capacity than official."""
        kinds = parameters.get("official_kinds", _OFFICIAL)
        if subject.kind.slug not in kinds or subject.capacity in {"", "official"}:
            return
        yield Hit(
            "capacity",
            f"A {subject.kind.label.lower()} speaks for the council as a whole.",
            "Choose “For the council”, or write it as a letter or a post of your own.",
        )
