"""The list of drafts that a person may see, their own first."""

from django.core.paginator import Paginator
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.councils.views import CouncilView
from portal.drafts.access import visible_to
from portal.drafts.forms import FilterForm
from portal.drafts.models import Communication, WorkingCopy

A_PAGE = 25
"""Items on one page of the list."""


class DraftsView(CouncilView):
    """Lists drafts by stage, kind and words; the number of queries does not depend on how many there are."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of the list."""
        form = FilterForm(request.GET)
        page = Paginator(self.rows(form), A_PAGE).get_page(request.GET.get("page"))
        narrowed = any(form.cleaned_data.get(name) for name in ("words", "stage", "kind"))
        context = {
            "section": "drafts",
            "filters": form,
            "page": page,
            "narrowed": narrowed,
            "me": self.person.membership.pk,
        }
        return render(request, "drafts/list.html", context)

    def rows(self, form: FilterForm) -> "QuerySet[Communication]":
        """Return the visible drafts that the filters leave, mine first, then by the latest change."""
        form.is_valid()
        wanted = form.cleaned_data
        rows = visible_to(self.person).select_related("author__user", "body")
        if words := wanted.get("words", "").replace("\x00", ""):
            rows = rows.filter(Q(title__icontains=words) | Q(reference__icontains=words))
        if stage := wanted.get("stage"):
            rows = rows.filter(stage=stage)
        if kind := wanted.get("kind"):
            rows = rows.filter(kind=kind)
        mine = Case(
            When(author_id=self.person.membership.pk, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        )
        unsaved = WorkingCopy.objects.filter(
            communication=OuterRef("pk"), person_id=self.person.membership.pk
        )
        return rows.annotate(not_mine=mine, unsaved=Exists(unsaved)).order_by(
            "not_mine", "-changed_at", "-pk"
        )
