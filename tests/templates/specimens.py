"""Pages that exist for these tests only: every piece of docs/design.md once, in the shells that carry them."""

from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils import timezone

from portal.councils.models import Council
from portal.councils.views import CouncilView
from portal.refusals import NotYours, Refusal

PAGES = Path(__file__).parent / "pages"


class SpecimenForm(forms.Form):
    """One field of each sort."""

    headline = forms.CharField(help_text="What it is about, in one line.")
    body = forms.CharField(widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[("release", "Press release"), ("letter", "Letter")])
    capacity = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("council", "For the council"), ("member", "As a councillor")],
        help_text="The reader is told.",
    )
    channels = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        choices=[("newsroom", "Newsroom"), ("press", "Press list")],
        required=False,
    )
    embargo = forms.SplitDateTimeField(
        required=False,
        widget=forms.SplitDateTimeWidget(date_attrs={"type": "date"}, time_attrs={"type": "time"}),
    )
    picture = forms.ImageField(required=False)
    agreed = forms.BooleanField(label="The people in the picture agreed", help_text="In writing.")


class PiecesView(CouncilView):
    """Every piece in the desk's shell; a POST comes back with its errors."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the pieces."""
        return self._show(request, SpecimenForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show the pieces with what is wrong."""
        return self._show(request, SpecimenForm(request.POST))

    def _show(self, request: HttpRequest, form: forms.Form) -> HttpResponse:
        page = Paginator(list(range(60)), 20).get_page(request.GET.get("page", "2"))
        known = "draft submitted returned approved issued rejected withdrawn pending sending sent unknown failed held"
        stages = [(name, name.title()) for name in known.split()]
        context = {"form": form, "page": page, "now": timezone.now(), "stages": stages, "section": "drafts"}
        return _render("pieces", context, request)


class RefusingView(CouncilView):
    """Refuses, as a verb would."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Refuse."""
        raise Refusal(
            "Ann Clerk approved this item a minute ago.", "Nothing was changed. Read what she decided."
        )


def refuse(request: HttpRequest) -> HttpResponse:
    """Refuse somebody outside any council."""
    raise NotYours("You may not approve, return, reject and issue.")


def fail(request: HttpRequest) -> HttpResponse:
    """Fail, as a bug would."""
    raise RuntimeError("a bug")


def news(request: HttpRequest, council: str) -> HttpResponse:
    """Show the public pieces."""
    found = Council.objects.get(slug=council)
    return _render("news", {"council": found, "now": timezone.now(), "section": "newsroom"}, request)


def _render(name: str, context: dict[str, Any], request: HttpRequest) -> HttpResponse:
    source = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    return HttpResponse(engines["django"].from_string(source).render(context, request))


urlpatterns = [
    path("specimens/refusal/", refuse),
    path("specimens/failure/", fail),
    path("<slug:council>/specimens/pieces/", PiecesView.as_view()),
    path("<slug:council>/specimens/refusal/", RefusingView.as_view(), name="specimen_refusal"),
    path("<slug:council>/specimens/news/", news),
    path("", include("portal.urls")),
]
