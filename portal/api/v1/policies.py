"""Reading the council's policies: what is in force, with its clauses and the minute of its adoption."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Router

from policies.documents.reading import InForce, policies_in_force
from policies.models import Clause
from portal.api.scopes import Scope
from portal.api.v1.bearing import asking, bearer
from portal.api.v1.schemas import ClauseOut, PolicyOut, PolicyTextOut
from portal.councils.models import Council

router = Router(tags=["policies"])


@router.get("", response=list[PolicyOut], url_name="api_policies", **asking(Scope.READ))
def in_force(request: HttpRequest) -> list[PolicyOut]:
    """List the policies in force, the communications policy first."""
    council = bearer(request).person.council
    return [PolicyOut(**_told(council, shown)) for shown in policies_in_force(council.pk)]


@router.get("/{slug:slug}", response=PolicyTextOut, url_name="api_policy", **asking(Scope.READ))
def text_in_force(request: HttpRequest, slug: str) -> PolicyTextOut:
    """Return one policy with the clauses of the version in force."""
    council = bearer(request).person.council
    shown = next((one for one in policies_in_force(council.pk) if one.policy.slug == slug), None)
    if shown is None:
        raise Http404("There is no such policy.")
    return PolicyTextOut(**_told(council, shown), clauses=_tree(shown.version.pk))


def _told(council: Council, shown: InForce) -> dict[str, Any]:
    version = shown.version
    return {
        "slug": shown.policy.slug,
        "title": shown.policy.title,
        "kind": shown.policy.kind,
        "url": f"{settings.SITE_URL}/{council.slug}/policies/{shown.policy.slug}/",
        "version": version.number,
        "adopted_on": version.adopted_on,
        "minute": version.minute_reference,
        "sha256": version.sha256,
        "review_due": version.review_due,
    }


def _tree(version_id: int) -> list[ClauseOut]:
    """Return the clauses in reading order, each below its parent. One query."""
    roots: list[ClauseOut] = []
    made: dict[int, ClauseOut] = {}
    for row in Clause.objects.filter(version_id=version_id).order_by("position"):
        told = ClauseOut(ref=row.ref, printed=row.printed, heading=row.heading, text=row.text, children=[])
        made[row.pk] = told
        (made[row.parent_id].children if row.parent_id in made else roots).append(told)
    return roots
