"""The clauses that a decision may rest on: those that the rules found, and those of the policies in force."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Protocol

from django.db.models import Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from policies.documents.citing import cited
from policies.models import Clause, Version
from policies.standing import enactment_of
from portal.drafts.models import Communication

BEGINNING = 60
"""Signs of a clause without a heading by which somebody knows it again in a list."""
_LONGEST_TITLE = 120
"""Signs of a document's title in a citation, which with its clause, version and minute must fit a form's field."""


class Found(Protocol):
    """What a page shows of a finding: the clause, the document that it stands in, or '', and that one's adoption."""

    @property
    def clause(self) -> str:
        """Return the clause as it is cited."""

    @property
    def policy(self) -> str:
        """Return the title of the council's own document, or '' for what is law."""

    @property
    def adopted(self) -> str:
        """Return which version it is of and how that was adopted, in words, or ''."""


InForce = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""(Title of a policy, its clauses), each clause as (citation, how it is shown)."""


@dataclass(frozen=True)
class Clauses:
    """What is offered beside the reason of a decision.

    ``found``: citations of what the rules found.
    """

    found: tuple[str, ...]
    in_force: InForce


def clauses_for(found: Iterable[Found], in_force: InForce) -> Clauses:
    """Return the clauses of ``found``, each once, and those of what is ``in_force`` for the item's voice. No query."""
    cited_in_text = dict.fromkeys(citation(one.clause, one.policy, one.adopted) for one in found)
    return Clauses(found=tuple(cited_in_text), in_force=in_force)


def clauses_in_force(item: Communication) -> InForce:
    """Return what is in force for the voice of ``item``. One query."""
    return in_force_read(in_force_asked(item))


def in_force_asked(item: Communication) -> "QuerySet[Any, Any]":
    """Return the question for the clauses in force for the voice of ``item``. No query yet."""
    now = timezone.now()
    bound = Q(version__policy__bodies__isnull=True) | Q(version__policy__bodies=item.body_id)
    rows = Clause.objects.filter(
        bound,
        Q(version__in_force_until__isnull=True) | Q(version__in_force_until__gt=now),
        version__policy__council_id=item.council_id,
        version__state=Version.State.ADOPTED,
        version__in_force_from__lte=now,
    )
    ordered = rows.order_by("version__policy__title", "version_id", "position")
    return ordered.values_list(
        "version__policy__title",
        "version__number",
        "version__adopted_on",
        "version__minute_reference",
        "ref",
        "printed",
        "heading",
        Left("text", BEGINNING),
    )


def in_force_read(rows: Iterable[Sequence[Any]]) -> InForce:
    """Return what in_force_asked() brought: (title of a policy, its clauses)."""
    by_title = groupby(rows, key=lambda row: row[0])
    return tuple((title, tuple(_shown(*row) for row in group)) for title, group in by_title)


def _shown(
    title: str, number: int, on: date, minute: str, ref: str, printed: str, heading: str, beginning: str
) -> tuple[str, str]:
    clause = cited(ref, printed)
    words = heading or beginning
    adopted = enactment_of(Version(number=number, adopted_on=on, minute_reference=minute))
    return citation(clause, title, adopted), f"{clause}: {words}" if words else clause


def citation(clause: str, policy: str, adopted: str) -> str:
    """Return how a decision cites ``clause``: with the council's own document that it stands in and its adoption."""
    title = policy if len(policy) <= _LONGEST_TITLE else f"{policy[: _LONGEST_TITLE - 1]}…"
    where = f"{title}, {clause}" if title else clause
    return f"{where} ({adopted})" if adopted else where
