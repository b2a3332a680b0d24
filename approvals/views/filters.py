"""The filters of the queue that a person keeps: the list, keeping one, removing one."""

from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from approvals.filtering import members_to_choose, read_filter, title_of
from approvals.models import SavedFilter
from approvals.queue_forms import SaveFilterForm
from approvals.saving_filters import filters_of, remove_filter, save_filter
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView


class Shown(NamedTuple):
    """A filter in the list of those that somebody keeps: what it leaves in, where it leads, what removes it."""

    name: str
    words: str
    address: str
    removal: str


class SavedFilters(CouncilFormView):
    """What the person keeps, and keeping what the address asks for under a name."""

    power = Power.READ_ALL
    post_power = Power.DRAFT
    section = "queue"
    form_class = SaveFilterForm
    template_name = "approvals/filters.html"
    heading = "Your filters"
    button = "Keep this filter"

    def prepare(self, **_: Any) -> None:
        """Refuse who has no queue to filter; who reads it alone keeps nothing (post_power)."""
        self.person.require(Power.READ_ALL)

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with the filter that the address asks for."""
        return SaveFilterForm(data, initial={"query": read_filter(self.request.GET).query})

    def words(self) -> dict[str, Any]:
        """Return what is kept, each with what it leaves in, and what would be kept now."""
        people, slug = members_to_choose(self.council.pk), self.council.slug
        kept = [
            Shown(
                one.name,
                title_of(read_filter(QueryDict(one.query)), people),
                f"{self.next_address()}?{one.query}",
                reverse("queue_filter_remove", args=[slug, one.pk]),
            )
            for one in filters_of(self.person)
        ]
        sent = self.request.POST.get("query", "")
        asked = read_filter(QueryDict(sent) if sent else self.request.GET)
        return {
            "kept": kept,
            "asked": asked,
            "asked_in_words": title_of(asked, people),
            "list_name": "Queue",
        }

    def act(self, form: forms.Form) -> str:
        """Keep it."""
        asked = read_filter(QueryDict(form.cleaned_data["query"]))
        kept = save_filter(actor=self.person, name=form.cleaned_data["name"], asked=asked)
        return f"Kept as “{kept.name}”. It stands above the queue."

    def next_address(self) -> str:
        """Return the queue's page."""
        return reverse("queue", args=[self.council.slug])


class RemoveFilter(CouncilView):
    """Removes one filter."""

    power = Power.READ_ALL
    post_power = Power.DRAFT

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Go to the list: the button is there."""
        self._mine(pk)
        return redirect("queue_filters", self.council.slug)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove it."""
        self.person.require(Power.READ_ALL)
        self._mine(pk)
        name = remove_filter(actor=self.person, filter_id=pk)
        messages.success(request, f"“{name}” is not kept any more.")
        return redirect("queue_filters", self.council.slug)

    def _mine(self, pk: int) -> None:
        if not SavedFilter.objects.filter(pk=pk, owner=self.person.membership).exists():
            raise Http404
