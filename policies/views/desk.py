"""The desk's pages of policies: the list, one policy, one version, two compared."""

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from policies.documents.comparing import compare_versions
from policies.documents.laying_out import lay_out
from policies.documents.reading import policies_on_desk
from policies.models import Policy, Version, VersionReview
from policies.standing import adoption_of
from portal.councils.powers import Power
from portal.councils.views import CouncilView


class PoliciesPage(CouncilView):
    """Every policy of the council, with what is in force and when its review is due."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them; drafts to whoever may enter policies."""
        rows = policies_on_desk(self.council.pk, drafts=self.person.may(Power.CONFIGURE))
        return render(request, "policies/desk_list.html", {"section": "policies", "rows": rows})


class PolicyPage(CouncilView):
    """One policy through all its versions."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        policy = get_object_or_404(Policy, pk=pk, council=self.council)
        versions = list(visible_versions(self, policy))
        draft = next((one for one in versions if one.state == Version.State.DRAFT), None)
        words = {"section": "policies", "policy": policy, "versions": versions, "draft": draft}
        words["bodies"] = list(policy.bodies.order_by("name"))
        return render(request, "policies/desk_policy.html", words)


class VersionPage(CouncilView):
    """One version as it reads."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        version = find_version(self, pk)
        words = {
            "section": "policies",
            "version": version,
            "policy": version.policy,
            "adoption": adoption_of(version),
            "placed": lay_out(version.clauses.order_by("position")),
        }
        return render(request, "policies/desk_version.html", words)


class ComparePage(CouncilView):
    """Two versions of a policy, word by word."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show ``from`` turning into ``to``; without them the two newest."""
        policy = get_object_or_404(Policy, pk=pk, council=self.council)
        versions = list(visible_versions(self, policy))
        if not versions:
            raise Http404
        new = _chosen(versions, request.GET.get("to", ""), versions[0])
        old = _chosen(versions, request.GET.get("from", ""), versions[min(1, len(versions) - 1)])
        words = {
            "section": "policies",
            "policy": policy,
            "versions": versions,
            "old": old,
            "new": new,
            "pieces": compare_versions(old, new),
        }
        return render(request, "policies/desk_compare.html", words)


def visible_versions(view: CouncilView, policy: Policy) -> Any:
    """Return the versions of ``policy`` that the person may read, newest first: drafts need the power to enter them."""
    rows = policy.versions.order_by("-number")
    rows = rows.prefetch_related(Prefetch("reviews", VersionReview.objects.order_by("-reviewed_on")))
    return rows if view.person.may(Power.CONFIGURE) else rows.exclude(state=Version.State.DRAFT)


def find_version(view: CouncilView, pk: int) -> Version:
    """Return a version of the council that the person may read, or raise Http404."""
    rows = Version.objects.select_related("policy__council", "drafted_by__user")
    if not view.person.may(Power.CONFIGURE):
        rows = rows.exclude(state=Version.State.DRAFT)
    return get_object_or_404(rows, pk=pk, policy__council=view.council)


def _chosen(versions: list[Version], number: str, otherwise: Version) -> Version:
    return next((one for one in versions if str(one.number) == number), otherwise)
