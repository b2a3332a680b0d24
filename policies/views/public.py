"""A council's policies as anybody may read them; nothing here needs a session, and no draft is ever shown."""

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from policies.documents.laying_out import lay_out
from policies.documents.reading import policies_in_force, public_versions
from policies.models import Clause, Policy, Version, VersionReview
from policies.printing.pdf import version_pdf
from policies.standing import adoption_of
from portal.channels.public.items import council_or_404
from portal.councils.models import Council

revalidated = cache_control(no_cache=True)


@require_safe
@revalidated
@conditional_page
def policies(request: HttpRequest, council: str) -> HttpResponse:
    """Show what is in force, with the minute by which each was adopted, and what was in force before."""
    found = council_or_404(council)
    shown = policies_in_force(found.pk)
    own = [one for one in shown if one.policy.kind == Policy.Kind.COMMUNICATIONS]
    companions = [one for one in shown if one.policy.kind != Policy.Kind.COMMUNICATIONS]
    words = {"council": found, "own": own, "companions": companions}
    return render(request, "policies/public_list.html", words)


@require_safe
@revalidated
@conditional_page
def policy(request: HttpRequest, council: str, slug: str) -> HttpResponse:
    """Show the version in force of one policy; Http404 where none is, or there is no such policy."""
    found = council_or_404(council)
    return _page(request, found, slug, None)


@require_safe
@revalidated
@conditional_page
def version(request: HttpRequest, council: str, slug: str, number: int) -> HttpResponse:
    """Show one version that is or was in force."""
    return _page(request, council_or_404(council), slug, number)


@require_safe
@revalidated
@conditional_page
def printed(request: HttpRequest, council: str, slug: str, number: int) -> HttpResponse:  # noqa: ARG001
    """Answer with one version as a tagged PDF. Raises Unprintable, in words, for a character that no font here has."""
    found = council_or_404(council)
    shown = _find(_versions(found, slug), number)
    response = HttpResponse(version_pdf(found, shown), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{slug}-version-{shown.number}.pdf"'
    return response


def _page(request: HttpRequest, council: Council, slug: str, number: int | None) -> HttpResponse:
    versions = _versions(council, slug)
    shown = _find(versions, number)
    words = {
        "council": council,
        "version": shown,
        "policy": shown.policy,
        "adoption": adoption_of(shown),
        "placed": lay_out(shown.clauses.all()),
        "history": versions,
    }
    return render(request, "policies/public_version.html", words)


def _versions(council: Council, slug: str) -> list[Version]:
    """Return the public versions of a policy, newest first, with clauses and reviews. Three queries."""
    clauses = Prefetch("clauses", Clause.objects.order_by("position"))
    reviews = Prefetch("reviews", VersionReview.objects.order_by("reviewed_on"))
    return list(public_versions(council.pk).filter(policy__slug=slug).prefetch_related(clauses, reviews))


def _find(versions: list[Version], number: int | None) -> Version:
    for one in versions:
        if one.state == Version.State.ADOPTED if number is None else one.number == number:
            return one
    raise Http404("There is no such policy in force here.")
