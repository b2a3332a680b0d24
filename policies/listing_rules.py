"""The rules in being as a list: sought by check, weight and kind, a page at a time, those of one check together."""

from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.functional import cached_property

from policies.documents.citing import cited
from policies.evaluate import check_by_id
from policies.models import Rule

A_PAGE = 100
"""Rules on one page: more than a whole built-in policy ties; folded by check they are some forty lines."""


@dataclass(frozen=True)
class Sought:
    """What somebody asked to see: a check by id, a severity, a kind of communication by slug. Empty means any."""

    check: str = ""
    severity: str = ""
    kind: str = ""


@dataclass
class OfOneCheck:
    """The rules on a page that use one check; ``count`` is how many there are on all pages together."""

    name: str
    count: int
    rules: list[tuple[Rule, str]] = field(default_factory=list)
    """Each with its clause as it is cited."""

    @property
    def continued(self) -> bool:
        """Return whether some of them are on another page."""
        return len(self.rules) < self.count


@dataclass(frozen=True)
class RulesShown:
    """One page of rules by check."""

    page: "Page[Rule]"
    groups: list[OfOneCheck]
    in_use: dict[str, int]
    """How many rules use each check, whatever was sought."""


class _Counted(Paginator):  # type: ignore[type-arg]  # not to be subscripted when it runs
    """Pages of rows that were counted already."""

    def __init__(self, rows: "QuerySet[Rule]", known: int) -> None:
        super().__init__(rows, A_PAGE)
        self._known = known

    @cached_property
    def count(self) -> int:
        """Return how many there are, without a query."""
        return self._known


def called(check_id: str) -> str:
    """Return what a check is called, or its id where the installation has none of it."""
    check = check_by_id(check_id)
    return check.name if check else check_id


def rules_shown(council_id: int, sought: Sought, number: str | None) -> RulesShown:
    """Return page ``number`` of the council's rules in being. Two queries, three where something is sought."""
    being = Rule.objects.filter(council_id=council_id, ended_at__isnull=True)
    in_use = _by_check(being)
    wanted = _sought(being, sought)
    counts = in_use if sought == Sought() else _by_check(wanted)
    rows = wanted.select_related("clause__version__policy").order_by(
        "check_id", "clause__version__policy__title", "clause__position", "pk"
    )
    page = _Counted(rows, sum(counts.values())).get_page(number)
    return RulesShown(page, _grouped(page, counts), in_use)


def _sought(rows: "QuerySet[Rule]", sought: Sought) -> "QuerySet[Rule]":
    if sought.check:
        rows = rows.filter(check_id=sought.check)
    if sought.severity:
        rows = rows.filter(severity=sought.severity)
    if sought.kind:  # a rule without kinds is for all of them
        rows = rows.filter(Q(kinds=[]) | Q(kinds__contains=[sought.kind]))
    return rows


def _by_check(rows: "QuerySet[Rule]") -> dict[str, int]:
    return dict(rows.order_by().values_list("check_id").annotate(Count("pk")))


def _grouped(page: "Page[Rule]", counts: dict[str, int]) -> list[OfOneCheck]:
    groups: dict[str, OfOneCheck] = {}
    for rule in page:
        group = groups.setdefault(rule.check_id, OfOneCheck(called(rule.check_id), counts[rule.check_id]))
        group.rules.append((rule, cited(rule.clause.ref, rule.clause.printed)))
    return sorted(groups.values(), key=lambda group: group.name.casefold())
