"""The sheet on which a clerk reviews the clauses of a draft: a page of them as typed, and one act to carry out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.core.paginator import Page, Paginator

from policies.documents.reviewing import ACTS, Clauses, depths, renumber
from policies.documents.wording import Wording, sha256_of_clauses
from portal.refusals import InvalidInput

PER_PAGE = 25
_ACT = re.compile(r"([a-z]+)-([0-9]{1,5})")


@dataclass(frozen=True)
class Row:
    """One clause on the sheet; ``at`` is its place among all of them, from 0."""

    at: int
    clause: Wording
    depth: int

    @property
    def name(self) -> str:
        """Return what the buttons call it."""
        return self.clause.printed or f"no. {self.at + 1}"


class Sheet:
    """One page of a draft's clauses; with ``data`` as they were typed, else as they are stored.

    ``based_on`` is the hash of the wording that the typist saw: what is saved over another one is refused.
    """

    def __init__(self, clauses: list[Wording], page: str, data: Mapping[str, str] | None = None) -> None:
        """Read the page ``page`` of ``clauses``; a number that is none reads as the nearest there is."""
        self.stored = clauses
        self.page: Page[Wording] = Paginator(clauses, PER_PAGE).get_page(page)
        self.first = (self.page.number - 1) * PER_PAGE
        self.data = data or {}
        self.based_on = self.data.get("based_on", "") if data is not None else sha256_of_clauses(clauses)

    def rows(self) -> list[Row]:
        """Return the clauses of this page."""
        deep = depths(self.stored)
        return [
            Row(at, self._typed(at), min(deep[at], 4))
            for at in range(self.first, self.first + len(self.page.object_list))
        ]

    def after_act(self) -> tuple[Clauses, str]:
        """Return all clauses with what was typed and the act carried out, and where to look next.

        Raises InvalidInput for an act that is none or makes no sense there.
        """
        clauses: Clauses = list(self.stored)
        numbers = {}
        for row in self.rows():
            if row.clause.printed != clauses[row.at].printed:
                numbers[row.at] = row.clause.printed
            clauses[row.at] = replace(row.clause, printed=clauses[row.at].printed)
        for at, printed in numbers.items():
            clauses = renumber(clauses, at, printed)
        act = self.data.get("act", "save")
        if act == "save":
            return clauses, f"?page={self.page.number}"
        found = _ACT.fullmatch(act)
        at = int(found[2]) if found else -1
        if found is None or found[1] not in ACTS or not 0 <= at < len(clauses):
            raise InvalidInput("This is nothing that can be done to a clause.")
        clauses = ACTS[found[1]](clauses, at)
        near = max(0, min(at - 1 if found[1] == "merge" else at, len(clauses) - 1))
        return clauses, f"?page={near // PER_PAGE + 1}#row-{near}"

    def _typed(self, at: int) -> Wording:
        """Return the clause ``at`` as it was typed; what was not sent is as it is stored."""
        clause = self.stored[at]
        return replace(
            clause,
            printed=" ".join(self.data.get(f"number-{at}", clause.printed).split()),
            heading=" ".join(self.data.get(f"heading-{at}", clause.heading).split()),
            text=self.data.get(f"text-{at}", clause.text).replace("\r\n", "\n"),
        )
