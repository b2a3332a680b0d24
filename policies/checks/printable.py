"""A letter is set on paper with fonts that the portal brings; not every sign on a phone is in them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from policies.checks.base import A_LIST_OF_KINDS, WORDS_ALONE, Check, Hit, Parameter, are_kinds
from policies.subjects import Subject
from portal.channels.letters.rendering import why_unprintable

_ON_PAPER = ("letter",)
_PAPER = {"letter": "letter", "leaflet": "leaflet"}
"""What a finding calls the paper of a kind."""
_NOT_PRINTED = frozenset({"capacity", "basis", "basis_reference", "purpose"})


class Printable(Check):
    """Finds signs in a letter that cannot be printed, before anybody approves it."""

    id = "printable"
    name = "Printable"
    description = "A sign in what is printed is in none of the fonts it is set in."
    apart = WORDS_ALONE

    def takes(self) -> tuple[Parameter, ...]:
        """Return its one parameter."""
        return (
            Parameter("kinds", A_LIST_OF_KINDS, json.dumps(_ON_PAPER), "The kinds that are set on paper."),
        )

    def read(self, parameters: Mapping[str, Any]) -> None:
        """Raise ValueError unless the only parameter is "kinds", a list of kinds."""
        if not set(parameters) <= {"kinds"} or not are_kinds(parameters.get("kinds", ())):
            raise ValueError("it takes “kinds”, a list of kinds of communication.")

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield a hit per part of a kind in ``parameters["kinds"]``, letters unless told, that cannot be printed."""
        if subject.kind.slug not in parameters.get("kinds", _ON_PAPER):
            return
        for name, text in subject.fields.items():
            if (
                name not in _NOT_PRINTED
                and not text.isascii()
                and (why := why_unprintable(text, paper=_PAPER.get(subject.kind.slug, "sheet")))
            ):
                yield Hit(name, why, "Write it in words.")
