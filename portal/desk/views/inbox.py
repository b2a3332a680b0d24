"""One inbox for somebody who serves several councils, and the filters that they keep of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import View

from approvals.filtering import EVERY_COUNCIL, Filter, read_filter, title_of
from approvals.queue_forms import SaveFilterForm
from approvals.saving_filters import kept_across, remove_across, save_across
from approvals.views.filters import Shown
from portal.councils.people import Person, people_of
from portal.desk.inbox import ALL_COUNCILS, deciding_among, inbox_of, named_in
from portal.refusals import NotYours, Refusal


def asked_across(given: QueryDict) -> Filter:
    """Return the filter of the list of all councils that ``given`` names; a field left open is no question."""
    named = {name: str(value) for name, value in given.dict().items() if value}
    asked = read_filter({"councils": EVERY_COUNCIL, **named}, across=True)
    return replace(asked, councils=asked.councils or EVERY_COUNCIL)


class SignedIn(View):
    """A page of somebody who is signed in, of whatever councils."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask who it is before any handler runs."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)


class Inbox(SignedIn):
    """What waits for whoever is signed in, in all of their councils; each line leads to that council's own desk."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it; somebody with one council goes to its desk, somebody with none to the front page."""
        asked = asked_across(request.GET)
        together = inbox_of(_user_id(request), asked, number=request.GET.get("page", "1"))
        if not together.desks:
            return redirect("front")
        if len(together.desks) == 1:
            return redirect("desk_home", together.desks[0].person.council.slug)
        mine = [desk.person.membership for desk in together.desks]
        words = {"section": "inbox", "together": together, "my_councils": mine, "asked": asked}
        return render(request, "desk/inbox.html", words | {"page": together.page})


NOWHERE = "You decide in none of your councils, so no list of theirs waits for you here."


class InboxFilters(SignedIn):
    """What somebody keeps for the list of all their councils, and keeping what the address asks for under a name.

    Who decides nowhere any more still sees what they kept, to remove it.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what is kept, and the form where the address asks for something."""
        asked = asked_across(request.GET)
        return self._page(request, SaveFilterForm(initial={"query": asked.query}), asked)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep it, or show the form again with what was typed. Raises NotYours for somebody who decides nowhere."""
        if not deciding_among(people_of(_user_id(request))):
            raise NotYours(NOWHERE)
        form = SaveFilterForm(request.POST)
        asked = asked_across(QueryDict(request.POST.get("query", "")[:500]))
        if not form.is_valid():
            return self._page(request, form, asked, status=422)
        try:
            kept = save_across(user_id=_user_id(request), name=form.cleaned_data["name"], asked=asked)
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return self._page(request, form, asked, status=refusal.status)
        messages.success(request, f"Kept as “{kept.name}”. It stands above what waits.")
        return redirect("inbox")

    def _page(
        self, request: HttpRequest, form: SaveFilterForm, asked: Filter, status: int = 200
    ) -> HttpResponse:
        everywhere = people_of(_user_id(request))
        deciding = deciding_among(everywhere)
        kept = _shown(_user_id(request), deciding)
        if not (deciding or kept):
            raise NotYours(NOWHERE)
        asked = asked if deciding else ALL_COUNCILS
        people, councils = named_in(asked, deciding), [person.council for person in deciding]
        there = reverse("inbox")
        words = {
            "section": "inbox",
            "heading": "Your filters",
            "lead": "" if deciding else f"{NOWHERE} What you kept is still yours to remove.",
            "form": form,
            "button": "Keep this filter",
            "back": there,
            "list_name": "All your councils",
            "kept": kept,
            "asked": asked,
            "asked_in_words": title_of(asked, people, councils),
            "my_councils": [person.membership for person in everywhere],
        }
        return render(request, "approvals/filters.html", words, status=status)


class RemoveInboxFilter(SignedIn):
    """Removes one filter of the list of all councils."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Go to the list: the button is there."""
        _own(request, pk)
        return redirect("inbox_filters")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove it."""
        _own(request, pk)
        name = remove_across(user_id=_user_id(request), filter_id=pk)
        messages.success(request, f"“{name}” is not kept any more.")
        return redirect("inbox_filters" if _has_filters(_user_id(request)) else "inbox")


def _own(request: HttpRequest, pk: int) -> None:
    """Raise Http404 for a filter that is somebody else's, or is not there."""
    if not kept_across(_user_id(request)).filter(pk=pk).exists():
        raise Http404


def _shown(user_id: int, deciding: Sequence[Person]) -> list[Shown]:
    """Return what the user keeps, in words; where they decide nowhere it leads nowhere and names no member."""
    everybody, councils = named_in(ALL_COUNCILS, deciding), [person.council for person in deciding]
    there = reverse("inbox")
    return [
        Shown(
            one.name,
            title_of(asked_across(QueryDict(one.query)), everybody, councils),
            f"{there}?{one.query}" if deciding else "",
            reverse("inbox_filter_remove", args=[one.pk]),
        )
        for one in kept_across(user_id)
    ]


def _has_filters(user_id: int) -> bool:
    """Return whether the page of their filters is theirs: they decide somewhere, or keep one still."""
    return bool(deciding_among(people_of(user_id))) or kept_across(user_id).exists()


def _user_id(request: HttpRequest) -> int:
    return request.user.pk or 0
